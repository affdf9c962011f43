#include "payment/log_filter.hpp"

#include "payment/card_number_scan.hpp"
#include "payment/plain_line.hpp"

namespace kerb::payment {

std::string log_line(std::string_view message) {
  // A message of megabytes is not worth a scan; the margin keeps a number whole that the cut would
  // halve.
  const std::string plain = plain_line(message.substr(0, 2 * kLongestLogLine), 2 * kLongestLogLine);
  return plain_line(hide_card_numbers(plain), kLongestLogLine);
}

}  // namespace kerb::payment
