// What is unlawful or misleading about a tariff where it is offered, before a driver meets it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {

enum class Law : std::uint8_t { afir, de, uk, us_nevi, us_ca };
std::optional<Law> law_of(std::string_view name);  // "afir", "de", "uk", "us-nevi", "us-ca"
std::string_view name_of(Law law);

enum class Severity : std::uint8_t { unlawful, misleading, note };
std::string_view name_of(Severity severity);

struct Finding {
  Severity severity = Severity::note;
  std::string code;     // stable: "session_fee"
  std::string place;    // "elements[0].price_components[1]"; empty: the whole
  std::string what;     // what is wrong, and what to do
  std::string article;  // whose rule it is
};

// `power` in mW is what the charging point can give; `zone` is the location's.
std::vector<Finding> lint(const Tariff& tariff, Law law, std::int64_t power, const Zone& zone);

// The part that no law decides: elements that can never apply, times at which nothing applies,
// restrictions that mean something else than they seem to.
void lint_elements(const Tariff& tariff, const Zone& zone, std::vector<Finding>& findings);

}  // namespace kerb::payment::tariff
