// What Mollie's answers mean for the money. Pure: an exchange in, a judgement out; what is missing,
// of a wrong type, contradictory or about another order is Unknown.
#pragma once

#include <string>
#include <vector>

#include "payment/checkout/psp_reply.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// The frame of Mollie's answers. 429 is NotProcessed: a limit at the door.
PspReply read_mollie_reply(const gateway::Exchange& exchange);

// The answer to a new page; as judge_stripe_page().
HoldAnswer judge_mollie_page(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                             const HoldOrder& order);
// One payment, in answer to a question about its hold or its release.
AskAnswer judge_mollie_payment(const gateway::Exchange& exchange, const CheckoutSettings& settings,
                               const Question& question);
// One payment, after its page was told to close. Refused: it was paid meanwhile.
SettleAnswer judge_mollie_closing(const gateway::Exchange& exchange, const OrderKey& hold_key);
// The captures of a payment, in answer to a question about the one under this key. NotFound: there
// is none, or the one that there was failed for good.
AskAnswer judge_mollie_captures(const gateway::Exchange& exchange, const Question& question);
SettleAnswer judge_mollie_capture(const gateway::Exchange& exchange, const CaptureOrder& order);

struct MolliePayments {
  std::vector<std::string> ids;  // of those that belong to the key
  std::string next;              // where the next list begins; empty: nowhere
};
std::variant<MolliePayments, Unknown, NotProcessed> read_mollie_payments(
    const gateway::Exchange& exchange, const OrderKey& key);

}  // namespace kerb::payment::checkout
