#include "payment/checkout/mollie_checkout.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "payment/checkout/mollie_answers.hpp"
#include "payment/gateway/request_bodies.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr const char* kMolliePayments = "/v2/payments";
constexpr int kMostMollieLists = 4;
constexpr std::size_t kLongestDescription = 255;

std::string mollie_payment(const std::string& id, const char* what = "") {
  return std::string(kMolliePayments) + "/" + id + what;
}

bool is_mollie_hold(std::string_view reference) {
  return is_psp_id(reference) && reference.starts_with(MollieCheckout::kReferencePrefix);
}

nlohmann::json mollie_money(const Money& amount) {
  return {{"currency", amount.currency().code()}, {"value", amount.decimal()}};
}

Question about_order(Question::About about, const OrderKey& key, const std::string& hold,
                     const Currency& currency) {
  return {.about = about, .key = key, .currency = currency, .hold_reference = hold};
}

// A question's answer as that of an order. NotFound is `otherwise`.
SettleAnswer as_settled(const AskAnswer& seen, const SettleAnswer& otherwise) {
  if (const auto* done = std::get_if<Done>(&seen)) return *done;
  if (const auto* unknown = std::get_if<Unknown>(&seen)) return *unknown;
  return otherwise;
}

}  // namespace

std::string_view mollie_locale(std::string_view language) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kLocales = {
      {{"en", "en_GB"},
       {"nl", "nl_NL"},
       {"de", "de_DE"},
       {"fr", "fr_FR"},
       {"es", "es_ES"},
       {"pt", "pt_PT"},
       {"it", "it_IT"},
       {"nb", "nb_NO"},
       {"sv", "sv_SE"},
       {"fi", "fi_FI"},
       {"da", "da_DK"},
       {"hu", "hu_HU"},
       {"pl", "pl_PL"}}};
  const std::string_view plain = language.substr(0, language.find('-'));
  for (const auto& [ours, theirs] : kLocales) {
    if (ours == plain) return theirs;
  }
  return {};
}

PspClient::Dialect MollieCheckout::dialect() {
  return {"application/json", "application/hal+json", {}};
}

hal::Result<std::unique_ptr<MollieCheckout>> MollieCheckout::create(
    const CheckoutSettings& settings) {
  auto client = PspClient::create(settings, dialect());
  if (!client) return tl::make_unexpected(client.error());
  return std::make_unique<MollieCheckout>(settings, *std::move(client));
}

MollieCheckout::MollieCheckout(CheckoutSettings settings, std::unique_ptr<PspClient> client)
    : settings_(std::move(settings)), client_(std::move(client)) {}

HoldAnswer MollieCheckout::hold(const HoldOrder& order) {
  const auto* page = std::get_if<CheckoutPage>(&order.presentation);
  if (page == nullptr) return Declined{DeclineReason::not_accepted};
  if (!gateway::is_order_key(order.key) || order.amount.minor() <= 0 || page->title.empty() ||
      page->title.size() > kLongestDescription) {
    return NotProcessed{"the key, the amount or the title cannot be sent"};
  }
  nlohmann::json body = {{"amount", mollie_money(order.amount)},
                         {"description", page->title},
                         {"redirectUrl", settings_.success_url},
                         {"cancelUrl", settings_.cancel_url},
                         {"method", "creditcard"},
                         {"captureMode", "manual"},
                         {"metadata", {{"order", order.key}}}};
  const std::string_view locale = mollie_locale(page->language);
  if (!locale.empty()) body["locale"] = locale;
  const std::string text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return judge_mollie_page(client_->post(kMolliePayments, text, order.key), settings_, order);
}

HoldAnswer MollieCheckout::raise(const RaiseOrder& /*order*/) {
  return Declined{};
}

SettleAnswer MollieCheckout::capture(const CaptureOrder& order) {
  if (!is_mollie_hold(order.hold_reference) || !gateway::is_order_key(order.key)) {
    return NotProcessed{"the hold reference is not one of this service"};
  }
  if (order.amount.minor() <= 0 || less(order.held, order.amount)) {
    return NotProcessed{"the amount to capture is not positive or above the hold"};
  }
  const Question question = about_order(Question::About::capture, order.key, order.hold_reference,
                                        order.amount.currency());
  const AskAnswer before = ask(question);
  if (!std::holds_alternative<NotFound>(before)) {
    return as_settled(before, Unknown{"the captures could not be looked at"});
  }
  const nlohmann::json body = {{"amount", mollie_money(order.amount)}, {"description", order.key}};
  SettleAnswer answer = judge_mollie_capture(
      client_->post(mollie_payment(order.hold_reference, "/captures"), body.dump(), order.key),
      order);
  if (std::holds_alternative<Refused>(answer)) return as_settled(ask(question), answer);
  if (std::holds_alternative<Done>(answer)) release_rest(order.hold_reference, order.key);
  return answer;
}

void MollieCheckout::release_rest(const std::string& reference, const OrderKey& key) {
  // Whatever the answer: the capture is done, and a rest that stays held lapses by itself.
  client_->post(mollie_payment(reference, "/release-authorization"), "{}", key + "-rest");
}

SettleAnswer MollieCheckout::release(const ReleaseOrder& order) {
  if (!is_mollie_hold(order.hold_reference) || !gateway::is_order_key(order.key)) {
    return NotProcessed{"the hold reference is not one of this service"};
  }
  const gateway::Exchange sent = client_->post(
      mollie_payment(order.hold_reference, "/release-authorization"), "{}", order.key);
  if (const auto* not_sent = std::get_if<gateway::NotSent>(&sent)) {
    return NotProcessed{not_sent->detail};
  }
  if (const auto* lost = std::get_if<gateway::Lost>(&sent)) return Unknown{lost->detail};
  const PspReply reply = read_mollie_reply(sent);
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  const AskAnswer seen = ask(about_order(Question::About::release, order.key, order.hold_reference,
                                         order.held.currency()));
  if (const auto* refusal = std::get_if<Refusal>(&reply)) {
    return as_settled(seen, Refused{refusal->detail});
  }
  if (std::holds_alternative<Declined>(seen)) return Refused{"the payment was captured"};
  return as_settled(seen, Unknown{"the release is on its way"});
}

SettleAnswer MollieCheckout::close_page(const std::string& page, const OrderKey& hold_key) {
  const gateway::Exchange closed = client_->remove(mollie_payment(page), hold_key + "-close");
  if (!std::holds_alternative<gateway::HttpAnswer>(closed)) {
    return judge_mollie_closing(closed, hold_key);
  }
  const PspReply reply = read_mollie_reply(closed);
  if (std::holds_alternative<NotProcessed>(reply)) return judge_mollie_closing(closed, hold_key);
  // Not every page can be closed, and closing is not answered in one form: what is it now?
  return judge_mollie_closing(client_->get(mollie_payment(page)), hold_key);
}

SettleAnswer MollieCheckout::abandon(const AbandonOrder& order) {
  if (!gateway::is_order_key(order.hold_key)) {
    return NotProcessed{"the key is not one that was ever sent"};
  }
  if (!order.page.empty()) {
    if (!is_mollie_hold(order.page)) return NotProcessed{"the page is not one of this service"};
    return close_page(order.page, order.hold_key);
  }
  return close_all(find_payments(order.hold_key),
                   [&](const std::string& page) { return close_page(page, order.hold_key); });
}

FoundPages MollieCheckout::find_payments(const OrderKey& key) {
  std::vector<std::string> found;
  std::string query = "?limit=250";
  for (int list = 0; list < kMostMollieLists; ++list) {
    const auto read = read_mollie_payments(client_->get(kMolliePayments + query), key);
    if (const auto* not_processed = std::get_if<NotProcessed>(&read)) return *not_processed;
    if (const auto* unknown = std::get_if<Unknown>(&read)) return *unknown;
    const auto& payments = std::get<MolliePayments>(read);
    found.insert(found.end(), payments.ids.begin(), payments.ids.end());
    // The newest come first, and an order is there once.
    if (payments.next.empty() || !found.empty()) return found;
    query = "?limit=250&from=" + payments.next;
  }
  return Unknown{"more payments than can be looked through"};
}

AskAnswer MollieCheckout::ask(const Question& question) {
  using About = Question::About;
  if (!gateway::is_order_key(question.key)) return Unknown{"the key is not one that was ever sent"};
  if (question.about == About::raise) return Declined{};
  if (question.about != About::hold && !is_mollie_hold(question.hold_reference)) {
    return Unknown{"the question names no hold"};
  }
  if (question.about == About::capture) {
    const AskAnswer answer = judge_mollie_captures(
        client_->get(mollie_payment(question.hold_reference, "/captures")), question);
    if (std::holds_alternative<Done>(answer)) release_rest(question.hold_reference, question.key);
    return answer;
  }
  const auto payment = [&](const std::string& id) {
    return judge_mollie_payment(client_->get(mollie_payment(id)), settings_, question);
  };
  if (question.about == About::release) return payment(question.hold_reference);
  if (!question.page.empty()) {
    if (!is_mollie_hold(question.page)) return Unknown{"the page is not one of this service"};
    return payment(question.page);
  }
  return ask_all(find_payments(question.key), payment);
}

}  // namespace kerb::payment::checkout
