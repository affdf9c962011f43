#include "payment/checkout/form.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

void append_escaped(std::string& text, std::string_view part) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const char letter : part) {
    if (kUnreserved.find(letter) != std::string_view::npos) {
      text += letter;
      continue;
    }
    const auto octet = static_cast<unsigned char>(letter);
    text += '%';
    text += kHexDigits[octet >> 4U];
    text += kHexDigits[octet & 0xFU];
  }
}

}  // namespace

Form& Form::add(std::string_view name, std::string_view value) {
  if (!text_.empty()) text_ += '&';
  append_escaped(text_, name);
  text_ += '=';
  append_escaped(text_, value);
  return *this;
}

Form& Form::add(std::string_view name, std::int64_t value) {
  return add(name, std::to_string(value));
}

}  // namespace kerb::payment::checkout
