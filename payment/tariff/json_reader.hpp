// Takes expected values out of a JsonTree. The first thing that is wrong is kept, with its place,
// and everything after it reads as nothing, so that the code that reads an object says what it
// wants and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment/tariff/exact.hpp"
#include "payment/tariff/json_tree.hpp"

namespace kerb::payment::tariff {

class JsonReader {
 public:
  explicit JsonReader(const JsonTree& tree) : tree_(tree) {}

  const JsonTree& tree() const { return tree_; }
  bool failed() const { return error_.has_value(); }
  const hal::Error& error() const { return *error_; }
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

  void refuse(std::uint32_t node, std::string_view problem, std::string_view remedy);
  void warn(std::uint32_t node, std::string_view what);

  bool is_null(std::uint32_t node) const { return tree_[node].kind == JsonKind::null; }
  bool is_object(std::uint32_t node);  // refuses anything else
  bool is_array(std::uint32_t node);   // refuses anything else, and more than `kMostItems`
  std::string text(std::uint32_t node, std::size_t longest);
  // A string without escapes, as it stands; empty view after a refusal.
  std::string_view word(std::uint32_t node);
  // A decimal in 10^-places, between `least` and `most`. Finer digits are rounded, with a warning. A
  // number in quotes is taken, with a warning.
  std::int64_t number(std::uint32_t node, int places, std::int64_t least, std::int64_t most);
  // A whole number of 0 to `most`.
  std::int64_t whole(std::uint32_t node, std::int64_t most);
  bool boolean(std::uint32_t node);
  std::int64_t utc(std::uint32_t node);
  // A code of ISO 4217, and the places of its minor unit.
  std::string_view currency(std::uint32_t node, int& places);

  // Calls member(node, key) for each member that is not null. False when it is no object.
  template <typename Member>
  bool each_member(std::uint32_t node, Member member) {
    if (!is_object(node)) return false;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      if (!is_null(at)) member(at, tree_[at].key);
    }
    return true;
  }

  static constexpr std::uint32_t kMostItems = 20'000;
  static constexpr std::size_t kMostWarnings = 50;

 private:
  const JsonTree& tree_;
  std::optional<hal::Error> error_;
  std::vector<std::string> warnings_;
};

}  // namespace kerb::payment::tariff
