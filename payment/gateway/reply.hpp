// The frame that all answers of the gateway share, taken apart once: what the transport knows, and
// for a whole answer the status words and amounts in its body.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "payment/gateway/transport.hpp"
#include "payment/money.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::gateway {

// A resource was made (201): `status` decides.
struct Made {
  std::string status;
  nlohmann::json body;
};
// 400 with status INVALID_REQUEST: the gateway did not do it. `reason` is its word
// ("MISSING_FIELD").
struct Invalid {
  std::string reason;
  std::string detail;  // for the log: the reason and the names of fields, never their values
};
using Reply = std::variant<Made, Invalid, Unknown, NotProcessed>;

Reply read_reply(const Exchange& exchange);

// A word of the gateway that may go into a log: letters and underscores only, so it cannot carry a
// number. Empty when the member is missing or holds anything else.
std::string word_at(const nlohmann::json& json, std::initializer_list<const char*> path);

// A positive amount at `path`/`name` in the currency at `path`/currency, which must be `currency`;
// empty otherwise.
std::optional<Money> amount_at(const nlohmann::json& json, std::initializer_list<const char*> path,
                               const char* name, const Currency& currency);

// The body's id, if it is one.
std::optional<std::string> id_of(const nlohmann::json& body);

// False when the body names another order than `key`; an answer without a name passes.
bool names_order(const nlohmann::json& body, const OrderKey& key);

// Why the bank said no, from its reason and response code.
DeclineReason decline_reason(const nlohmann::json& body);

// At most 6 printable characters, or empty.
std::string approval_code(const nlohmann::json& body);

}  // namespace kerb::payment::gateway
