// Every line of the log goes through here. The log is the one place where a text that nobody
// thought about, an APDU trace or a bank's answer, could carry a card number to disk.
#pragma once

#include <string>
#include <string_view>

namespace kerb::payment {

constexpr std::size_t kLongestLogLine = 4096;  // octets

// One plain line (payment/plain_line.hpp) without anything that looks like a card number.
std::string log_line(std::string_view message);

}  // namespace kerb::payment
