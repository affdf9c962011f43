// One object of a JSON file that an acquirer or a test laboratory wrote, read member by member: the
// first thing that is wrong is kept, with its place, so that one line tells what to mend.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "payment/emv/terminal.hpp"

namespace kerb::payment::emv {

class JsonMembers {
 public:
  // `json` must outlive this; `place` begins every complaint: "keys[3]".
  JsonMembers(const nlohmann::json& json, std::string place)
      : json_(json), place_(std::move(place)) {}

  bool has(const char* member) const;
  // Hex; empty after a complaint.
  hal::Bytes octets(const char* member, std::size_t least, std::size_t most);
  // YYYY-MM-DD.
  CaKeyDate date(const char* member);
  std::optional<std::string> word(const char* member) const;
  std::int64_t number(const char* member, std::int64_t least, std::int64_t most);
  bool flag(const char* member);
  // A decimal in `currency`: "49.99"; not below zero, at most twelve digits.
  Money amount(const char* member, const Currency& currency);

  void complain(std::string_view member, std::string_view wanted);
  const std::string& problem() const { return problem_; }  // empty: all is well

 private:
  const nlohmann::json& json_;
  std::string place_;
  std::string problem_;
};

}  // namespace kerb::payment::emv
