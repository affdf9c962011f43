// What goes wrong, and when. Every point where something could go wrong asks strike(); each such
// question has a number, and the answer depends on the seed and that number alone. So a fault can
// be named ("17"), and a failing run can be tried again with only some of its faults.
//
// Swarm testing (Groce et al., ISSTA 2012): each seed leaves out about half of the kinds and varies
// the rates of the rest, because faults hide each other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/torture/random.hpp"

namespace kerb::torture {

enum class Fault : std::uint8_t {
  // the way to the bank
  request_lost,
  request_late,  // arrives after our side has given up waiting
  request_twice,
  not_sent,  // no connection: certainly not processed
  answer_lost,
  answer_late,
  answer_twice,
  bank_down,
  // the bank
  declined,
  granted_less,
  index_lags,  // it has the order, but does not find it yet
  hold_expires,
  release_refused,
  // the charger
  charger_request_lost,
  charger_answer_lost,
  charger_event_lost,
  charger_event_late,
  charger_event_twice,
  link_down,
  start_refused,
  start_fails,
  charge_breaks,
  charger_restarts,
  charger_forgets,
  // the kiosk
  card_misread,
  clock_jumps,
  disk_error,
  disk_full,
  process_crash,
  power_cut,
  // … in the middle of SQLite's calls to the disk, of which a commit makes several
  io_error,
  io_process_crash,
  io_power_cut,
  // later arrivals: a kind's place decides its rates, so they stand last
  other_currency,
  raise_declined,
  // the back end's word about a cost
  cost_never,
  cost_late,
  cost_twice,
  cost_foreign,
  // a charger that is told of by messages which nobody keeps or repeats
  start_told_again,    // a second beginning of the same charge, at a later reading
  start_never_told,    // … or none
  end_for_nobody,      // the end of a charge that nobody knows, or of an earlier one
  end_never_told,      // and whoever answers for the charge still takes it for running
  told_after_restart,  // of the kiosk or the charger, and not before
  end_presumed,        // a restart took it: it ends at the last reading that was heard
  state_flashes,       // another state for a moment: free before the end, plugged twice
  meter_goes_silent,
  meter_jumps,
  meter_runs_back,
  foreign_charge,  // somebody else's, at the same meter
  // the terminal and the line to it
  line_cut,
  line_late,       // the network or Kerb is busy, and the terminal's patience runs
  message_mishap,  // lost, doubled, late, cut off, of a wrong length, its answer not heard
  terminal_restarts,
  host_down,
  host_slow,
  store_full,
  card_gone,
  book_error,
  terminal_process_crash,
  terminal_power_cut,
};
constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::terminal_power_cut) + 1;

std::string_view word_for(Fault fault);

struct Struck {
  std::int64_t number;
  Fault fault;
};

class Faults {
 public:
  // `only`: numbers that may strike, sorted; nothing: all.
  Faults(std::uint64_t seed, const std::optional<std::vector<std::int64_t>>& only);

  bool strike(Fault fault) {
    if (!on_) return false;
    ++number_;
    const std::uint32_t rate = rates_[static_cast<std::size_t>(fault)];
    if (rate == 0) return false;
    drawn_ = mix(seed_ ^ static_cast<std::uint64_t>(number_) * 0xD6E8FEB86659FD93U);
    return (drawn_ & kScaleMask) < rate && allowed(fault);
  }
  // How hard the last fault struck; both ends included.
  std::int64_t extent(std::int64_t least, std::int64_t most) const {
    return least + static_cast<std::int64_t>((drawn_ >> 21U) %
                                             static_cast<std::uint64_t>(most - least + 1));
  }
  void stop() { on_ = false; }
  bool on() const { return on_; }

  const std::vector<Struck>& struck() const { return struck_; }

 private:
  static constexpr std::uint64_t kScaleMask = (1U << 20U) - 1;
  bool allowed(Fault fault);

  std::uint64_t seed_;
  const std::optional<std::vector<std::int64_t>>& only_;
  std::array<std::uint32_t, kFaults> rates_{};  // of 2^20
  std::uint64_t drawn_ = 0;
  std::int64_t number_ = 0;
  bool on_ = true;
  std::vector<Struck> struck_;
};

}  // namespace kerb::torture
