// The simulated payment terminal on the desk, behind a real port of this machine: stories and the
// panel put cards to it and let it fail, and its turnover store is the bank's book.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "hal/simulated/terminal/server.hpp"
#include "hal/simulated/virtual_card.hpp"
#include "kiosk/config.hpp"
#include "kiosk/simulator/stage.hpp"

namespace kerb::kiosk {

class DeskTerminal {
 public:
  // `profile`: "generic", "feig" or "ccv". Errors: terminal.port, simulator.terminal.
  static hal::Result<std::unique_ptr<DeskTerminal>> open(std::string_view profile,
                                                         payment::Currency currency);

  // Points the configuration at this terminal.
  void settle_in(Config& config) const;
  // One order of `kerb terminal`: "tap visa", "host down". Errors: simulator.terminal.
  hal::Result<void> obey(const std::string& order);
  // The card that comes nearest to one of the reader's.
  hal::Result<void> tap(hal::simulated::CardKind kind);
  // Errors: simulator.terminal.
  hal::Result<Stage::BankBook> book();

 private:
  DeskTerminal(std::string profile, payment::Currency currency)
      : profile_(std::move(profile)), currency_(currency) {}

  const std::string profile_;
  const payment::Currency currency_;
  const hal::SystemClock clock_;
  std::unique_ptr<hal::simulated::terminal::Server> server_;  // last: it uses the clock
};

}  // namespace kerb::kiosk
