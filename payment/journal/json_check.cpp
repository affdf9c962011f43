#include "payment/journal/json_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace kerb::payment {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kLongestNumber = 30;  // far from the ends of any number type

enum class Sign : std::uint8_t { other, plain, quote, escape };

// What an octet means inside a string.
constexpr std::array<Sign, 256> string_signs() {
  std::array<Sign, 256> signs{};
  for (std::size_t octet = 0x20; octet < 0x7F; ++octet) signs[octet] = Sign::plain;
  signs['"'] = Sign::quote;
  signs['\\'] = Sign::escape;
  return signs;
}
constexpr std::array<Sign, 256> kStringSigns = string_signs();

class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool whole() {
    if (!value(0)) return false;
    blanks();
    return at_ == end_;
  }

 private:
  bool is(char sign) const { return at_ != end_ && *at_ == sign; }
  bool digit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }
  bool take(char sign) {
    if (!is(sign)) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool word(std::string_view wanted) {
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, wanted.size()) !=
        wanted) {
      return false;
    }
    at_ += wanted.size();
    return true;
  }

  bool value(int depth) {
    blanks();
    if (at_ == end_ || depth > kDeepest) return false;
    switch (*at_) {
      case '{':
        return object(depth);
      case '[':
        return list(depth);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool object(int depth) {
    ++at_;
    blanks();
    if (take('}')) return true;
    do {
      blanks();
      if (!is('"') || !string()) return false;
      blanks();
      if (!take(':') || !value(depth + 1)) return false;
      blanks();
    } while (take(','));
    return take('}');
  }

  bool list(int depth) {
    ++at_;
    blanks();
    if (take(']')) return true;
    do {
      if (!value(depth + 1)) return false;
      blanks();
    } while (take(','));
    return take(']');
  }

  bool string() {
    ++at_;
    for (; at_ != end_; ++at_) {
      const Sign sign = kStringSigns[static_cast<unsigned char>(*at_)];
      if (sign == Sign::plain) continue;
      if (sign == Sign::quote) {
        ++at_;
        return true;
      }
      if (sign == Sign::other || ++at_ == end_) return false;
      if (std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos) return false;
    }
    return false;
  }

  bool number() {
    const char* const begin = at_;
    (void)take('-');
    if (!digit()) return false;
    if (!take('0')) {
      while (digit()) ++at_;
    }
    if (take('.')) {
      if (!digit()) return false;
      while (digit()) ++at_;
    }
    return static_cast<std::size_t>(at_ - begin) <= kLongestNumber && !is('e') && !is('E');
  }

  const char* at_;
  const char* end_;
};

}  // namespace

bool is_plain_json(std::string_view text) {
  return Reader(text).whole();
}

bool is_json(std::string_view text) {
  return is_plain_json(text) || nlohmann::json::accept(text);
}

}  // namespace kerb::payment
