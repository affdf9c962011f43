#include "payment/codes/code_text.hpp"

#include <algorithm>

#include "payment/plain_line.hpp"

namespace kerb::payment::codes {
namespace {

// UTF-8: every octet but the first of a character is 10xxxxxx (RFC 3629, 3).
bool goes_on(char octet) {
  return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

}  // namespace

bool is_plain(std::string_view text) {
  return plain_line(text, std::max<std::size_t>(text.size(), 4)) == text;
}

std::optional<std::string_view> first_characters(std::string_view plain, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0 && end < plain.size(); --count) {
    ++end;
    while (end < plain.size() && goes_on(plain[end])) ++end;
  }
  if (count > 0) return std::nullopt;
  return plain.substr(0, end);
}

std::size_t characters_in(std::string_view plain) {
  return static_cast<std::size_t>(
      std::count_if(plain.begin(), plain.end(), [](char octet) { return !goes_on(octet); }));
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace kerb::payment::codes
