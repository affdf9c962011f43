// What became of orders whose outcome nobody knows: the terminal's list of open reservations against
// the book. Nothing is decided without that list.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "hal/zvt/codes.hpp"
#include "payment/terminal/provider.hpp"
#include "payment/terminal/refusal.hpp"

namespace kerb::payment::terminal {
namespace {

namespace protocol = hal::zvt;
using Receipts = std::vector<std::uint16_t>;

bool holds_receipt(const Receipts& receipts, const std::string& digits) {
  std::uint16_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return problem == std::errc{} && !digits.empty() &&
         std::find(receipts.begin(), receipts.end(), number) != receipts.end();
}

// Receipts that no order of the book explains.
Receipts unexplained(const Receipts& open, const OrderBook& book) {
  Receipts known;
  const auto learn = [&](const std::vector<Order>& orders) {
    for (const Order& order : orders) {
      if (order.kind != Order::Kind::hold || order.name.receipt.empty()) continue;
      known.push_back(static_cast<std::uint16_t>(std::stoi(order.name.receipt)));
    }
  };
  learn(book.open_holds());
  learn(book.doubts());
  learn(book.for_person());
  Receipts left;
  std::copy_if(open.begin(), open.end(), std::back_inserter(left), [&](std::uint16_t receipt) {
    return std::find(known.begin(), known.end(), receipt) == known.end();
  });
  return left;
}

Receipts without(const Receipts& all, const Receipts& some) {
  Receipts left;
  std::copy_if(all.begin(), all.end(), std::back_inserter(left), [&](std::uint16_t receipt) {
    return std::find(some.begin(), some.end(), receipt) == some.end();
  });
  return left;
}

}  // namespace

// What is in hand is being written down, while an order of another bay is next in line: that one has
// to wait, or the terminal would take back what the journal is about to call held. When the
// terminal's own patience is over, nobody will write it down any more.
hal::Result<void> TerminalProvider::clear_hand() {
  if (terminal_.commits_in_time()) {
    return hal::failure("terminal.busy", "ordering the terminal while a payment is written down",
                        "it is tried again by itself");
  }
  let_go();
  return {};
}

// The terminal takes it back.
void TerminalProvider::let_go() {
  if (terminal_.waits_for_commit()) terminal_.drop();
  in_hand_.reset();
}

hal::Result<void> TerminalProvider::settle_doubts() {
  if (auto clear = clear_hand(); !clear) return clear;
  if (book_.doubts().empty()) return {};
  return compare();
}

hal::Result<void> TerminalProvider::compare() {
  if (auto clear = clear_hand(); !clear) return clear;
  auto open = terminal_.open_reservations();
  // A question may be repeated: a terminal that did not hear the last acknowledgement hangs up.
  if (!open) open = terminal_.open_reservations();
  in_hand_.reset();
  if (!open) return tl::make_unexpected(open.error());
  return judge(*open);
}

hal::Result<void> TerminalProvider::judge(const protocol::OpenReservations& open) {
  const Receipts all_unknown = unexplained(open.receipts, book_);
  const Receipts fresh = without(all_unknown, book_.strangers());
  const std::vector<Order> doubts = book_.doubts();
  const auto lost = std::count_if(doubts.begin(), doubts.end(), [](const Order& order) {
    return order.kind == Order::Kind::hold && order.state == Order::State::sent;
  });
  const bool alone = lost == 1 && fresh.size() <= 1;
  // Bookings first: a reservation that was booked is not open any more.
  for (const Order& order : doubts) {
    if (order.kind == Order::Kind::hold) continue;
    const bool extends = order.kind == Order::Kind::extension;
    auto judged = extends ? judge_extension(order) : judge_settling(order, open);
    if (!judged) return judged;
  }
  for (const Order& order : doubts) {
    if (order.kind != Order::Kind::hold) continue;
    if (auto judged = judge_hold(order, open, fresh, alone); !judged) return judged;
  }
  tell_vanished();
  // What is gone from the list was settled by somebody.
  const bool taken_back = alone && lost == 1;
  return book_.note_strangers(taken_back ? without(all_unknown, fresh) : all_unknown);
}

// Where the list names only one, what it leaves out is believed to stand: the next order on it tells,
// for a terminal refuses what it does not have.
hal::Result<void> TerminalProvider::judge_hold(Order order, const protocol::OpenReservations& open,
                                               const Receipts& unknown, bool alone) {
  if (order.state == Order::State::approved) {
    const bool stands = holds_receipt(open.receipts, order.name.receipt) || !open.complete;
    if (stands) return mark_standing(std::move(order));
    untold_.push_back(order.key);
    return mark(std::move(order), Order::State::nothing, "the terminal took it back");
  }
  if (unknown.empty()) {
    if (!open.complete) return judge_lost_hold(std::move(order));
    return mark(std::move(order), Order::State::nothing, "never reserved");
  }
  if (!alone) {
    return mark(std::move(order), Order::State::for_person,
                "the terminal has several reservations that this order may have made");
  }
  // Nothing was ever charged on it: its approval did not arrive.
  return mark_taken_back(std::move(order), unknown.front());
}

void TerminalProvider::on_vanished_hold(std::function<void(const OrderKey&)> listener) {
  vanished_ = std::move(listener);
}

void TerminalProvider::tell_vanished() {
  if (!vanished_) return;
  for (const OrderKey& key : std::exchange(untold_, {})) vanished_(key);
}

// What the terminal will never take back keeps nobody else from paying.
hal::Result<void> TerminalProvider::mark_taken_back(Order order, std::uint16_t receipt) {
  switch (take_back(receipt, order)) {
    case TakenBack::yes:
      return mark(std::move(order), Order::State::nothing, "reserved, and taken back");
    case TakenBack::never:
      return mark(
          std::move(order), Order::State::for_person,
          fmt::format("reserved under receipt {:04}, and the terminal does not take it back",
                      receipt));
    case TakenBack::try_again:
      break;
  }
  return hal::failure("terminal.doubt", fmt::format("taking back reservation {:04}", receipt),
                      "it is tried again by itself");
}

// The list named only another bay's reservation: the terminal's last payment tells whether this
// order made one after it.
hal::Result<void> TerminalProvider::judge_lost_hold(Order order) {
  const auto last = last_payment();
  if (!last) return tl::make_unexpected(last.error());
  if (last->status && last->status->approved() && !last->status->name.receipt.empty()) {
    const protocol::PaymentName& name = last->status->name;
    if (book_.knows(name)) return mark(std::move(order), Order::State::nothing, "never reserved");
    const bool own = last->status->amount == static_cast<std::uint64_t>(order.amount);
    const auto receipt = static_cast<std::uint16_t>(std::stoi(name.receipt));
    if (own) return mark_taken_back(std::move(order), receipt);
  }
  return mark(std::move(order), Order::State::for_person,
              "the terminal names only one open reservation, and its last payment is another");
}

hal::Result<protocol::Outcome> TerminalProvider::last_payment() {
  protocol::Outcome last = terminal_.run(protocol::repeat_receipt(settings_.password));
  if (last.how == protocol::Outcome::How::lost || last.how == protocol::Outcome::How::not_sent) {
    return hal::failure("terminal.doubt",
                        "asking the terminal for its last payment: " + last.detail,
                        "it is tried again by itself");
  }
  return last;
}

bool TerminalProvider::still_listed(std::uint16_t receipt) {
  const auto open = terminal_.open_reservations();
  return !open ||
         std::find(open->receipts.begin(), open->receipts.end(), receipt) != open->receipts.end();
}

hal::Result<void> TerminalProvider::judge_settling(Order order,
                                                   const protocol::OpenReservations& open) {
  const Order* const found = book_.find(order.hold_key);
  const bool of_reservation = found && found->kind == Order::Kind::hold;
  const std::optional<Order> hold = of_reservation ? std::optional(*found) : std::nullopt;
  const bool approved = order.state == Order::State::approved;
  if (hold && holds_receipt(open.receipts, hold->name.receipt)) {
    if (approved) return settle_again(std::move(order), *hold);
    return mark(std::move(order), Order::State::nothing, "the reservation is still open");
  }
  if (hold && approved) {
    if (!open.complete) return settle_again(std::move(order), *hold);
    return mark_standing(std::move(order));
  }
  // The list does not tell: the last status information of the terminal may.
  const auto last = last_payment();
  if (!last) return tl::make_unexpected(last.error());
  if (hold && last->status && last->status->approved() && !hold->name.trace.empty()) {
    const protocol::PaymentName& name = last->status->name;
    const bool of_hold = last->status->original_trace == hold->name.trace ||
                         (name.receipt == hold->name.receipt && name.trace != hold->name.trace);
    if (of_hold && book_.is_extension(name)) {
      return mark(std::move(order), Order::State::nothing, "the reservation is still open");
    }
    if (of_hold) {
      take_down(order, *last->status);
      return mark_standing(std::move(order));
    }
  }
  return mark(std::move(order), Order::State::for_person,
              "neither open at the terminal nor its last payment; see the terminal's journal");
}

// The terminal approved it, and took that back when it did not hear that it was written down. The
// journal may say that it is done, and the terminal says that it is not: so it is done now.
hal::Result<void> TerminalProvider::settle_again(Order order, const Order& hold) {
  const protocol::Outcome outcome = terminal_.run(command_for(order, hold));
  if (terminal_.waits_for_commit()) {
    take_down(order, *outcome.status);
    if (auto noted = book_.note(order); !noted) {
      terminal_.drop();
      return noted;
    }
    if (terminal_.commit().how == protocol::Outcome::How::completed) {
      return mark(std::move(order), Order::State::kept);
    }
  } else if (outcome.how == protocol::Outcome::How::aborted) {
    const std::uint8_t result = outcome.status ? outcome.status->result : outcome.code;
    // It has no such reservation any more: it was settled the first time.
    if (has_none(result)) return mark_standing(std::move(order));
    if (!may_pass_later(result)) {
      return mark(std::move(order), Order::State::for_person,
                  "approved, taken back, and then refused: " +
                      protocol::with_words(result, protocol::result_words(result)));
    }
  }
  return hal::failure("terminal.doubt", "settling a reservation once more: " + outcome.detail,
                      "it is tried again by itself");
}

// The answer to the reversal's yes is given at once: what it undoes was never in the journal.
TerminalProvider::TakenBack TerminalProvider::take_back(std::uint16_t receipt, const Order& order) {
  const protocol::ReservationName name{.receipt = receipt, .currency = order.currency};
  const TakenBack reversed = taken_back_by(terminal_.run(protocol::reservation_reversal(name)));
  if (reversed != TakenBack::never) return reversed;
  // A debit card's knows no 06 25, only that all of it is left unused.
  return taken_back_by(
      terminal_.run(protocol::partial_reversal(name, static_cast<std::uint64_t>(order.amount))));
}

TerminalProvider::TakenBack TerminalProvider::taken_back_by(const protocol::Outcome& outcome) {
  using How = protocol::Outcome::How;
  if (terminal_.waits_for_commit()) {
    return terminal_.commit().how == How::completed ? TakenBack::yes : TakenBack::try_again;
  }
  if (outcome.how != How::aborted && outcome.how != How::completed) return TakenBack::try_again;
  const std::uint8_t result = outcome.status ? outcome.status->result : outcome.code;
  if (result == protocol::code::kAlreadyReversed) return TakenBack::yes;
  return may_pass_later(result) ? TakenBack::try_again : TakenBack::never;
}

std::vector<Concern> TerminalProvider::concerns() const {
  std::vector<Concern> list;
  for (const Order& order : book_.for_person()) {
    list.push_back({fmt::format("order {} to the terminal, reservation {}: {}", order.key,
                                reference_of(order.name), order.note)});
  }
  for (const std::uint16_t receipt : book_.strangers()) {
    list.push_back({fmt::format(
        "reservation {:04} is open at the terminal, and Kerb did not make it", receipt)});
  }
  return list;
}

}  // namespace kerb::payment::terminal
