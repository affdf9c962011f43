#include <iostream>

#include "kiosk/commands/commands.hpp"
#include "kiosk/runtime/card_terminal.hpp"
#include "kiosk/station/station.hpp"
#include "payment/terminal/refund_by_staff.hpp"

namespace kerb::kiosk {

int refund_command(const RefundCommand& command) {
  const auto config = read_config(command.config);
  if (!config) {
    for (const hal::Error& error : config.error()) complain(error);
    return 1;
  }
  if (!config->terminal.used) {
    return complain({"refund.no_terminal", "giving back a payment: there is no [terminal]",
                     "what a gateway or a checkout took is given back in its own portal"});
  }
  auto journal = payment::Journal::open(config->journal_file);
  if (!journal) return complain(journal.error());
  auto terminal =
      CardTerminal::open(*config, [](const std::string& line) { std::cerr << line << '\n'; });
  if (!terminal) return complain(terminal.error());
  const auto refunded = payment::terminal::refund_by_staff(
      **journal, (*terminal)->shared(), command.session, command.note, hal::SystemClock().utc());
  (*terminal)->shared().leave();
  if (!refunded) return complain(refunded.error());
  if (command.json) {
    std::cout << "{\"refunded\":\"" << refunded->session << "\",\"amount\":\""
              << refunded->amount.decimal() << "\",\"currency\":\""
              << refunded->amount.currency().code() << "\"}\n";
  } else {
    std::cout << refunded->amount.decimal() << ' ' << refunded->amount.currency().code()
              << " are given back for " << session_code(refunded->session) << '\n';
  }
  return 0;
}

}  // namespace kerb::kiosk
