#include "payment/journal/session_code.hpp"

namespace kerb::payment {

std::string session_digits(std::string_view code) {
  std::string digits;
  for (const char sign : code) {
    if (sign == '-') continue;
    digits += sign >= 'A' && sign <= 'F' ? static_cast<char>(sign - 'A' + 'a') : sign;
  }
  return digits;
}

}  // namespace kerb::payment
