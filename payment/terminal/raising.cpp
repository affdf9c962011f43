// A reservation that grows while its car charges. Nothing is taken by it, so the answer that makes
// the terminal keep it follows its note in the book at once, and the saga hears of it only when it
// stands. Whatever is in doubt counts as not raised: then at worst the bank keeps more aside than is
// ever booked.
#include "payment/terminal/provider.hpp"
#include "payment/terminal/refusal.hpp"

namespace kerb::payment::terminal {

namespace wire = hal::zvt;

// Whether the terminal means this raise: some say by how much, some to how much.
bool TerminalProvider::tells_raise(const wire::Status& status, const Order& order) const {
  const Order* const hold = book_.find(order.hold_key);
  if (!hold || !status.approved() || !status.amount) return false;
  const auto told = static_cast<std::int64_t>(*status.amount);
  return told == order.amount || told == book_.held_by(*hold) + order.amount;
}

Approved TerminalProvider::raised_to(const Order& extension) const {
  const Order* const hold = book_.find(extension.hold_key);
  return approved_by(hold ? *hold : extension);
}

HoldAnswer TerminalProvider::raised_before(const Order& order) {
  if (order.state == Order::State::kept) return raised_to(order);
  if (order.state == Order::State::nothing) return Declined{DeclineReason::generic};
  return Unknown{"the terminal was given this order before"};
}

HoldAnswer TerminalProvider::raise(const RaiseOrder& order) {
  if (const Order* before = book_.find(order.key)) return raised_before(*before);
  const auto hold = hold_named(order.hold_reference);
  const bool may = settings_.raises_holds && hold && hold->state == Order::State::kept &&
                   booking_for(*hold) == Booking::book_total && order.by.minor() > 0 &&
                   order.by.currency().numeric == hold->currency;
  if (!may) return Declined{DeclineReason::generic};
  if (const auto clear = settle_doubts(); !clear) return NotProcessed{clear.error().sentence()};
  if (const auto met = terminal_.meet(); !met) return NotProcessed{met.error().sentence()};
  Order sent{.key = order.key,
             .kind = Order::Kind::extension,
             .amount = order.by.minor(),
             .currency = hold->currency,
             .hold_key = hold->key,
             .at = order.at};
  if (const auto noted = book_.note(sent); !noted) return NotProcessed{noted.error().sentence()};
  return raise_outcome(std::move(sent),
                       terminal_.run(wire::reservation_extension(
                           reservation_of(*hold), static_cast<std::uint64_t>(order.by.minor()))));
}

HoldAnswer TerminalProvider::raise_outcome(Order order, const wire::Outcome& outcome) {
  using Ended = wire::Outcome::How;
  const OrderKey key = order.key;
  if (outcome.how == Ended::lost) return Unknown{outcome.detail};
  if (!terminal_.waits_for_commit()) {
    if (outcome.how == Ended::completed && !outcome.status) return Unknown{"it told no result"};
    (void)mark(std::move(order), Order::State::nothing, "not raised");
    return Declined{DeclineReason::generic};
  }
  order.name = outcome.status->name;
  order.mirror = outcome.status->mirror;
  order.state = Order::State::approved;
  const bool right = tells_raise(*outcome.status, order);
  if (!right || !book_.note(order)) {
    terminal_.drop();  // it takes that back
    return Unknown{right ? "it could not be written down" : "it raised by something else"};
  }
  if (terminal_.commit().how == Ended::completed && mark(order, Order::State::kept)) {
    return raised_to(order);
  }
  (void)settle_doubts();
  return raised_before(*book_.find(key));
}

// The list of open reservations names no amounts; the terminal's last payment tells.
hal::Result<void> TerminalProvider::judge_extension(Order order) {
  const auto last = last_payment();
  if (!last) return tl::make_unexpected(last.error());
  const bool told = last->status && tells_raise(*last->status, order);
  if (told && order.state == Order::State::approved && last->status->name == order.name) {
    return mark_standing(std::move(order));
  }
  const Order* const hold = book_.find(order.hold_key);
  const bool own = told && order.state == Order::State::sent && !hold->name.trace.empty() &&
                   last->status->original_trace == hold->name.trace &&
                   !book_.knows(last->status->name);
  if (!own) return mark(std::move(order), Order::State::nothing, "not raised");
  order.name = last->status->name;
  order.mirror = last->status->mirror;
  return mark_standing(std::move(order));
}

}  // namespace kerb::payment::terminal
