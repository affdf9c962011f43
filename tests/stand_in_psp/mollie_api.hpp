// Mollie's Payments API as far as a page, a hold, captures and a release go: JSON bodies only, no
// member that is not known, an idempotency key with everything that changes something. A capture and
// a release are taken in first and done when they are next looked at, as they are at Mollie.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tests/stand_in_psp/psp_api.hpp"

namespace kerb::stand_in_psp {

class MollieApi final : public PspApi {
 public:
  MollieApi(std::string api_key, std::string page_base)
      : api_key_(std::move(api_key)), page_base_(std::move(page_base)) {}

  Answer handle(const Request& request, std::int64_t now) override;
  bool act(const std::string& page, Act act, std::int64_t now) override;
  nlohmann::json book(std::int64_t now) override;
  void refuse_raises(bool /*refuse*/) override {}  // there are none

 private:
  struct Capture {
    std::string id;
    std::int64_t units = 0;
    bool done = false;
    std::string description;
  };
  struct Payment {
    std::string id;
    std::string status = "open";
    std::string currency;
    std::int64_t units = 0;
    std::int64_t created = 0;
    std::int64_t expires = 0;
    bool manual = false;
    bool release_wanted = false;
    nlohmann::json metadata;
    std::deque<Capture> captures;
  };

  Answer get(const Request& request);
  Answer change(const Request& request, std::int64_t now);
  Answer make(const nlohmann::json& wanted, std::int64_t now);
  Answer capture(Payment& payment, const nlohmann::json& wanted);
  static Answer release(Payment& payment);
  Answer list(const nlohmann::json& wanted);

  void let_lapse(std::int64_t now);
  static void settle(Payment& payment);
  Payment* payment(const std::string& id);
  nlohmann::json shown(const Payment& payment) const;
  static nlohmann::json shown(const Payment& payment, const Capture& capture);

  std::string api_key_;
  std::string page_base_;
  std::uint64_t serial_ = 0;
  std::deque<Payment> payments_;
  GivenAnswers given_;
};

}  // namespace kerb::stand_in_psp
