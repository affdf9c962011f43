// The frame that answers of payment services share: what the transport knows, and for a whole answer
// either the object that was asked for, or the service's own words on why not. Whatever is neither
// is Unknown, because the money may have moved: HTML from a proxy, half a JSON text, any 5xx.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// The shortest term in which a card's payment on a page must be captured, when the answer names none:
// four days and eighteen hours (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
inline constexpr hal::Seconds kShortestHold{(4 * 24 + 18) * 3600};

// The service refused, in its own words. It did nothing.
struct Refusal {
  long status = 0;
  std::string code;    // "payment_intent_unexpected_state"; may be empty
  std::string reason;  // of the card's bank: "insufficient_funds"; may be empty
  std::string detail;  // for the log: status and words, never values
};
using PspReply = std::variant<nlohmann::json, Refusal, Unknown, NotProcessed>;

// Reads an error's body as one service writes it; empty when it is none.
using RefusalReader = std::optional<Refusal> (*)(const nlohmann::json& body);

// 2xx with a JSON object is the object; 4xx with an error object is a Refusal, but for
//   401: the key was not accepted, nothing was looked at: NotProcessed
//   408, 409, 424: another request under the same key or something behind the service is still at
//   work: Unknown
// 429 is for the caller to judge by its code.
PspReply read_psp_reply(const gateway::Exchange& exchange, RefusalReader read_refusal);

// What is left of a reply that brought no object: for an order that moves money, and for a question.
SettleAnswer settled_without_object(const PspReply& reply);
AskAnswer asked_without_object(const PspReply& reply);  // 404: NotFound

// A word of the service that may go into a log and be compared: 1 to 64 of [a-z0-9_.], else empty.
std::string psp_word(const nlohmann::json& json, std::initializer_list<const char*> path);

// An id of the service: 4 to 200 of [A-Za-z0-9_-], which is harmless in a path and in the journal.
bool is_psp_id(std::string_view text);
std::optional<std::string> psp_id(const nlohmann::json& json,
                                  std::initializer_list<const char*> path);

std::optional<std::int64_t> whole_at(const nlohmann::json& json,
                                     std::initializer_list<const char*> path);

}  // namespace kerb::payment::checkout
