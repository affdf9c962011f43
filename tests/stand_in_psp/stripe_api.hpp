// Stripe's Checkout Sessions and the payment intents behind them, as strict as the published schema:
// form bodies only, no parameter that is not known, an idempotency key with every POST, a pinned
// version with every request.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tests/stand_in_psp/psp_api.hpp"

namespace kerb::stand_in_psp {

class StripeApi final : public PspApi {
 public:
  // `page_base`: "https://localhost:8443/c/pay/", where pages are.
  StripeApi(std::string api_key, std::string page_base)
      : api_key_(std::move(api_key)), page_base_(std::move(page_base)) {}

  Answer handle(const Request& request, std::int64_t now) override;
  bool act(const std::string& page, Act act, std::int64_t now) override;
  nlohmann::json book(std::int64_t now) override;
  void refuse_raises(bool refuse) override { refuses_raises_ = refuse; }

 private:
  struct Intent {
    std::string id;
    std::string status;
    std::string currency;
    std::int64_t amount = 0;
    std::int64_t capturable = 0;
    std::int64_t received = 0;
    std::int64_t created = 0;
    int raises = 0;
    bool may_be_raised = false;
    nlohmann::json metadata;
  };
  struct Page {
    std::string id;
    std::string order;
    std::string currency;
    std::int64_t amount = 0;
    std::int64_t created = 0;
    std::int64_t expires = 0;
    std::string status = "open";
    bool manual = false;
    bool may_be_raised = false;
    nlohmann::json metadata;
    nlohmann::json payment_metadata;
    std::string intent;  // empty until somebody tried to pay
  };

  Answer get(const Request& request);
  Answer post(const Request& request, std::int64_t now);
  Answer make_page(const nlohmann::json& wanted, std::int64_t now);
  Answer list_pages(const nlohmann::json& wanted);
  Answer close(const std::string& id);
  Answer change(const std::string& id, const std::string& what, const nlohmann::json& wanted);
  Answer raise(Intent& intent, const nlohmann::json& wanted);
  Answer capture(Intent& intent, const nlohmann::json& wanted);
  Answer cancel(Intent& intent);

  void let_lapse(std::int64_t now);
  Intent& intent_of(Page& page, std::int64_t now);
  Page* page(const std::string& id);
  Intent* intent(const std::string& id);
  nlohmann::json shown(const Page& page, const nlohmann::json& expand);
  static nlohmann::json shown(const Intent& intent, bool with_charge);

  std::string api_key_;
  std::string page_base_;
  bool refuses_raises_ = false;
  std::uint64_t serial_ = 0;
  std::deque<Page> pages_;
  std::deque<Intent> intents_;
  GivenAnswers given_;
};

}  // namespace kerb::stand_in_psp
