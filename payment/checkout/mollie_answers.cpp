#include "payment/checkout/mollie_answers.hpp"

#include <charconv>

#include "payment/checkout/page_address.hpp"
#include "payment/gateway/json_text.hpp"

namespace kerb::payment::checkout {
namespace {

using nlohmann::json;

constexpr hal::Seconds kMolliePage{30 * 60};  // of a card's page, when the answer does not say
constexpr std::size_t kMostOfOneOrder = 4;
constexpr std::size_t kMostInAList = 250;

std::optional<Refusal> mollie_refusal(const json& body) {
  if (!whole_at(body, {"status"}) || !gateway::text_at(body, {"title"}, 100)) return std::nullopt;
  Refusal refusal;
  refusal.code = psp_word(body, {"field"});
  return refusal;
}

bool is_of_order(const json& body, const OrderKey& key) {
  return gateway::text_at(body, {"metadata", "order"}, 30) == key;
}

std::optional<Money> mollie_amount(const json& body, const Currency& currency) {
  const auto value = gateway::text_at(body, {"amount", "value"}, 16);
  if (!value || gateway::text_at(body, {"amount", "currency"}, 3) != currency.code()) {
    return std::nullopt;
  }
  const auto money = Money::from_decimal(*value, currency);
  if (!money || money->minor() <= 0) return std::nullopt;
  return money;
}

std::optional<int> number_in(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  const char* begin = text.data() + from;
  const auto [end, fault] = std::from_chars(begin, begin + count, number);
  if (fault != std::errc{} || end != begin + count || number < 0) return std::nullopt;
  return number;
}

// "2026-11-23T15:45:14+00:00": ISO 8601 as Mollie writes it, always in UTC.
std::optional<hal::Utc> mollie_time(const json& body, const char* name) {
  const auto text = gateway::text_at(body, {name}, 25);
  if (!text || text->size() != 25 || text->substr(19) != "+00:00") return std::nullopt;
  const auto year = number_in(*text, 0, 4);
  const auto month = number_in(*text, 5, 2);
  const auto day = number_in(*text, 8, 2);
  const auto hour = number_in(*text, 11, 2);
  const auto minute = number_in(*text, 14, 2);
  const auto second = number_in(*text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         hal::Seconds(*second);
}

AskAnswer judge_open_payment(const json& payment, const CheckoutSettings& settings,
                             const std::string& id, hal::Utc since) {
  const auto href = gateway::text_at(payment, {"_links", "checkout", "href"}, kLongestPageAddress);
  if (!href || !is_page_address(*href, settings.page_host, settings.page_port)) {
    return Unknown{"an open page without a usable address"};
  }
  return Pending{*href, mollie_time(payment, "expiresAt").value_or(since + kMolliePage), id};
}

bool has_lapsed(const std::string& status) {
  return status == "canceled" || status == "expired" || status == "failed";
}

AskAnswer judge_release_of(const std::string& status, const std::string& id) {
  if (has_lapsed(status)) return Done{id};
  if (status == "authorized") return NotFound{};  // it may still be on its way
  if (status == "paid") return Declined{};
  return Unknown{"the payment says " + status};
}

AskAnswer judge_capture_state(const json& capture) {
  const std::string status = psp_word(capture, {"status"});
  if (status == "succeeded") return Done{psp_id(capture, {"id"}).value_or(std::string())};
  if (status == "failed") return NotFound{};
  return Unknown{"the capture says " + status};
}

}  // namespace

PspReply read_mollie_reply(const gateway::Exchange& exchange) {
  PspReply reply = read_psp_reply(exchange, mollie_refusal);
  const auto* refusal = std::get_if<Refusal>(&reply);
  if (refusal != nullptr && refusal->status == 429) return NotProcessed{refusal->detail};
  return reply;
}

HoldAnswer judge_mollie_page(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                             const HoldOrder& order) {
  const PspReply reply = read_mollie_reply(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return NotProcessed{refusal->detail};
  const json& payment = std::get<json>(reply);
  const auto id = psp_id(payment, {"id"});
  if (!id || !is_of_order(payment, order.key)) return Unknown{"the answer names another order"};
  if (psp_word(payment, {"status"}) != "open") return Unknown{"a new page that is not open"};
  if (mollie_amount(payment, order.amount.currency()) != order.amount ||
      psp_word(payment, {"captureMode"}) != "manual") {
    return NotProcessed{"the page is for another amount, or takes it at once"};
  }
  const AskAnswer open = judge_open_payment(payment, settings, *id, order.at);
  if (const auto* pending = std::get_if<Pending>(&open)) return *pending;
  return NotProcessed{"the page has no usable address"};
}

AskAnswer judge_mollie_payment(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                               const Question& question) {
  const PspReply reply = read_mollie_reply(exchange);
  const auto* payment = std::get_if<json>(&reply);
  if (payment == nullptr) return asked_without_object(reply);
  const auto id = psp_id(*payment, {"id"});
  const auto amount = mollie_amount(*payment, question.currency);
  if (!id || !amount) return Unknown{"the payment is not readable"};
  const std::string status = psp_word(*payment, {"status"});
  if (question.about == Question::About::release) {
    if (*id != question.hold_reference) return Unknown{"the answer names another payment"};
    return judge_release_of(status, *id);
  }
  if (!is_of_order(*payment, question.key)) return Unknown{"the answer names another order"};
  if (status == "open") return judge_open_payment(*payment, settings, *id, question.sent_at);
  if (has_lapsed(status)) return Declined{};
  if (status != "authorized") return Unknown{"the payment says " + status};
  const hal::Utc made = mollie_time(*payment, "createdAt").value_or(question.sent_at);
  const auto before = mollie_time(*payment, "captureBefore");
  return Approved{
      Hold{*id, *amount, before && *before > made ? *before : made + kShortestHold, {}}};
}

SettleAnswer judge_mollie_closing(const gateway::Exchange& exchange, const OrderKey& hold_key) {
  const PspReply reply = read_mollie_reply(exchange);
  const auto* payment = std::get_if<json>(&reply);
  if (payment == nullptr) return settled_without_object(reply);
  if (!is_of_order(*payment, hold_key)) return Unknown{"the answer names another order"};
  const std::string status = psp_word(*payment, {"status"});
  if (has_lapsed(status)) return Done{psp_id(*payment, {"id"}).value_or(std::string())};
  if (status == "authorized" || status == "paid") return Refused{"the driver has paid meanwhile"};
  return Unknown{"the page says " + status};
}

AskAnswer judge_mollie_captures(const gateway::Exchange& exchange, const Question& question) {
  const PspReply reply = read_mollie_reply(exchange);
  const auto* body = std::get_if<json>(&reply);
  if (body == nullptr) return asked_without_object(reply);
  const json* captures = gateway::value_at(*body, {"_embedded", "captures"});
  if (captures == nullptr || !captures->is_array() || captures->size() > kMostInAList) {
    return Unknown{"a list without captures"};
  }
  AskAnswer found = NotFound{};
  for (const json& capture : *captures) {
    if (gateway::text_at(capture, {"description"}, 255) != question.key) continue;
    const AskAnswer one = judge_capture_state(capture);
    if (!std::holds_alternative<NotFound>(one)) found = one;
  }
  return found;
}

SettleAnswer judge_mollie_capture(const gateway::Exchange& exchange, const CaptureOrder& order) {
  const PspReply reply = read_mollie_reply(exchange);
  const auto* capture = std::get_if<json>(&reply);
  if (capture == nullptr) return settled_without_object(reply);
  if (gateway::text_at(*capture, {"description"}, 255) != order.key ||
      mollie_amount(*capture, order.amount.currency()) != order.amount) {
    return Unknown{"a capture of another amount or order"};
  }
  const AskAnswer state = judge_capture_state(*capture);
  if (const auto* done = std::get_if<Done>(&state)) return *done;
  if (const auto* unknown = std::get_if<Unknown>(&state)) return *unknown;
  return Refused{"the capture failed"};
}

std::variant<MolliePayments, Unknown, NotProcessed> read_mollie_payments(
    const gateway::Exchange& exchange, const OrderKey& key) {
  const PspReply reply = read_mollie_reply(exchange);
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return Unknown{refusal->detail};
  const json& body = std::get<json>(reply);
  const json* list = gateway::value_at(body, {"_embedded", "payments"});
  if (list == nullptr || !list->is_array() || list->size() > kMostInAList) {
    return Unknown{"a list without payments"};
  }
  MolliePayments payments;
  for (const json& payment : *list) {
    const auto id = psp_id(payment, {"id"});
    if (!id) return Unknown{"a list with a payment without an id"};
    if (is_of_order(payment, key)) payments.ids.push_back(*id);
  }
  if (payments.ids.size() > kMostOfOneOrder) return Unknown{"many payments for one order"};
  const auto next = gateway::text_at(body, {"_links", "next", "href"}, 500);
  if (!next) return payments;
  constexpr std::string_view kFrom = "from=";
  const std::size_t at = next->find(kFrom);
  if (at != std::string::npos) {
    payments.next = next->substr(at + kFrom.size());
    payments.next.resize(std::min(payments.next.find('&'), payments.next.size()));
  }
  if (!is_psp_id(payments.next)) return Unknown{"a list that goes on nowhere"};
  return payments;
}

}  // namespace kerb::payment::checkout
