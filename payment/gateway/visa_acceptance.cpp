#include "payment/gateway/visa_acceptance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "payment/gateway/answers.hpp"
#include "payment/gateway/host_name.hpp"
#include "payment/gateway/https_client.hpp"
#include "payment/gateway/jwt.hpp"
#include "payment/gateway/message_encryption.hpp"
#include "payment/gateway/request_bodies.hpp"
#include "payment/gateway/search_answers.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr int kHttpsPort = 443;
constexpr const char* kPayments = "/pts/v2/payments";

// YYYYMMDDhhmmss in the time zone of the machine, which stands beside the charger.
std::string local_time(hal::Utc at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[16] = {};
  const std::size_t length = std::strftime(text, sizeof text, "%Y%m%d%H%M%S", &parts);
  return {text, length};
}

// As the Host header has it, and so as it must be signed.
std::string authority(const Account& account) {
  return account.port == kHttpsPort ? account.host
                                    : account.host + ":" + std::to_string(account.port);
}

std::string resource_of(const std::string& hold_reference, const char* what) {
  return fmt::format("{}/{}{}", kPayments, hold_reference, what);
}

// The days that a search must reach back, so that an order is found after a long power cut too.
int days_since(hal::Utc sent_at, hal::Utc now) {
  const auto days =
      std::chrono::floor<std::chrono::days>(now) - std::chrono::floor<std::chrono::days>(sent_at);
  return static_cast<int>(std::clamp<std::int64_t>(days.count() + 1, 1, 180));
}

hal::Result<void> check(const Account& account) {
  const auto wrong = [](const std::string& what, const std::string& remedy) {
    return hal::failure("gateway.account", "setting up the payment gateway: " + what, remedy);
  };
  if (!is_host_name(account.host)) {
    return wrong("the host is not a host name", "write it without https:// and path");
  }
  if (account.port < 1 || account.port > 65535)
    return wrong("the port is not 1 to 65535", "use 443");
  if (account.merchant_id.empty() || account.merchant_id.size() > 100) {
    return wrong("the merchant id is not 1 to 100 characters", "copy it from the business centre");
  }
  for (const std::string* number :
       {&account.terminal_id, &account.developer_id, &account.solution_id}) {
    if (number->size() > 8) {
      return wrong("terminal, developer or solution id is longer than 8 characters",
                   "copy them from the acquirer's and the gateway's letters");
    }
  }
  const bool answers = !account.mle_answer_key.empty();
  if (answers == account.mle_answer_key_id.empty() ||
      (answers && account.mle_certificate.empty())) {
    return wrong("encrypted answers need mle_certificate, mle_answer_key and mle_answer_key_id",
                 "give all three, or none of the last two");
  }
  return {};
}

NotProcessed bad_reference() {
  return {"the hold reference is not one of this gateway"};
}

}  // namespace

hal::Result<std::unique_ptr<VisaAcceptance>> VisaAcceptance::create(const Account& account,
                                                                    const hal::Clock& clock) {
  if (auto checked = check(account); !checked) return tl::make_unexpected(checked.error());
  auto key = read_key_file(account.key_file);
  if (!key) return tl::make_unexpected(key.error());
  std::unique_ptr<Authentication> authentication = std::make_unique<JwtAuthentication>(
      std::move(*key), account.merchant_id, clock, account.mle_answer_key_id);
  if (!account.mle_certificate.empty()) {
    auto encryption = MessageEncryption::create(account, std::move(authentication), clock);
    if (!encryption) return tl::make_unexpected(encryption.error());
    authentication = std::move(*encryption);
  }
  auto transport =
      HttpsClient::create({account.ca_file, account.connect_timeout, account.answer_timeout});
  if (!transport) return tl::make_unexpected(transport.error());
  return std::make_unique<VisaAcceptance>(account, clock, std::move(authentication),
                                          std::move(*transport));
}

VisaAcceptance::VisaAcceptance(Account account, const hal::Clock& clock,
                               std::unique_ptr<Authentication> authentication,
                               std::unique_ptr<Transport> transport)
    : account_(std::move(account)),
      clock_(clock),
      authentication_(std::move(authentication)),
      transport_(std::move(transport)) {}

VisaAcceptance::~VisaAcceptance() = default;

Exchange VisaAcceptance::exchange(const char* method, std::string resource, SecretText body) {
  OutgoingRequest request{method, authority(account_), std::move(resource), std::move(body)};
  const auto headers = authentication_->prepare(request);
  if (!headers) return NotSent{headers.error().sentence()};
  Exchange result = transport_->send(request, *headers);
  auto* answer = std::get_if<HttpAnswer>(&result);
  if (answer == nullptr) return result;
  auto opened = authentication_->open(std::move(answer->body));
  if (!opened) return Lost{opened.error().sentence()};
  return HttpAnswer{answer->status, std::move(*opened)};
}

HoldAnswer VisaAcceptance::hold(const HoldOrder& order) {
  const auto* card = std::get_if<CardPresentation>(&order.presentation);
  // The gateway's EV charging solution takes these two schemes only.
  if (card == nullptr || card->identity.scheme == Scheme::other) {
    return Declined{DeclineReason::not_accepted};
  }
  auto body = hold_body(account_, order, *card, local_time(order.at));
  if (!body) return NotProcessed{body.error().sentence()};
  return judge_hold(exchange("POST", kPayments, std::move(*body)), order.key, order.amount,
                    order.at + account_.hold_valid_for);
}

HoldAnswer VisaAcceptance::raise(const RaiseOrder& order) {
  if (!is_gateway_id(order.hold_reference) || !is_order_key(order.key)) return bad_reference();
  // Counted from now and so later than the first authorisation's term, which goes on: the caller
  // keeps the earlier.
  return judge_raise(exchange("PATCH", resource_of(order.hold_reference, ""),
                              raise_body(account_, order, local_time(order.at))),
                     order, order.at + account_.hold_valid_for);
}

SettleAnswer VisaAcceptance::capture(const CaptureOrder& order) {
  if (!is_gateway_id(order.hold_reference) || !is_order_key(order.key)) return bad_reference();
  if (order.amount.minor() <= 0 || less(order.held, order.amount)) {
    return NotProcessed{"the amount to capture is not positive or above the hold"};
  }
  return judge_capture(exchange("POST", resource_of(order.hold_reference, "/captures"),
                                capture_body(account_, order)),
                       order);
}

SettleAnswer VisaAcceptance::release(const ReleaseOrder& order) {
  if (!is_gateway_id(order.hold_reference) || !is_order_key(order.key)) return bad_reference();
  return judge_release(exchange("POST", resource_of(order.hold_reference, "/reversals"),
                                release_body(account_, order)),
                       order);
}

SettleAnswer VisaAcceptance::abandon(const AbandonOrder& order) {
  if (!is_order_key(order.hold_key)) return NotProcessed{"the key is not one that was ever sent"};
  return judge_abandon(exchange("POST", "/pts/v2/reversals", abandon_body(order)), order);
}

AskAnswer VisaAcceptance::ask(const Question& question) {
  if (!is_order_key(question.key)) return Unknown{"the key is not one that was ever sent"};
  const SearchResult found =
      read_search(exchange("POST", "/tss/v2/searches",
                           search_body(question.key, days_since(question.sent_at, clock_.utc()))),
                  question.key);
  if (const auto* unknown = std::get_if<Unknown>(&found)) return *unknown;
  if (std::holds_alternative<NotFound>(found)) return NotFound{};
  std::vector<AskAnswer> answers;
  for (const std::string& id : std::get<TransactionIds>(found)) {
    answers.push_back(judge_detail(exchange("GET", "/tss/v2/transactions/" + id, {}), question, id,
                                   question.sent_at + account_.hold_valid_for));
  }
  return combine(answers);
}

}  // namespace kerb::payment::gateway
