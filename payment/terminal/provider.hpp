// The payment provider for an approved terminal: it reads the card, asks the bank and keeps the
// money's books; Kerb tells it how much, and when a charge is over.
//
// The terminal keeps an approved payment only when its status information was acknowledged. So each
// order is written into the book before it leaves, its outcome before acknowledge(), and only
// acknowledge() gives that answer: the saga has the outcome in the journal then. An order whose
// outcome nobody knows is never sent again: the terminal is asked which reservations are open, and
// those that this order alone can have made are taken back.
//
// Threading: everything on the one payment worker.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hal/zvt/terminal.hpp"
#include "payment/provider.hpp"
#include "payment/terminal/order_book.hpp"

namespace kerb::payment::terminal {

// How a reservation is ended by what the charge cost. The network of the card decides which one
// works: girocard and Maestro are mostly reversed in part, credit cards booked in total.
enum class Booking {
  partial_reversal,  // 06 23 with what was not used; nothing used: all of it
  book_total,        // 06 24 with what was used; nothing used: 06 25
};

struct ProviderSettings {
  Booking booking = Booking::book_total;
  std::map<std::uint8_t, Booking> by_card_type = {{5, Booking::partial_reversal},
                                                  {46, Booking::partial_reversal}};
  bool names_holds = false;  // E9 with the order's key: Feig, Lavego
  // The host lets a reservation grow (06 22 with 1F06 03). Only of cards that are booked in total:
  // what is reversed in part counts from a sum that a lost answer would leave in doubt.
  bool raises_holds = false;
  hal::zvt::Password password = 0;
  std::chrono::days hold_lasts{7};
};

// Something that book and terminal do not agree on; a person has to look.
struct Concern {
  std::string what;  // "reservation 0231 of 25.00 is open at the terminal, and Kerb knows nothing…"
};

class TerminalProvider final : public PaymentProvider {
 public:
  // All outlive this. The terminal belongs to it from now on.
  TerminalProvider(hal::zvt::Terminal& terminal, OrderBook& book, ProviderSettings settings);

  // NotProcessed while the outcome of an earlier order cannot be found out, and in the moments in
  // which that of another waits for acknowledge(). What the presentation
  // holds is not looked at: the terminal reads the card.
  HoldAnswer hold(const HoldOrder& order) override;
  // Approved when it stands at the terminal for certain: it takes no money, so its answer is given at
  // once and acknowledge() has nothing to do. Declined where the host or the card's booking does not
  // allow it.
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;
  void acknowledge(const OrderKey& key) override;

  // Gives back what was captured under `capture_key`, by order of staff; under a key of its own.
  SettleAnswer refund(const OrderKey& key, const OrderKey& capture_key, hal::Utc at);

  // Compares the open reservations of both sides, and finds out what is in doubt. Errors: those of
  // the terminal, and of the book.
  hal::Result<void> compare();
  std::vector<Concern> concerns() const;

  // Told of every hold that was approved and that the terminal does not have any more, when that is
  // found out; after a start, of those in the book once more. On the thread that called.
  void on_vanished_hold(std::function<void(const OrderKey&)> listener);

 private:
  SettleAnswer settle(Order order, const hal::zvt::Frame& command, bool reversed_is_done);
  SettleAnswer settled_before(const Order& order);
  Done done_by(const Order& order) const;
  void take_down(Order& order, const hal::zvt::Status& status) const;
  SettleAnswer settle_outcome(Order order, const hal::zvt::Outcome& outcome, bool reversed_is_done);
  SettleAnswer undo(const OrderKey& key, const Order& hold, hal::Utc at);
  hal::zvt::Frame command_for(const Order& order, const Order& hold) const;
  std::optional<Order> hold_named(const std::string& reference) const;
  HoldAnswer held_before(const Order& order);
  HoldAnswer raised_before(const Order& order);
  HoldAnswer raise_outcome(Order order, const hal::zvt::Outcome& outcome);
  Approved raised_to(const Order& extension) const;
  bool tells_raise(const hal::zvt::Status& status, const Order& order) const;
  HoldAnswer hold_outcome(Order order, const hal::zvt::Outcome& outcome);
  Approved approved_by(const Order& order) const;
  Booking booking_for(const Order& hold) const;
  hal::zvt::ReservationName reservation_of(const Order& hold) const;

  hal::Result<void> clear_hand();
  void let_go();
  hal::Result<void> settle_doubts();
  hal::Result<void> judge(const hal::zvt::OpenReservations& open);
  hal::Result<void> judge_hold(Order order, const hal::zvt::OpenReservations& open,
                               const std::vector<std::uint16_t>& unknown, bool alone);
  hal::Result<void> judge_lost_hold(Order order);
  hal::Result<void> judge_extension(Order order);
  hal::Result<void> judge_settling(Order order, const hal::zvt::OpenReservations& open);
  hal::Result<hal::zvt::Outcome> last_payment();
  bool still_listed(std::uint16_t receipt);
  hal::Result<void> settle_again(Order order, const Order& hold);
  enum class TakenBack { yes, try_again, never };
  TakenBack take_back(std::uint16_t receipt, const Order& order);
  TakenBack taken_back_by(const hal::zvt::Outcome& outcome);
  hal::Result<void> mark_taken_back(Order order, std::uint16_t receipt);
  hal::Result<void> mark(Order order, Order::State state, std::string note = {});
  hal::Result<void> mark_standing(Order order);
  bool in_hand(const Order& order) const;

  hal::zvt::Terminal& terminal_;
  OrderBook& book_;
  const ProviderSettings settings_;
  void tell_vanished();

  std::function<void(const OrderKey&)> vanished_;
  std::vector<OrderKey> untold_;     // holds that vanished
  std::optional<OrderKey> in_hand_;  // approved, and the terminal waits for acknowledge()
};

}  // namespace kerb::payment::terminal
