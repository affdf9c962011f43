// JSON that somebody else wrote, kept as its own text: a number stays the digits that were written,
// because a binary floating point number would already be another price. Every value knows its
// place ("elements[2].price_components[0].price"), so that an error can name it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::payment::tariff {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

struct JsonNode {
  // Digits of a number; a string without its quotes, escapes as written; a list or an object whole.
  std::string_view text;
  std::string_view key;  // of a member, escapes as written
  std::uint32_t parent = 0;
  std::uint32_t next = 0;  // the next sibling, or one past the parent's last descendant
  JsonKind kind = JsonKind::null;
  bool truth = false;
};

// The nodes in the order of the text: the children of node n begin at n + 1. The text must outlive
// the tree.
class JsonTree {
 public:
  static constexpr std::size_t kLongestText = 8 * 1024 * 1024;
  static constexpr std::uint32_t kMostNodes = 1'000'000;
  static constexpr int kDeepest = 32;

  // `name` says whose text it is in an error: a file's name. Refuses what RFC 8259 does, text that
  // is not UTF-8, a key that is there twice, and anything above the bounds.
  static hal::Result<JsonTree> parse(std::string_view text, std::string_view name);

  const JsonNode& operator[](std::uint32_t node) const { return nodes_[node]; }
  std::uint32_t root() const { return 0; }
  // The children of `node`, one after the other: for (at = first(n); at != end(n); at = next(at)).
  static std::uint32_t first(std::uint32_t node) { return node + 1; }
  std::uint32_t end(std::uint32_t node) const { return nodes_[node].next; }
  std::uint32_t next(std::uint32_t node) const { return nodes_[node].next; }
  // The member `key` of an object; 0 if there is none, or `node` is no object.
  std::uint32_t member(std::uint32_t node, std::string_view key) const;
  std::uint32_t count(std::uint32_t node) const;

  std::string place(std::uint32_t node) const;
  // What a string says, with its escapes undone.
  std::string decoded(std::uint32_t node) const;
  const std::string& name() const { return name_; }

 private:
  friend class JsonParser;
  std::vector<JsonNode> nodes_;
  std::string name_;
};

// Text from outside as it may stand in a message: printable ASCII, at most 40 characters.
std::string in_quotes(std::string_view text);

}  // namespace kerb::payment::tariff
