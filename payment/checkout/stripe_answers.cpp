#include "payment/checkout/stripe_answers.hpp"

#include <algorithm>
#include <array>

#include "payment/checkout/page_address.hpp"
#include "payment/checkout/stripe_amount.hpp"
#include "payment/checkout/stripe_requests.hpp"
#include "payment/gateway/json_text.hpp"
#include "payment/gateway/reply.hpp"

namespace kerb::payment::checkout {
namespace {

using nlohmann::json;

constexpr hal::Seconds kLongestTerm{366LL * 24 * 3600};
constexpr std::size_t kMostPages = 4;
constexpr std::size_t kLongestList = 100;

std::optional<Refusal> stripe_refusal(const json& body) {
  const std::string type = psp_word(body, {"error", "type"});
  if (type.empty()) return std::nullopt;
  Refusal refusal;
  const std::string code = psp_word(body, {"error", "code"});
  // These say more than the code beside them.
  const bool telling = type == "idempotency_error" || type == "api_error" || code.empty();
  refusal.code = telling ? type : code;
  refusal.reason = psp_word(body, {"error", "decline_code"});
  return refusal;
}

bool is_currency(const json& body, const Currency& currency) {
  return gateway::text_at(body, {"currency"}, 3) == stripe_currency(currency);
}

std::optional<Money> stripe_amount_at(const json& body, const char* name,
                                      const Currency& currency) {
  const auto units = whole_at(body, {name});
  return units ? from_stripe(*units, currency) : std::nullopt;
}

std::string order_word(const json& body, const char* name) {
  return gateway::text_at(body, {"metadata", name}, 30).value_or(std::string());
}

std::optional<hal::Utc> time_at(const json& body, std::initializer_list<const char*> path) {
  const auto seconds = whole_at(body, path);
  // Far enough for every hold, and no overflow in milliseconds.
  constexpr std::int64_t kYear2500 = 16'725'225'600;
  if (!seconds || *seconds <= 0 || *seconds > kYear2500) return std::nullopt;
  return hal::Utc(hal::Seconds(*seconds));
}

void read_charge(const json& body, hal::Utc since, StripeIntent& intent) {
  intent.expires = time_at(body, {"created"}).value_or(since) + kShortestHold;
  const json* charge = gateway::value_at(body, {"latest_charge"});
  if (charge == nullptr) return;
  if (charge->is_string()) {
    intent.charge = psp_id(body, {"latest_charge"}).value_or(std::string());
    return;
  }
  intent.charge = psp_id(*charge, {"id"}).value_or(std::string());
  const auto before = time_at(*charge, {"payment_method_details", "card", "capture_before"});
  if (before && *before > since && *before < since + kLongestTerm) intent.expires = *before;
  const auto code =
      gateway::text_at(*charge, {"payment_method_details", "card", "authorization_code"}, 6);
  if (code && is_psp_id(*code)) intent.approval_code = *code;
}

Unknown mistaken_answer() {
  return Unknown{"the answer names another order"};
}

std::optional<Hold> hold_of(const StripeIntent& intent) {
  if (intent.capturable.is_zero()) return std::nullopt;
  return Hold{intent.id, intent.capturable, intent.expires, intent.approval_code};
}

// Nothing is held, and nothing will be.
bool is_over(const std::string& status) {
  return status == "canceled" || status == "requires_payment_method";
}

AskAnswer judge_open_page(const json& page, const CheckoutSettings& settings,
                          const std::string& id) {
  const auto url = gateway::text_at(page, {"url"}, kLongestPageAddress);
  const auto expires = time_at(page, {"expires_at"});
  if (!url || !expires || !is_page_address(*url, settings.page_host, settings.page_port)) {
    return Unknown{"an open page without a usable address"};
  }
  return Pending{*url, *expires, id};
}

AskAnswer judge_page(const json& page, const CheckoutSettings& settings, const Question& question) {
  const auto id = psp_id(page, {"id"});
  if (!id || gateway::text_at(page, {"client_reference_id"}, 200) != question.key) {
    return mistaken_answer();
  }
  const auto total = stripe_amount_at(page, "amount_total", question.currency);
  if (!total || !is_currency(page, question.currency)) {
    return Unknown{"the page is for another currency"};
  }
  const std::string status = psp_word(page, {"status"});
  const json* payment = gateway::value_at(page, {"payment_intent"});
  if (payment == nullptr || payment->is_null()) {
    if (status == "open") return judge_open_page(page, settings, *id);
    if (status == "expired") return Declined{};
    return Unknown{"a page without a payment says " + status};
  }
  const auto intent = read_stripe_intent(*payment, question.currency, question.sent_at);
  if (!intent) return Unknown{"the page's payment is not readable"};
  if (intent->status == "requires_capture") {
    const auto hold = hold_of(*intent);
    if (!hold) return Unknown{"a hold without an amount"};
    if (less(*total, hold->amount)) return Unknown{"the page holds more than was asked for"};
    return Approved{*hold};
  }
  if (status == "open") return judge_open_page(page, settings, *id);
  if (is_over(intent->status)) return Declined{};
  return Unknown{"the payment says " + intent->status};
}

// Reads the intent of a successful answer to an order about it.
std::optional<StripeIntent> intent_in(const PspReply& reply, const std::string& reference,
                                      const Currency& currency, hal::Utc since) {
  const auto* body = std::get_if<json>(&reply);
  if (body == nullptr) return std::nullopt;
  auto intent = read_stripe_intent(*body, currency, since);
  if (!intent || intent->id != reference) return std::nullopt;
  return intent;
}

struct DeclineWord {
  std::string_view word;
  DeclineReason reason;
};

// docs.stripe.com/declines/codes
constexpr std::array<DeclineWord, 14> kDeclineWords = {{
    {"insufficient_funds", DeclineReason::insufficient},
    {"card_velocity_exceeded", DeclineReason::insufficient},
    {"withdrawal_count_limit_exceeded", DeclineReason::insufficient},
    {"expired_card", DeclineReason::expired},
    {"authentication_required", DeclineReason::needs_owner},
    {"stolen_card", DeclineReason::blocked},
    {"lost_card", DeclineReason::blocked},
    {"pickup_card", DeclineReason::blocked},
    {"restricted_card", DeclineReason::blocked},
    {"issuer_not_available", DeclineReason::try_later},
    {"try_again_later", DeclineReason::try_later},
    {"processing_error", DeclineReason::try_later},
    {"card_not_supported", DeclineReason::not_accepted},
    {"currency_not_supported", DeclineReason::not_accepted},
}};

DeclineReason reason_of(const Refusal& refusal) {
  for (const std::string* word : {&refusal.reason, &refusal.code}) {
    const auto* found =
        std::find_if(kDeclineWords.begin(), kDeclineWords.end(),
                     [word](const DeclineWord& entry) { return entry.word == *word; });
    if (found != kDeclineWords.end()) return found->reason;
  }
  return DeclineReason::generic;
}

}  // namespace

PspReply read_stripe_reply(const gateway::Exchange& exchange) {
  PspReply reply = read_psp_reply(exchange, stripe_refusal);
  const auto* refusal = std::get_if<Refusal>(&reply);
  if (refusal == nullptr) return reply;
  if (refusal->code == "idempotency_error" || refusal->code == "api_error") {
    return Unknown{refusal->detail};
  }
  if (refusal->status != 429) return reply;
  if (refusal->code == "rate_limit" || refusal->code == "rate_limit_error") {
    return NotProcessed{refusal->detail};
  }
  return Unknown{refusal->detail};
}

std::optional<StripeIntent> read_stripe_intent(const json& body, const Currency& currency,
                                               hal::Utc since) {
  if (!is_currency(body, currency) || psp_word(body, {"object"}) != "payment_intent") {
    return std::nullopt;
  }
  const auto id = psp_id(body, {"id"});
  const auto amount = stripe_amount_at(body, "amount", currency);
  const auto capturable = stripe_amount_at(body, "amount_capturable", currency);
  const auto received = stripe_amount_at(body, "amount_received", currency);
  StripeIntent intent;
  intent.status = psp_word(body, {"status"});
  if (!id || !amount || !capturable || !received || intent.status.empty()) return std::nullopt;
  intent.id = *id;
  intent.amount = *amount;
  intent.capturable = *capturable;
  intent.received = *received;
  intent.raised_under = order_word(body, kRaisedUnder);
  intent.captured_under = order_word(body, kCapturedUnder);
  read_charge(body, since, intent);
  return intent;
}

HoldAnswer judge_stripe_page(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                             const HoldOrder& order) {
  const PspReply reply = read_stripe_reply(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return NotProcessed{refusal->detail};
  const json& page = std::get<json>(reply);
  const auto id = psp_id(page, {"id"});
  if (!id || gateway::text_at(page, {"client_reference_id"}, 200) != order.key) {
    return mistaken_answer();
  }
  if (psp_word(page, {"status"}) != "open") return Unknown{"a new page that is not open"};
  if (stripe_amount_at(page, "amount_total", order.amount.currency()) != order.amount ||
      !is_currency(page, order.amount.currency())) {
    return NotProcessed{"the page is for another amount"};
  }
  const AskAnswer open = judge_open_page(page, settings, *id);
  if (const auto* pending = std::get_if<Pending>(&open)) return *pending;
  return NotProcessed{"the page has no usable address"};
}

AskAnswer judge_stripe_page_state(const gateway::Exchange& exchange,
                                  const CheckoutSettings& settings, const Question& question) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto* page = std::get_if<json>(&reply);
  return page == nullptr ? asked_without_object(reply) : judge_page(*page, settings, question);
}

std::optional<std::string> stripe_payment_not_shown(const gateway::Exchange& exchange) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto* page = std::get_if<json>(&reply);
  return page == nullptr ? std::nullopt : psp_id(*page, {"payment_intent"});
}

AskAnswer judge_stripe_page_state(const gateway::Exchange& exchange,
                                  const gateway::Exchange& payment,
                                  const CheckoutSettings& settings, const Question& question) {
  PspReply reply = read_stripe_reply(exchange);
  auto* page = std::get_if<json>(&reply);
  if (page == nullptr) return asked_without_object(reply);
  const PspReply behind = read_stripe_reply(payment);
  const auto* intent = std::get_if<json>(&behind);
  if (intent == nullptr) return Unknown{"the page's payment could not be looked at"};
  if (psp_id(*intent, {"id"}) != psp_id(*page, {"payment_intent"})) return mistaken_answer();
  (*page)["payment_intent"] = *intent;
  return judge_page(*page, settings, question);
}

SettleAnswer judge_stripe_closing(const gateway::Exchange& exchange, const OrderKey& hold_key) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto* page = std::get_if<json>(&reply);
  if (page == nullptr) return settled_without_object(reply);
  if (gateway::text_at(*page, {"client_reference_id"}, 200) != hold_key) return mistaken_answer();
  const std::string status = psp_word(*page, {"status"});
  if (status == "expired") return Done{psp_id(*page, {"id"}).value_or(std::string())};
  if (status == "complete") return Refused{"the driver has paid meanwhile"};
  return Unknown{"the page says " + status};
}

std::variant<StripePages, Unknown, NotProcessed> read_stripe_pages(
    const gateway::Exchange& exchange, const OrderKey& key) {
  const PspReply reply = read_stripe_reply(exchange);
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return Unknown{refusal->detail};
  const json& body = std::get<json>(reply);
  const json* list = gateway::value_at(body, {"data"});
  const json* more = gateway::value_at(body, {"has_more"});
  if (list == nullptr || !list->is_array() || list->size() > kLongestList || more == nullptr ||
      !more->is_boolean()) {
    return Unknown{"a list without pages"};
  }
  StripePages pages;
  for (const json& page : *list) {
    const auto id = psp_id(page, {"id"});
    if (!id) return Unknown{"a list with a page without an id"};
    if (more->get<bool>()) pages.next = *id;
    if (gateway::text_at(page, {"client_reference_id"}, 200) == key) pages.ids.push_back(*id);
  }
  if (more->get<bool>() && pages.next.empty()) return Unknown{"an empty list that goes on"};
  if (pages.ids.size() > kMostPages) return Unknown{"many pages for one order"};
  return pages;
}

HoldAnswer judge_stripe_raise(const gateway::Exchange& exchange, const RaiseOrder& order,
                              const Money& total) {
  const PspReply reply = read_stripe_reply(exchange);
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  // Also "this card cannot be raised": the hold stays as it was.
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return Declined{reason_of(*refusal)};
  const auto intent = intent_in(reply, order.hold_reference, order.by.currency(), order.at);
  if (!intent || intent->status != "requires_capture") {
    return Unknown{"the answer is not the raised hold"};
  }
  const auto hold = hold_of(*intent);
  if (!hold || less(total, hold->amount) || less(hold->amount, order.by)) {
    return Unknown{"a raise to another amount than was asked for"};
  }
  return Approved{*hold};
}

SettleAnswer judge_stripe_capture(const gateway::Exchange& exchange, const CaptureOrder& order) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto intent = intent_in(reply, order.hold_reference, order.amount.currency(), {});
  if (!intent) return settled_without_object(reply);
  if (intent->status != "succeeded") return Unknown{"the payment says " + intent->status};
  if (!(intent->received == order.amount)) return Unknown{"a capture of another amount"};
  return Done{intent->charge.empty() ? intent->id : intent->charge};
}

SettleAnswer judge_stripe_release(const gateway::Exchange& exchange, const ReleaseOrder& order) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto intent = intent_in(reply, order.hold_reference, order.held.currency(), {});
  if (!intent) return settled_without_object(reply);
  if (intent->status != "canceled") return Unknown{"the payment says " + intent->status};
  return Done{intent->id};
}

bool wants_a_look(const gateway::Exchange& exchange) {
  const PspReply reply = read_stripe_reply(exchange);
  const auto* refusal = std::get_if<Refusal>(&reply);
  if (refusal == nullptr) return false;
  return refusal->code == "payment_intent_unexpected_state" ||
         refusal->code == "charge_already_captured" ||
         refusal->code == "charge_expired_for_capture";
}

AskAnswer judge_stripe_intent(const gateway::Exchange& exchange, const Question& question) {
  using About = Question::About;
  const PspReply reply = read_stripe_reply(exchange);
  const auto intent =
      intent_in(reply, question.hold_reference, question.currency, question.sent_at);
  if (!intent) return asked_without_object(reply);
  const bool held = intent->status == "requires_capture";
  const bool captured = intent->status == "succeeded";
  const bool cancelled = intent->status == "canceled";
  if (!held && !captured && !cancelled) return Unknown{"the payment says " + intent->status};
  if (question.about == About::release) {
    if (held) return NotFound{};
    return cancelled ? AskAnswer(Done{intent->id}) : AskAnswer(Declined{});
  }
  if (question.about == About::capture) {
    if (held) return NotFound{};
    const bool ours = captured && intent->captured_under == question.key;
    return ours ? AskAnswer(Done{intent->charge.empty() ? intent->id : intent->charge})
                : AskAnswer(Declined{});
  }
  if (!held) return Declined{};
  const auto hold = hold_of(*intent);
  if (intent->raised_under != question.key || !hold) return NotFound{};
  return Approved{*hold};
}

}  // namespace kerb::payment::checkout
