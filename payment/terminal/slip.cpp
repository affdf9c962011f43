#include "payment/terminal/slip.hpp"

#include <algorithm>
#include <string_view>

#include "payment/plain_line.hpp"

namespace kerb::payment::terminal {
namespace {

void append_line(PaymentSlip& slip, std::string_view text) {
  std::string line = plain_line(text, kLongestSlipLine);
  const std::size_t last = line.find_last_not_of(' ');
  line.resize(last == std::string::npos ? 0 : last + 1);
  if (!line.empty() && slip.size() < kMostSlipLines) slip.push_back(std::move(line));
}

// Terminals end their lines with LF, with CR, or with both.
void append_lines(PaymentSlip& slip, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    append_line(slip, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void append_named(std::string& line, std::string_view word, const std::string& value) {
  if (value.empty()) return;
  if (!line.empty()) line.append(" · ");
  if (!word.empty()) line.append(word).append(" ");
  line.append(value);
}

}  // namespace

PaymentSlip application_lines(const hal::zvt::Status& reservation) {
  PaymentSlip lines;
  append_lines(lines, reservation.emv_print);
  return lines;
}

PaymentSlip slip_of(const hal::zvt::Status& booking, const PaymentSlip& application) {
  PaymentSlip slip;
  std::string who;
  append_named(who, "TID", booking.name.terminal);
  append_named(who, "MID", booking.contract);
  append_line(slip, who);
  std::string entry;
  append_named(entry, "TA", booking.name.trace);
  append_named(entry, "", booking.name.receipt);
  append_line(slip, entry);
  const PaymentSlip own = application_lines(booking);
  for (const std::string& line : own.empty() ? application : own) append_line(slip, line);
  append_lines(slip, booking.text);
  return slip;
}

}  // namespace kerb::payment::terminal
