// One terminal, and two who want it: the worker that moves money, and whoever looks for cards in its
// field between two orders. Money goes first: nobody looks while an order runs, waits for its turn,
// or waits to be acknowledged.
//
// Threading: the provider's calls from the one payment worker; the others from one thread of their
// own.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "hal/zvt/terminal.hpp"
#include "payment/provider.hpp"
#include "payment/terminal/day_end.hpp"
#include "payment/terminal/provider.hpp"

namespace kerb::payment::terminal {

class SharedTerminal final : public PaymentProvider {
 public:
  // All outlive this.
  SharedTerminal(hal::zvt::Terminal& terminal, TerminalProvider& provider)
      : terminal_(terminal), provider_(provider) {}

  // What is booked from now on is noted for the end of day. Before anything else; `day` outlives this.
  void count_for(DayEnd& day) { day_ = &day; }

  // ---- the payment worker
  // Not sent when ask_to_stop() named it before.
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;
  void acknowledge(const OrderKey& key) override;
  // As TerminalProvider::refund().
  SettleAnswer refund(const OrderKey& key, const OrderKey& capture_key, hal::Utc at);

  // ---- who looks for cards
  struct Look {
    enum class Saw {
      at_work,     // it has an order: ask again later
      nothing,     // no card
      card,        // `card` tells which kind
      cannot_tell  // it knows no such question: it waits for cards only when it is to be paid
    };
    Saw saw = Saw::nothing;
    hal::zvt::CardSeen card = {};
  };
  // Errors: those of Terminal::meet().
  hal::Result<Look> look_for_card();
  // Compares the open reservations of both sides, unless it is at work: then false. Errors: those of
  // TerminalProvider::compare().
  hal::Result<bool> compare();
  // Does what the terminal asks for (Terminal::put_in_order()), unless it is at work: then false. May
  // take minutes. Errors: those of Terminal::put_in_order().
  hal::Result<bool> put_in_order(const hal::zvt::WallClock& now);
  // Ends that day unless the terminal is at work: then `put_off`. Only after count_for(). Errors: those
  // of DayEnd::end().
  hal::Result<DayEnd::Told> end_day(std::int64_t day, hal::Utc now, bool asked = false);
  // The terminal takes no card before that, as it said at the last look. Only from the thread that looks.
  bool wants_end_of_day() const { return wants_end_of_day_; }
  // What book and terminal did not agree on when that was last looked at, in words.
  std::vector<std::string> concerns();

  // The driver of this hold has left: the terminal is not to ask for a card any more. What comes of it
  // is the answer to hold(): too late, it changes nothing. Any thread.
  void ask_to_stop(const OrderKey& hold);

  // Kerb ends: a running order comes back as unknown, and none is begun any more. Any thread.
  void close_down() { terminal_.close_down(); }

  // And when both threads have ended: the terminal is logged off, for another till may have it.
  void leave();

  // What the terminal tells the driver while an order runs; called on the payment worker.
  void on_progress(hal::zvt::ProgressListener listener);
  // As TerminalProvider::on_vanished_hold(); called on either thread, and must not call back.
  void on_vanished_hold(std::function<void(const OrderKey&)> listener);

 private:
  template <typename Order>
  auto in_turn(Order order);
  template <typename Order>
  SettleAnswer counted(const OrderKey& key, Order order);

  hal::zvt::Terminal& terminal_;
  TerminalProvider& provider_;
  DayEnd* day_ = nullptr;
  bool wants_end_of_day_ = false;
  std::atomic<int> orders_{0};  // that run or wait
  std::mutex one_at_a_time_;    // guards terminal_, provider_ and *day_
  std::mutex stopping_;         // guards the next two
  OrderKey running_hold_;       // empty: none
  OrderKey stopped_hold_;
};

}  // namespace kerb::payment::terminal
