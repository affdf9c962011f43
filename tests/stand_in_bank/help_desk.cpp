#include "tests/stand_in_bank/help_desk.hpp"

#include <nlohmann/json.hpp>

namespace kerb::stand_in_bank {

int HelpDesk::take(const std::string& idempotency_key, const std::string& body) {
  const nlohmann::json report = nlohmann::json::parse(body, nullptr, false);
  const bool whole = report.is_object() && report.contains("fault") && report.contains("station") &&
                     report.contains("bays") && report.contains("report") &&
                     report["report"].is_string();
  if (!whole || report["report"].get<std::string>() != idempotency_key) return 400;
  return numbers_.insert(idempotency_key).second ? 201 : 200;
}

}  // namespace kerb::stand_in_bank
