#include "tests/stand_in_bank/help_desk.hpp"

#include <nlohmann/json.hpp>

namespace kerb::stand_in_bank {

namespace {

// The number of a fault report or the token of a receipt; empty: it is neither, or not whole.
std::string name_in(const nlohmann::json& body) {
  if (!body.is_object()) return {};
  const bool receipt = body.contains("receipt") && body["receipt"].contains("number") &&
                       body["receipt"].contains("total") && body.contains("language");
  const bool report = body.contains("fault") && body.contains("station") && body.contains("bays");
  const auto name = body.find(receipt ? "token" : "report");
  return (receipt || report) && name != body.end() && name->is_string() ? name->get<std::string>()
                                                                        : std::string();
}

}  // namespace

int HelpDesk::take(const std::string& idempotency_key, const std::string& body) {
  const nlohmann::json read = nlohmann::json::parse(body, nullptr, false);
  const std::string name = name_in(read);
  if (name.empty() || name != idempotency_key) return 400;
  if (read.contains("receipt")) pages_.emplace(name, read["receipt"].dump(1));
  return numbers_.insert(idempotency_key).second ? 201 : 200;
}

const std::string* HelpDesk::page(const std::string& token) const {
  const auto found = pages_.find(token);
  return found == pages_.end() ? nullptr : &found->second;
}

}  // namespace kerb::stand_in_bank
