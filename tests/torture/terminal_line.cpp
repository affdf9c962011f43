#include "tests/torture/terminal_line.hpp"

#include <algorithm>

#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

constexpr hal::Millis kOnTheWire{3};

tl::unexpected<hal::Error> lost(const char* why) {
  return hal::failure("zvt.lost", std::string("talking to the terminal: ") + why,
                      "the connection is made anew by itself");
}

bool last_is_kept(const machine::Terminal& terminal) {
  const auto& all = terminal.turnover().all();
  return all.empty() || all.back().kept;
}

}  // namespace

hal::Result<void> TerminalLine::open() {
  watch_.point();
  close();
  pass_to(clock_.monotonic() + kOnTheWire);
  if (!terminal_.on(clock_.now)) return hal::failure("zvt.unreachable", "it starts", "wait");
  if (world_.faults.strike(Fault::line_cut)) {
    return hal::failure("zvt.unreachable", "no answer", "look at the cable");
  }
  terminal_.connected();
  open_ = true;
  hung_up_ = false;
  return {};
}

void TerminalLine::close() {
  if (open_ && !hung_up_) terminal_.gone(clock_.now);
  open_ = false;
  reader_.clear();
}

tl::unexpected<hal::Error> TerminalLine::cut(const char* why) {
  close();
  return lost(why);
}

void TerminalLine::hear(const machine::Moves& moves) {
  for (const machine::Move& move : moves) {
    if (const auto* said = std::get_if<machine::Send>(&move)) {
      if (open_ && !hung_up_) (void)reader_.feed(said->octets);
    } else {
      hung_up_ = true;
    }
  }
}

void TerminalLine::pass_to(hal::Monotonic at) {
  for (;;) {
    const auto due = terminal_.wake_at();
    if (!due || *due > at) break;
    clock_.pass_to(*due);
    hear(terminal_.wake(clock_.now));
  }
  clock_.pass_to(at);
}

// A busy network, or a busy Kerb.
void TerminalLine::stall() {
  if (!world_.faults.strike(Fault::line_late)) return;
  constexpr Time kLongest = 200 * kSecond;
  const bool long_time = world_.faults.extent(0, 3) == 0;
  pass_to(clock_.monotonic() +
          hal::Millis{world_.faults.extent(100, long_time ? kLongest : 8 * kSecond)});
}

hal::Result<void> TerminalLine::send(const hal::zvt::Frame& frame) {
  watch_.point();
  if (!open_) return lost("it is closed");
  stall();
  pass_to(clock_.monotonic() + kOnTheWire);
  hal::Bytes octets = hal::zvt::octets_of(frame);
  enum class Cut { none, before, within, after };
  Cut where = Cut::none;
  if (world_.faults.strike(Fault::line_cut)) where = static_cast<Cut>(world_.faults.extent(1, 3));
  if (where == Cut::before) return cut("it broke before a message");
  if (where == Cut::within) octets.resize(octets.size() / 2);
  if (!hung_up_) {
    const std::size_t payments = terminal_.turnover().all().size();
    const bool kept = last_is_kept(terminal_);
    watch_.went(octets);
    hear(terminal_.hear(octets, clock_.now));
    const auto& all = terminal_.turnover().all();
    if (!kept && payments <= all.size() && all[payments - 1].kept) watch_.kept(all[payments - 1]);
  }
  if (where == Cut::within) return cut("it broke within a message");
  if (where == Cut::after) close();
  watch_.point();
  return {};
}

hal::Result<std::optional<hal::zvt::Frame>> TerminalLine::receive(hal::Millis within) {
  watch_.point();
  const hal::Monotonic until = clock_.monotonic() + within;
  if (within > hal::Millis{0}) stall();
  for (;;) {
    if (auto frame = reader_.next()) {
      if (world_.faults.strike(Fault::line_cut)) return cut("it broke before it was read");
      watch_.delivered(*frame);
      watch_.point();
      return frame;
    }
    if (!open_) return lost("it is closed");
    if (hung_up_) return cut("closed by it");
    const auto due = terminal_.wake_at();
    if (!due || *due > until) {
      clock_.pass_to(until);
      return std::optional<hal::zvt::Frame>{};
    }
    clock_.pass_to(*due);
    hear(terminal_.wake(clock_.now));
  }
}

}  // namespace kerb::torture
