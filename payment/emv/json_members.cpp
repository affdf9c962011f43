#include "payment/emv/json_members.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace kerb::payment::emv {

bool JsonMembers::has(const char* member) const {
  return json_.is_object() && json_.contains(member);
}

std::optional<std::string> JsonMembers::word(const char* member) const {
  if (!has(member) || !json_[member].is_string()) return std::nullopt;
  return json_[member].get<std::string>();
}

hal::Bytes JsonMembers::octets(const char* member, std::size_t least, std::size_t most) {
  const auto text = word(member);
  auto read = text ? hal::from_hex(*text) : std::nullopt;
  if (!read || read->size() < least || read->size() > most) {
    complain(member, least == most ? fmt::format("{} octets in hex", least)
                                   : fmt::format("{} to {} octets in hex", least, most));
    return {};
  }
  return std::move(*read);
}

CaKeyDate JsonMembers::date(const char* member) {
  const auto text = word(member);
  CaKeyDate date;
  int end = 0;
  const bool read =
      text && text->size() == 10 &&
      std::sscanf(text->c_str(), "%4d-%2d-%2d%n", &date.year, &date.month, &date.day, &end) == 3 &&
      end == 10;
  if (!read || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) {
    complain(member, "a date like 2028-12-31");
  }
  return date;
}

std::int64_t JsonMembers::number(const char* member, std::int64_t least, std::int64_t most) {
  if (has(member) && json_[member].is_number_integer()) {
    const auto value = json_[member].get<std::int64_t>();
    if (value >= least && value <= most) return value;
  }
  complain(member, fmt::format("a number from {} to {}", least, most));
  return least;
}

bool JsonMembers::flag(const char* member) {
  if (has(member) && json_[member].is_boolean()) return json_[member].get<bool>();
  complain(member, "true or false");
  return false;
}

Money JsonMembers::amount(const char* member, const Currency& currency) {
  const auto text = word(member);
  const auto read = text ? Money::from_decimal(*text, currency) : std::nullopt;
  if (read && read->minor() >= 0 && read->minor() <= kLargestAmount) return *read;
  complain(member, "an amount like \"49.99\"");
  return Money(0, currency);
}

void JsonMembers::complain(std::string_view member, std::string_view wanted) {
  if (!problem_.empty()) return;
  problem_ =
      fmt::format("{}{}{}: {} is expected", place_, place_.empty() ? "" : ".", member, wanted);
}

}  // namespace kerb::payment::emv
