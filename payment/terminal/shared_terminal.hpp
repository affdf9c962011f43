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
#include "payment/terminal/provider.hpp"

namespace kerb::payment::terminal {

class SharedTerminal final : public PaymentProvider {
 public:
  // All outlive this.
  SharedTerminal(hal::zvt::Terminal& terminal, TerminalProvider& provider)
      : terminal_(terminal), provider_(provider) {}

  // ---- the payment worker
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;
  void acknowledge(const OrderKey& key) override;

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
  // What book and terminal did not agree on when that was last looked at, in words.
  std::vector<std::string> concerns();

  // Kerb ends: a running order comes back as unknown, and none is begun any more. Any thread.
  void close_down() { terminal_.close_down(); }

  // What the terminal tells the driver while an order runs; called on the payment worker.
  void on_progress(hal::zvt::ProgressListener listener);
  // As TerminalProvider::on_vanished_hold(); called on either thread, and must not call back.
  void on_vanished_hold(std::function<void(const OrderKey&)> listener);

 private:
  template <typename Order>
  auto in_turn(Order order);

  hal::zvt::Terminal& terminal_;
  TerminalProvider& provider_;
  std::atomic<int> orders_{0};  // that run or wait
  std::mutex one_at_a_time_;    // guards terminal_ and provider_
};

}  // namespace kerb::payment::terminal
