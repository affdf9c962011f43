// A till that says anything at any time to a simulated payment terminal, with cards, faults and time
// between: whatever the terminal says is well-formed, it comes to rest, and no payment both stands
// and is taken back.
//
// The first octet chooses the profile and the settings. Then one octet says what comes: below 0xE0
// so many octets of the till (0: the answer 80 00 00); otherwise a card, time, a fault, a restart or
// the end of the connection, by the octet behind it.
#include <algorithm>
#include <cstdlib>

#include "hal/simulated/terminal/terminal.hpp"

namespace {

using namespace kerb::hal;                       // NOLINT(google-build-using-namespace)
using namespace kerb::hal::simulated::terminal;  // NOLINT(google-build-using-namespace)

void demand(bool right) {
  if (!right) std::abort();
}

class Play {
 public:
  explicit Play(std::uint8_t choice)
      : terminal_(settings_of(choice)), by_receipt_((choice & 8U) != 0) {
    if ((choice & 16U) != 0) terminal_.turnover().set_capacity(3);
    if ((choice & 32U) != 0) terminal_.host().set_pace(Millis{0});
  }

  void say(ByteView octets) {
    const auto running = terminal_.running();
    check(terminal_.hear(octets, now_), running.value_or(0));
  }
  void act(std::uint8_t what, std::uint8_t how) {
    const Card& card = cards()[how % cards().size()];
    switch (what % 8U) {
      case 0:
      case 1:
        return check(terminal_.tap(card, Millis(how % 3 * 500), now_), 0);
      case 2:
        return pass(Millis(1) * (how * how));
      case 3:
        return pass(Seconds(how));
      case 4:
        terminal_.mishaps().add({.kind = static_cast<Mishap::Kind>(how % 9U), .by = Millis(how)});
        broken_ = true;
        return;
      case 5:
        terminal_.host().decline(how, how % 4);
        return terminal_.host().set_up(how % 5U != 0);
      case 6:
        return check(terminal_.restart(Millis(how), now_), 0);
      default:
        terminal_.gone(now_);
        terminal_.connected();
    }
  }
  void check_store() const {
    for (const Payment& payment : terminal_.turnover().all()) {
      demand(by_receipt_ || !(payment.kept && payment.taken_back));
      demand(!(payment.open && payment.taken_back));
      demand(payment.amount >= 0 && payment.held >= 0);
      demand(payment.receipt >= 1 && payment.receipt <= 9'999 && payment.trace <= 999'999);
    }
  }

 private:
  static Settings settings_of(std::uint8_t choice) {
    Settings settings;
    settings.profile = profiles()[choice % profiles().size()];
    settings.by_receipt = (choice & 8U) != 0;
    settings.long_lengths = (choice & 64U) != 0;
    return settings;
  }
  void pass(Millis span) {
    const Monotonic until = now_.monotonic + span;
    int wakes = 0;
    for (auto at = terminal_.wake_at(); at && *at <= until; at = terminal_.wake_at()) {
      now_.monotonic = std::max(now_.monotonic, *at);
      check(terminal_.wake(now_), 0);
      demand(++wakes < 1'000);
    }
    now_.monotonic = until;
  }
  void check(const Moves& moves, zvt::Command running) {
    zvt::FrameReader reader;
    for (const Move& move : moves) {
      if (std::holds_alternative<HangUp>(move)) {
        terminal_.gone(now_);
        terminal_.connected();
        continue;
      }
      if (broken_) continue;
      demand(reader.feed(std::get<Send>(move).octets));
      while (auto frame = reader.next())
        demand(zvt::decode(std::move(*frame), running).has_value());
      demand(!reader.torn());
    }
  }

  Terminal terminal_;
  Moment now_{Monotonic(Millis(0)), Utc(Millis(1'795'000'000'000))};
  bool by_receipt_;
  bool broken_ = false;  // a fault was ordered, so what is sent may be anything
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  if (size == 0) return 0;
  const ByteView script(data, size);
  constexpr std::uint8_t kYes[] = {0x80, 0x00, 0x00};
  Play play(script[0]);
  for (std::size_t at = 1; at < size;) {
    const std::uint8_t what = script[at++];
    if (what == 0) {
      play.say(kYes);
    } else if (what < 0xE0) {
      const std::size_t count = std::min<std::size_t>(what, size - at);
      play.say(script.subspan(at, count));
      at += count;
    } else if (at < size) {
      play.act(what, script[at++]);
    }
    play.check_store();
  }
  return 0;
}
