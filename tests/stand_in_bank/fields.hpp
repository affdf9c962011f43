// The strict reading of a request body: every field that an operation knows, its type and its
// values. The real gateway is laxer in places; a stand-in that is too strict finds mistakes, one
// that is too lax hides them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace kerb::stand_in_bank {

enum class Operation { hold, raise, capture, reversal, timeout_reversal, search };

struct FieldProblem {
  std::string field;   // "orderInformation.amountDetails.totalAmount"
  std::string reason;  // MISSING_FIELD, INVALID_DATA
};

// Empty when everything is as it must be.
std::vector<FieldProblem> field_problems(Operation operation, const nlohmann::json& body);

// The value at a dotted path; the null value when it is not there.
const nlohmann::json& at_path(const nlohmann::json& body, const std::string& path);

}  // namespace kerb::stand_in_bank
