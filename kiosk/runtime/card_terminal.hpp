// The approved terminal of the configuration with all that Kerb needs to be paid there: the line,
// the book of orders beside the journal, and the provider that both threads share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "kiosk/config.hpp"
#include "payment/terminal/shared_terminal.hpp"

namespace kerb::kiosk {

class CardTerminal {
 public:
  // A terminal that does not answer is none: it is met when a card is looked for. `log`: one line,
  // from any thread; what goes over the line, in words without card data. Errors: those of
  // OrderBook::open() and DayBook::open(), and terminal.password_file.
  static hal::Result<std::unique_ptr<CardTerminal>> open(
      const Config& config, std::function<void(const std::string&)> log);

  payment::terminal::SharedTerminal& shared() { return shared_; }

 private:
  CardTerminal(const TerminalConfig& config, const hal::zvt::TerminalSettings& settings,
               std::unique_ptr<payment::terminal::OrderBook> book,
               std::unique_ptr<payment::terminal::DayBook> day_book,
               std::function<void(const std::string&)> log);

  const hal::SystemClock clock_;
  std::unique_ptr<payment::terminal::OrderBook> book_;
  std::unique_ptr<payment::terminal::DayBook> day_book_;
  hal::zvt::Terminal terminal_;
  payment::terminal::DayEnd day_;
  payment::terminal::TerminalProvider provider_;
  payment::terminal::SharedTerminal shared_;
};

// What `kerb doctor` finds out: who the terminal is, and what it and the book do not agree on.
struct CardTerminalSeen {
  hal::zvt::Portrait portrait;
  bool tells_cards = false;  // whether a card is in its field
  std::size_t open_reservations = 0;
  std::vector<std::string> concerns;
};
// Errors: those of CardTerminal::open() and of the terminal. Changes nothing.
hal::Result<CardTerminalSeen> look_at_card_terminal(const Config& config);

}  // namespace kerb::kiosk
