#include "payment/tariff/json_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/tariff/json_string.hpp"

namespace kerb::payment::tariff {

// Goes over the text once, from left to right; the depth is bounded, so it may call itself.
class JsonParser {
 public:
  JsonParser(std::string_view text, JsonTree& tree) : text_(text), tree_(tree) {}

  // Null when all is well, otherwise what is wrong at position().
  const char* parse() {
    tree_.nodes_.reserve(std::min<std::size_t>(text_.size() / 8 + 8, 4096));
    skip_space();
    if (!value({}, 0, 0)) return problem_;
    skip_space();
    return at_ == text_.size() ? nullptr : "something follows the value";
  }
  std::size_t position() const { return at_; }

 private:
  bool fail(const char* problem) {
    problem_ = problem;
    return false;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  bool value(std::string_view key, std::uint32_t parent, int depth) {
    if (tree_.nodes_.size() >= JsonTree::kMostNodes) return fail("more values than Kerb takes");
    const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
    JsonNode& node = tree_.nodes_.emplace_back();
    node.key = key;
    node.parent = parent;
    if (!content(node, index, depth)) return false;
    tree_.nodes_[index].next = static_cast<std::uint32_t>(tree_.nodes_.size());
    return true;
  }

  // `node` is only good until the next one is appended.
  bool content(JsonNode& node, std::uint32_t index, int depth) {
    switch (peek()) {
      case '{':
        node.kind = JsonKind::object;
        return whole(index, depth, '}');
      case '[':
        node.kind = JsonKind::array;
        return whole(index, depth, ']');
      case '"':
        node.kind = JsonKind::string;
        return string(node.text);
      case 't':
        node.kind = JsonKind::boolean;
        node.truth = true;
        return word("true");
      case 'f':
        node.kind = JsonKind::boolean;
        return word("false");
      case 'n':
        return word("null");
      default:
        node.kind = JsonKind::number;
        return number(node.text);
    }
  }

  bool whole(std::uint32_t index, int depth, char closing) {
    const std::size_t from = at_;
    if (!children(index, depth, closing)) return false;
    tree_.nodes_[index].text = text_.substr(from, at_ - from);
    return true;
  }

  bool children(std::uint32_t index, int depth, char closing) {
    if (depth >= JsonTree::kDeepest) return fail("nested too deeply");
    ++at_;
    skip_space();
    if (peek() == closing) return ++at_, true;
    while (true) {
      std::string_view key;
      if (closing == '}' && !member_name(index, key)) return false;
      if (!value(key, index, depth + 1)) return false;
      skip_space();
      const char after = peek();
      if (after != ',' && after != closing) return fail("a comma or a closing bracket is missing");
      ++at_;
      if (after == closing) return true;
      skip_space();
    }
  }

  bool member_name(std::uint32_t object, std::string_view& key) {
    if (peek() != '"') return fail("a member's name is missing");
    if (!string(key)) return false;
    // An object has few members: looking at all of them is quicker than a table.
    const auto end = static_cast<std::uint32_t>(tree_.nodes_.size());
    std::uint32_t members = 0;
    for (std::uint32_t at = object + 1; at < end; at = tree_.nodes_[at].next) {
      if (tree_.nodes_[at].key == key) return fail("a member is there twice");
      if (++members > 256) return fail("an object with more than 256 members");
    }
    skip_space();
    if (peek() != ':') return fail("a colon is missing");
    ++at_;
    skip_space();
    return true;
  }

  bool string(std::string_view& content) {
    const std::size_t length = json_string_length(text_.substr(at_ + 1));
    if (length == kNotAJsonString) return fail("a string that is not JSON in UTF-8");
    content = text_.substr(at_ + 1, length);
    at_ += length + 2;
    return true;
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return fail("an unknown word");
    at_ += expected.size();
    return true;
  }

  bool digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > from;
  }
  bool number(std::string_view& content) {
    const std::size_t from = at_;
    if (peek() == '-') ++at_;
    const bool zero = peek() == '0';
    const std::size_t whole = at_;
    if (!digits()) return fail("a value is missing");
    if (zero && at_ > whole + 1) return fail("a number that begins with 0");
    if (peek() == '.') {
      ++at_;
      if (!digits()) return fail("a number without digits after its point");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return fail("a number without digits in its exponent");
    }
    content = text_.substr(from, at_ - from);
    return true;
  }

  std::string_view text_;
  JsonTree& tree_;
  std::size_t at_ = 0;
  const char* problem_ = nullptr;
};

hal::Result<JsonTree> JsonTree::parse(std::string_view text, std::string_view name) {
  JsonTree tree;
  tree.name_ = name;
  if (text.size() > kLongestText) {
    return hal::failure("tariff.too_large", fmt::format("reading {}: {} octets", name, text.size()),
                        fmt::format("a tariff or a charge detail record has at most {} MiB",
                                    kLongestText / 1024 / 1024));
  }
  JsonParser parser(text, tree);
  if (const char* problem = parser.parse()) {
    const auto before = text.substr(0, std::min(parser.position(), text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    return hal::failure("tariff.not_json",
                        fmt::format("reading {}, line {}: {}", name, line, problem),
                        "the file must be one JSON value (RFC 8259)");
  }
  return tree;
}

std::uint32_t JsonTree::member(std::uint32_t node, std::string_view key) const {
  if (nodes_[node].kind != JsonKind::object) return 0;
  for (std::uint32_t at = first(node); at != end(node); at = next(at)) {
    if (nodes_[at].key == key) return at;
  }
  return 0;
}

std::uint32_t JsonTree::count(std::uint32_t node) const {
  std::uint32_t children = 0;
  for (std::uint32_t at = first(node); at != end(node); at = next(at)) ++children;
  return children;
}

std::string JsonTree::place(std::uint32_t node) const {
  if (node == 0) return "the whole";
  std::string path;
  for (std::uint32_t at = node; at != 0; at = nodes_[at].parent) {
    const std::uint32_t parent = nodes_[at].parent;
    if (nodes_[parent].kind == JsonKind::array) {
      std::uint32_t index = 0;
      for (std::uint32_t sibling = first(parent); sibling != at; sibling = next(sibling)) ++index;
      path.insert(0, fmt::format("[{}]", index));
    } else {
      path.insert(0, (parent == 0 ? "" : ".") + in_quotes(nodes_[at].key));
    }
  }
  return path;
}

std::string JsonTree::decoded(std::uint32_t node) const {
  return decoded_json_string(nodes_[node].text);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string out;
  for (const char letter : text.substr(0, kLongest)) {
    out.push_back(letter >= ' ' && letter <= '~' ? letter : '?');
  }
  if (text.size() > kLongest) out += "...";
  return out;
}

}  // namespace kerb::payment::tariff
