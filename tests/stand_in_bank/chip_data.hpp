// What the card itself said, as far as a bank can check it without the issuer's keys.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/stand_in_bank/fields.hpp"

namespace kerb::stand_in_bank {

// `hold` has passed field_problems(). Checks the data objects (mandatory ones there, none of the
// forbidden, the amount and the currency that the card signed are those of the order) and track 2
// (check digit, card type).
std::vector<FieldProblem> chip_problems(const nlohmann::json& hold);

// The number in track 2, to decide by; it must not be kept.
std::string card_number(const nlohmann::json& hold);
// YYMM
std::string card_expiry(const nlohmann::json& hold);

// The body with track 2 and the data objects made unreadable.
nlohmann::json masked(nlohmann::json body);

}  // namespace kerb::stand_in_bank
