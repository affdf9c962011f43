// The thread that looks for cards at an approved terminal, between the orders of the payment worker.
// The terminal is asked whether a card is there, several times a second, and answers at once: so it
// stays free for money (PA00P015 advises it rather than a read card that waits).
//
// A card that pays is not read here: the station orders the hold, and the terminal reads it. A
// charging card is told by its number. A terminal that cannot tell whether a card is there waits for
// one itself, once the driver has chosen to pay by card. One that answers and never told of a card
// may have passed over the question: until it has told of one it waits itself, too, when nothing was
// seen for some seconds.
//
// Between drivers the open reservations of both sides are compared, and the terminal is put in order
// where it asks for that: its clock, diagnosis, initialisation. Once a day, when nothing is open, its
// day is ended.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "hal/clock.hpp"
#include "kiosk/runtime/card_watch.hpp"
#include "kiosk/runtime/mailbox.hpp"
#include "payment/secret.hpp"
#include "payment/terminal/shared_terminal.hpp"

namespace kerb::kiosk {

class TerminalWatch final : public CardWatch {
 public:
  struct Told {
    Reports reports;
    // What a person has to look at, whenever it was looked for; from the watch's thread.
    std::function<void(std::vector<std::string>)> concerns;
    // The totals of an end of day are not what was booked; both lists as JSON.
    std::function<void(std::string)> day_differs;
    std::function<void(const std::string&)> log;
  };
  struct Times {
    std::string time_zone;  // of the station, an IANA name: the terminal's clock is set by it
    std::optional<hal::Minutes> end_of_day = {};  // after midnight there; nothing: not by itself
  };

  // `terminal` outlives this, and counts for its end of day where one is set; `identity_key` makes the
  // fingerprints of charging cards.
  TerminalWatch(payment::terminal::SharedTerminal& terminal, payment::Secret identity_key,
                Times times, Told told);
  ~TerminalWatch() override;

  void wish(const ReaderWish& wish) override;

 private:
  void work();
  void look(const ReaderWish& wish);
  void take(const ReaderWish& wish, const hal::zvt::CardSeen& card);
  void pays(const ReaderWish& wish);
  bool may_be_blind() const;
  void compare();
  void tend();
  void end_day();
  void tell_concerns();
  void report_ready(bool ready);

  payment::terminal::SharedTerminal& terminal_;
  const payment::Secret identity_key_;
  const Times times_;
  const Told told_;
  const hal::SystemClock clock_;  // the terminal's time is the machine's, whatever the station's is
  Mailbox<ReaderWish> wishes_;
  std::optional<bool> ready_;
  std::string trouble_;                             // as it was logged last
  std::optional<hal::Monotonic> lies_there_since_;  // a card that has to leave before the next
  std::optional<hal::Monotonic> chosen_since_;
  bool told_of_cards_ = false;  // so that it is believed when it tells of none
  bool asked_ = false;  // by the wish that holds, for a terminal that waits for cards by itself
  hal::Monotonic compare_at_{};
  hal::Monotonic tend_at_{};
  hal::Monotonic end_day_at_{};
  std::string day_trouble_;  // as it was logged last
  std::vector<std::string> concerns_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace kerb::kiosk
