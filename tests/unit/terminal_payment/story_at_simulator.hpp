// A provider, its book and a simulated terminal, without a socket between them: the turnover store of
// the terminal is the oracle.
#pragma once

#include <gtest/gtest.h>

#include "hal/simulated/terminal/terminal.hpp"
#include "payment/terminal/provider.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment::terminal {

namespace machine = hal::simulated::terminal;

class StoryClock final : public hal::Clock {
 public:
  hal::Monotonic monotonic() const override { return now.monotonic; }
  hal::Utc utc() const override { return now.utc; }
  machine::Moment now{hal::Monotonic{hal::Millis{1'000'000}},
                      hal::Utc{hal::Millis{1'764'000'000'000}}};
};

// A line to it, without a socket; waiting moves the clock.
class LineToMachine final : public hal::zvt::Line {
 public:
  LineToMachine(machine::Terminal& terminal, StoryClock& clock)
      : terminal_(terminal), clock_(clock) {}

  hal::Result<void> open() override {
    close();
    if (!terminal_.on(clock_.now)) return hal::failure("zvt.unreachable", "it starts", "wait");
    terminal_.connected();
    open_ = true;
    return {};
  }
  bool is_open() const override { return open_; }
  void close() override {
    if (open_) terminal_.gone(clock_.now);
    open_ = false;
    reader_.clear();
  }
  hal::Result<void> send(const hal::zvt::Frame& frame) override {
    if (!open_) return hal::failure("zvt.lost", "closed", "none");
    hear(terminal_.hear(hal::zvt::octets_of(frame), clock_.now));
    return {};
  }
  hal::Result<std::optional<hal::zvt::Frame>> receive(hal::Millis within) override {
    const hal::Monotonic until = clock_.now.monotonic + within;
    for (;;) {
      if (auto frame = reader_.next()) return frame;
      if (!open_) return hal::failure("zvt.lost", "closed by it", "none");
      const auto at = terminal_.wake_at();
      const hal::Monotonic next = at && *at < until ? std::max(*at, clock_.monotonic()) : until;
      clock_.now.utc += next - clock_.now.monotonic;
      clock_.now.monotonic = next;
      if (!at || *at > until) return std::optional<hal::zvt::Frame>{};
      hear(terminal_.wake(clock_.now));
    }
  }
  void wake() override {}

 private:
  void hear(const machine::Moves& moves) {
    for (const machine::Move& move : moves) {
      if (const auto* said = std::get_if<machine::Send>(&move)) {
        EXPECT_TRUE(reader_.feed(said->octets));
      } else {
        close();
      }
    }
  }
  machine::Terminal& terminal_;
  StoryClock& clock_;
  hal::zvt::FrameReader reader_;
  bool open_ = false;
};

inline machine::Settings machine_like(std::string_view profile) {
  machine::Settings settings;
  settings.profile = *machine::profile_named(profile);
  return settings;
}

struct Story {
  Story(std::string_view profile, std::string_view card, ProviderSettings own = {})
      : machine(machine_like(profile)), card_name(card), settings(std::move(own)) {
    book = OrderBook::open(folder / "terminal.json").value();
    terminal = std::make_unique<hal::zvt::Terminal>(
        hal::zvt::TerminalSettings{}, std::make_unique<LineToMachine>(machine, clock), clock);
    provider = std::make_unique<TerminalProvider>(*terminal, *book, settings);
  }
  // The power failed: only the book and the terminal know what was.
  void restart() {
    provider.reset();
    book = OrderBook::open(folder / "terminal.json").value();
    terminal = std::make_unique<hal::zvt::Terminal>(
        hal::zvt::TerminalSettings{}, std::make_unique<LineToMachine>(machine, clock), clock);
    provider = std::make_unique<TerminalProvider>(*terminal, *book, settings);
  }
  static Money euro(std::int64_t cents) { return {cents, Currency{}}; }

  HoldAnswer hold(const OrderKey& key = "S-H") {
    machine.remove_card();
    machine.tap(*machine::card_named(card_name), hal::Millis{600'000}, clock.now);
    auto answer = provider->hold({key, euro(2'500), clock.utc(), NothingToPay{}});
    if (std::holds_alternative<Unknown>(answer)) {
      const auto told = provider->ask({Question::About::hold, key, clock.utc(), Currency{}});
      if (const auto* yes = std::get_if<Approved>(&told)) answer = *yes;
      if (const auto* no = std::get_if<Declined>(&told)) answer = *no;
    }
    if (const auto* yes = std::get_if<Approved>(&answer)) {
      reference = yes->hold.reference;
      provider->acknowledge(key);
    }
    return answer;
  }
  // As the saga does: until it is done or refused.
  SettleAnswer capture(std::int64_t cents) {
    SettleAnswer answer = NotProcessed{};
    for (int times = 0; times < 4; ++times) {
      answer = provider->capture({"S-C", reference, euro(cents), euro(2'500)});
      if (std::holds_alternative<Done>(answer)) provider->acknowledge("S-C");
      if (std::holds_alternative<Done>(answer) || std::holds_alternative<Refused>(answer)) break;
      clock.now.monotonic += hal::Minutes{1};
    }
    return answer;
  }
  SettleAnswer release() {
    auto answer = provider->release({"S-R", reference, euro(2'500)});
    if (std::holds_alternative<Done>(answer)) provider->acknowledge("S-R");
    return answer;
  }
  // What its books say was taken, and whether any reservation is open.
  std::int64_t taken() const { return machine.turnover().totals().all; }
  bool open() const { return !machine.turnover().open().empty(); }

  TemporaryFolder folder;
  StoryClock clock;
  machine::Terminal machine;
  std::string card_name;
  ProviderSettings settings;
  std::unique_ptr<OrderBook> book;
  std::unique_ptr<hal::zvt::Terminal> terminal;
  std::unique_ptr<TerminalProvider> provider;
  std::string reference;
};

}  // namespace kerb::payment::terminal
