#include "payment/emv/terminal_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "payment/emv/json_members.hpp"

namespace kerb::payment::emv {
namespace {

using ProfileJson = nlohmann::json;

constexpr std::size_t kMostProfileOctets = 64 * 1024;
constexpr std::size_t kMostCombinations = 32;

template <std::size_t Count>
void take_octets(JsonMembers& members, const char* member, std::array<std::uint8_t, Count>& value) {
  if (!members.has(member)) return;
  const hal::Bytes read = members.octets(member, Count, Count);
  if (read.size() == Count) std::copy(read.begin(), read.end(), value.begin());
}

void take_octet(JsonMembers& members, const char* member, std::uint8_t& value) {
  std::array<std::uint8_t, 1> octet{value};
  take_octets(members, member, octet);
  value = octet[0];
}

void take_flag(JsonMembers& members, const char* member, bool& value) {
  if (members.has(member)) value = members.flag(member);
}

template <typename Number>
void take_number(JsonMembers& members, const char* member, std::int64_t most, Number& value) {
  if (members.has(member)) value = static_cast<Number>(members.number(member, 0, most));
}

void take_limit(JsonMembers& members, const char* member, const Currency& currency,
                std::optional<Money>& value) {
  if (members.has(member)) value = members.amount(member, currency);
}

// What is in the file and in no list: a misspelt limit must not silently be none.
void refuse_others(JsonMembers& members, const ProfileJson& json,
                   std::initializer_list<std::string_view> known) {
  if (!json.is_object()) return members.complain("", "an object");
  for (const auto& [member, value] : json.items()) {
    if (std::find(known.begin(), known.end(), member) == known.end()) {
      members.complain(member, "a member that is known");
    }
  }
}

std::string read_combination(const ProfileJson& json, const std::string& place,
                             const Currency& currency, Combination& combination) {
  JsonMembers members(json, place);
  refuse_others(
      members, json,
      {"aid", "kernel", "ttq", "transaction_limit", "floor_limit", "cvm_limit",
       "zero_amount_allowed", "status_check", "extended_selection", "plastic_limit", "device_limit",
       "cvm_capability_below", "cvm_capability_above", "device_verification", "tac_denial",
       "tac_online", "tac_default", "risk_management_data"});
  combination.aid = members.octets("aid", 5, 16);
  combination.kernel = members.number("kernel", 2, 3) == 2 ? Kernel::mastercard : Kernel::visa;
  take_limit(members, "transaction_limit", currency, combination.transaction_limit);
  take_limit(members, "floor_limit", currency, combination.floor_limit);
  take_limit(members, "cvm_limit", currency, combination.cvm_limit);
  take_limit(members, "plastic_limit", currency, combination.plastic_limit);
  take_limit(members, "device_limit", currency, combination.device_limit);
  take_flag(members, "zero_amount_allowed", combination.zero_amount_allowed);
  take_flag(members, "status_check", combination.status_check);
  take_flag(members, "extended_selection", combination.extended_selection);
  take_flag(members, "device_verification", combination.device_verification);
  take_octets(members, "ttq", combination.ttq);
  take_octet(members, "cvm_capability_below", combination.cvm_capability_below);
  take_octet(members, "cvm_capability_above", combination.cvm_capability_above);
  take_octets(members, "tac_denial", combination.tac_denial);
  take_octets(members, "tac_online", combination.tac_online);
  take_octets(members, "tac_default", combination.tac_default);
  take_octets(members, "risk_management_data", combination.risk_management_data);
  return members.problem();
}

std::string read_combinations(const ProfileJson& list, const Currency& currency,
                              std::vector<Combination>& combinations) {
  if (!list.is_array() || list.empty() || list.size() > kMostCombinations) {
    return fmt::format("combinations: a list of 1 to {} is expected", kMostCombinations);
  }
  combinations.assign(list.size(), Combination{});
  for (std::size_t at = 0; at < list.size(); ++at) {
    std::string problem =
        read_combination(list[at], fmt::format("combinations[{}]", at), currency, combinations[at]);
    if (!problem.empty()) return problem;
  }
  return "";
}

std::string read_transaction(const ProfileJson& json, const Currency& currency,
                             Transaction& transaction) {
  JsonMembers members(json, "transaction");
  refuse_others(members, json,
                {"amount", "amount_other", "type", "date", "unpredictable_number", "counter"});
  if (members.has("amount")) transaction.amount = members.amount("amount", currency);
  take_limit(members, "amount_other", currency, transaction.amount_other);
  take_octet(members, "type", transaction.type);
  if (members.has("date")) {
    const CaKeyDate date = members.date("date");
    transaction.at.year = date.year;
    transaction.at.month = date.month;
    transaction.at.day = date.day;
  }
  take_octets(members, "unpredictable_number", transaction.unpredictable_number);
  take_number(members, "counter", 99'999'999, transaction.counter);
  return members.problem();
}

std::string read_terminal(const ProfileJson& json, Terminal& terminal) {
  JsonMembers members(json, "");
  refuse_others(members, json,
                {"country", "currency", "type", "capabilities", "additional_capabilities",
                 "merchant_category", "floor_limit", "combinations", "transaction"});
  if (members.has("currency")) {
    const auto currency = Currency::from_code(members.word("currency").value_or(""));
    if (!currency) members.complain("currency", "a currency like \"EUR\"");
    terminal.currency = currency.value_or(terminal.currency);
  }
  take_number(members, "country", 999, terminal.country);
  take_number(members, "merchant_category", 9999, terminal.merchant_category);
  take_octet(members, "type", terminal.type);
  take_octets(members, "capabilities", terminal.capabilities);
  take_octets(members, "additional_capabilities", terminal.additional_capabilities);
  take_limit(members, "floor_limit", terminal.currency, terminal.floor_limit);
  return members.problem();
}

}  // namespace

hal::Result<TerminalProfile> read_terminal_profile(std::string_view json, std::string_view name,
                                                   TerminalProfile defaults) {
  const auto bad = [&](std::string_view problem) {
    return hal::failure("emv.bad_profile", fmt::format("reading {}: {}", name, problem),
                        "mend the file; `kerb card --help` shows where its members are described");
  };
  if (json.size() > kMostProfileOctets) return bad("it is larger than 64 KiB");
  const ProfileJson file = ProfileJson::parse(json, nullptr, false);
  if (file.is_discarded()) return bad("it is no JSON");
  TerminalProfile profile = std::move(defaults);
  std::string problem = read_terminal(file, profile.terminal);
  const Currency& currency = profile.terminal.currency;
  if (problem.empty() && file.contains("combinations")) {
    problem = read_combinations(file["combinations"], currency, profile.terminal.combinations);
  }
  if (problem.empty() && file.contains("transaction")) {
    problem = read_transaction(file["transaction"], currency, profile.transaction);
  }
  if (!problem.empty()) return bad(problem);
  return profile;
}

}  // namespace kerb::payment::emv
