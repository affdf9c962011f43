// What stands in a TOML file, with the line of every key and value, so that a complaint can name
// it. The TOML library is known to document.cpp only; what a station needs of TOML is texts, whole
// numbers, yes or no, lists and sections. Anything else (dates, numbers with a point) is kept as
// Foreign, to be refused by name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace kerb::kiosk::config {

struct Value;
struct Entry;

using Array = std::vector<Value>;

struct Table {
  std::vector<Entry> entries;  // in the order of the file
  int line = 1;

  const Entry* find(std::string_view key) const;
};

// A TOML value that no setting takes; `kind` says what it is: "a date", "a number with a point".
struct Foreign {
  std::string kind;
};

struct Value {
  int line = 1;
  std::variant<std::string, std::int64_t, bool, Array, Table, Foreign> content;
};

struct Entry {
  std::string key;
  int line = 1;
  Value value;
};

// The text of the file is hostile until shown otherwise: these bound what is even looked at.
constexpr std::size_t kLargestFile = std::size_t{256} * 1024;  // octets
constexpr std::size_t kLongestLine = 500;                      // octets
constexpr int kDeepest = 5;  // sections within sections; what lies deeper is Foreign

struct SyntaxProblem {
  int line = 1;
  std::string what;  // "cannot redefine existing value"
  std::string remedy;
};

// Refuses what is not TOML 1.0, not UTF-8, larger than kLargestFile or has a line longer than
// kLongestLine.
tl::expected<Table, SyntaxProblem> read_document(std::string_view toml);

// The value as the technician wrote it, for a complaint: short, on one line, no control characters.
std::string shown(const Value& value);

}  // namespace kerb::kiosk::config
