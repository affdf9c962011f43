#include "payment/checkout/stripe_checkout.hpp"

#include "payment/checkout/form.hpp"
#include "payment/checkout/stripe_amount.hpp"
#include "payment/checkout/stripe_answers.hpp"
#include "payment/checkout/stripe_requests.hpp"
#include "payment/gateway/request_bodies.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr const char* kPages = "/v1/checkout/sessions";
constexpr const char* kPayments = "/v1/payment_intents/";
constexpr int kMostLists = 5;
// What the requests and answers were written against; an account's own default may be years older.
constexpr const char* kStripeVersion = "Stripe-Version: 2025-03-31.basil";

std::string expanding(const char* what) {
  return "?" + Form().add("expand[0]", what).text();
}

std::string payment_at(const std::string& reference) {
  return kPayments + reference + expanding("latest_charge");
}

bool is_payment(std::string_view reference) {
  return is_psp_id(reference) && reference.starts_with(StripeCheckout::kReferencePrefix);
}

bool names_payment(std::string_view reference, const OrderKey& key) {
  return is_payment(reference) && gateway::is_order_key(key);
}

// An order that was refused because of the state that the payment is in: what state is that?
SettleAnswer after_look(const AskAnswer& seen, const SettleAnswer& refused) {
  if (const auto* done = std::get_if<Done>(&seen)) return *done;
  if (const auto* unknown = std::get_if<Unknown>(&seen)) return *unknown;
  return refused;
}

}  // namespace

PspClient::Dialect StripeCheckout::dialect() {
  return {"application/x-www-form-urlencoded", "application/json", {kStripeVersion}};
}

hal::Result<std::unique_ptr<StripeCheckout>> StripeCheckout::create(
    const CheckoutSettings& settings) {
  auto client = PspClient::create(settings, dialect());
  if (!client) return tl::make_unexpected(client.error());
  return std::make_unique<StripeCheckout>(settings, *std::move(client));
}

StripeCheckout::StripeCheckout(CheckoutSettings settings, std::unique_ptr<PspClient> client)
    : settings_(std::move(settings)), client_(std::move(client)) {}

HoldAnswer StripeCheckout::hold(const HoldOrder& order) {
  const auto* page = std::get_if<CheckoutPage>(&order.presentation);
  if (page == nullptr) return Declined{DeclineReason::not_accepted};
  const auto form = stripe_page_form(settings_, order, *page);
  if (!form) return NotProcessed{form.error().sentence()};
  return judge_stripe_page(client_->post(kPages, *form, order.key), settings_, order);
}

HoldAnswer StripeCheckout::raise(const RaiseOrder& order) {
  if (!settings_.raises) return Declined{};
  if (!names_payment(order.hold_reference, order.key)) {
    return NotProcessed{"the hold reference is not one of this service"};
  }
  // The order says by how much, Stripe wants to know the new total; and an earlier answer to this
  // very order may have been lost.
  const gateway::Exchange before = client_->get(payment_at(order.hold_reference));
  const AskAnswer seen = judge_stripe_intent(before, {.about = Question::About::raise,
                                                      .key = order.key,
                                                      .sent_at = order.at,
                                                      .currency = order.by.currency(),
                                                      .hold_reference = order.hold_reference});
  if (const auto* raised = std::get_if<Approved>(&seen)) return *raised;
  if (std::holds_alternative<Declined>(seen)) return Declined{};
  const PspReply reply = read_stripe_reply(before);
  const auto* body = std::get_if<nlohmann::json>(&reply);
  const auto intent =
      body == nullptr ? std::nullopt : read_stripe_intent(*body, order.by.currency(), order.at);
  if (!intent || !std::holds_alternative<NotFound>(seen)) {
    return NotProcessed{"the hold could not be looked at before it was raised"};
  }
  const Money total = intent->capturable + order.by;
  const auto units = to_stripe(total);
  if (!units) return Declined{};
  return judge_stripe_raise(
      client_->post(kPayments + order.hold_reference + "/increment_authorization",
                    stripe_raise_form(order.key, *units), order.key),
      order, total);
}

SettleAnswer StripeCheckout::capture(const CaptureOrder& order) {
  if (!names_payment(order.hold_reference, order.key)) {
    return NotProcessed{"the hold reference is not one of this service"};
  }
  if (order.amount.minor() <= 0 || less(order.held, order.amount)) {
    return NotProcessed{"the amount to capture is not positive or above the hold"};
  }
  const auto units = to_stripe(order.amount);
  if (!units) return Refused{"the amount cannot be counted in Stripe's coins"};
  const gateway::Exchange exchange =
      client_->post(kPayments + order.hold_reference + "/capture",
                    stripe_capture_form(order.key, *units), order.key);
  const SettleAnswer answer = judge_stripe_capture(exchange, order);
  if (!wants_a_look(exchange)) return answer;
  return after_look(ask({.about = Question::About::capture,
                         .key = order.key,
                         .currency = order.amount.currency(),
                         .hold_reference = order.hold_reference}),
                    answer);
}

SettleAnswer StripeCheckout::release(const ReleaseOrder& order) {
  if (!names_payment(order.hold_reference, order.key)) {
    return NotProcessed{"the hold reference is not one of this service"};
  }
  const gateway::Exchange exchange =
      client_->post(kPayments + order.hold_reference + "/cancel", stripe_release_form(), order.key);
  const SettleAnswer answer = judge_stripe_release(exchange, order);
  if (!wants_a_look(exchange)) return answer;
  return after_look(ask({.about = Question::About::release,
                         .key = order.key,
                         .currency = order.held.currency(),
                         .hold_reference = order.hold_reference}),
                    answer);
}

SettleAnswer StripeCheckout::close_page(const std::string& page, const OrderKey& hold_key) {
  const std::string resource = std::string(kPages) + "/" + page;
  const gateway::Exchange closed = client_->post(resource + "/expire", {}, hold_key + "-close");
  if (!std::holds_alternative<gateway::HttpAnswer>(closed)) {
    return judge_stripe_closing(closed, hold_key);
  }
  const PspReply reply = read_stripe_reply(closed);
  if (std::holds_alternative<NotProcessed>(reply) ||
      std::holds_alternative<nlohmann::json>(reply)) {
    return judge_stripe_closing(closed, hold_key);
  }
  // Only an open page can be closed, and an error is answered again to every repetition: what is
  // the page now?
  return judge_stripe_closing(client_->get(resource), hold_key);
}

SettleAnswer StripeCheckout::abandon(const AbandonOrder& order) {
  if (!gateway::is_order_key(order.hold_key)) {
    return NotProcessed{"the key is not one that was ever sent"};
  }
  if (!order.page.empty()) {
    if (!is_psp_id(order.page)) return NotProcessed{"the page is not one of this service"};
    return close_page(order.page, order.hold_key);
  }
  return close_all(find_pages(order.hold_key, std::nullopt),
                   [&](const std::string& page) { return close_page(page, order.hold_key); });
}

FoundPages StripeCheckout::find_pages(const OrderKey& key, std::optional<hal::Utc> sent_at) {
  std::vector<std::string> found;
  std::string after;
  for (int list = 0; list < kMostLists; ++list) {
    const auto read = read_stripe_pages(
        client_->get(std::string(kPages) + "?" + stripe_pages_query(sent_at, after)), key);
    if (const auto* not_processed = std::get_if<NotProcessed>(&read)) return *not_processed;
    if (const auto* unknown = std::get_if<Unknown>(&read)) return *unknown;
    const auto& pages = std::get<StripePages>(read);
    found.insert(found.end(), pages.ids.begin(), pages.ids.end());
    if (pages.next.empty()) return found;
    after = pages.next;
  }
  return Unknown{"more pages than can be looked through"};
}

AskAnswer StripeCheckout::ask_page(const std::string& page, const Question& question) {
  const gateway::Exchange seen =
      client_->get(std::string(kPages) + "/" + page + expanding("payment_intent.latest_charge"));
  const auto payment = stripe_payment_not_shown(seen);
  if (!payment || !is_payment(*payment)) return judge_stripe_page_state(seen, settings_, question);
  return judge_stripe_page_state(seen, client_->get(payment_at(*payment)), settings_, question);
}

AskAnswer StripeCheckout::ask(const Question& question) {
  if (!gateway::is_order_key(question.key)) return Unknown{"the key is not one that was ever sent"};
  if (question.about != Question::About::hold) {
    if (!is_payment(question.hold_reference)) return Unknown{"the question names no hold"};
    return judge_stripe_intent(client_->get(payment_at(question.hold_reference)), question);
  }
  if (!question.page.empty()) {
    if (!is_psp_id(question.page)) return Unknown{"the page is not one of this service"};
    return ask_page(question.page, question);
  }
  return ask_all(find_pages(question.key, question.sent_at),
                 [&](const std::string& page) { return ask_page(page, question); });
}

}  // namespace kerb::payment::checkout
