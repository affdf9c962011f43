// What Stripe's answers mean for the money. Pure: an exchange in, a judgement out; what is missing,
// of a wrong type, contradictory or about another order is Unknown.
//
// Two traps. A page that was paid says payment_status "unpaid" as long as nothing is captured: only
// the payment intent behind it tells that money is held. And "expired" says nothing about a payment
// that was under way in that moment: a hold that is there counts, whatever the page says.
#pragma once

#include <string>
#include <vector>

#include "payment/checkout/psp_reply.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// The frame of Stripe's answers: an idempotency_error is Unknown, for something was done under this
// key; 429 is NotProcessed when it is the rate limit, and Unknown when it is a lock.
PspReply read_stripe_reply(const gateway::Exchange& exchange);

// A payment intent, as far as Kerb understands it.
struct StripeIntent {
  std::string id;
  std::string status;  // "requires_capture"
  Money amount;
  Money capturable;
  Money received;
  std::string raised_under;    // the newest raise that took effect; may be empty
  std::string captured_under;  // may be empty
  std::string charge;          // "ch_…"; may be empty
  hal::Utc expires{};          // of the hold
  std::string approval_code;   // may be empty
};
// `since` stands in for the time of the payment when it does not say one. Empty when the body is no
// intent in this currency.
std::optional<StripeIntent> read_stripe_intent(const nlohmann::json& body, const Currency& currency,
                                               hal::Utc since);

// The answer to a new page. A page for another amount or on another host is never shown: since
// nobody knows its address, it lapses unpaid, and so it is NotProcessed.
HoldAnswer judge_stripe_page(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                             const HoldOrder& order);
// One page, asked for with its payment intent and charge.
AskAnswer judge_stripe_page_state(const gateway::Exchange& exchange,
                                  const CheckoutSettings& settings, const Question& question);
// The payment intent that such an answer names and does not show, though it was asked to: the id, to
// be asked for by itself.
std::optional<std::string> stripe_payment_not_shown(const gateway::Exchange& exchange);
// The same page with the answer to that question.
AskAnswer judge_stripe_page_state(const gateway::Exchange& exchange,
                                  const gateway::Exchange& payment,
                                  const CheckoutSettings& settings, const Question& question);
// The answer to closing a page. Refused: it was paid meanwhile, and a question finds the hold.
SettleAnswer judge_stripe_closing(const gateway::Exchange& exchange, const OrderKey& hold_key);

// One list of pages: those that belong to the key, and where the next list begins (empty: nowhere).
struct StripePages {
  std::vector<std::string> ids;
  std::string next;
};
std::variant<StripePages, Unknown, NotProcessed> read_stripe_pages(
    const gateway::Exchange& exchange, const OrderKey& key);

// A raise: `total` is what was asked for.
HoldAnswer judge_stripe_raise(const gateway::Exchange& exchange, const RaiseOrder& order,
                              const Money& total);
SettleAnswer judge_stripe_capture(const gateway::Exchange& exchange, const CaptureOrder& order);
SettleAnswer judge_stripe_release(const gateway::Exchange& exchange, const ReleaseOrder& order);
// The refusal that may be the trace of this very order: only a look at the payment tells.
bool wants_a_look(const gateway::Exchange& exchange);

// One payment intent, in answer to a question about a raise, a capture or a release.
AskAnswer judge_stripe_intent(const gateway::Exchange& exchange, const Question& question);

}  // namespace kerb::payment::checkout
