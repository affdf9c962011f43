#include "payment/terminal/provider.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "hal/zvt/codes.hpp"
#include "payment/terminal/card_label.hpp"
#include "payment/terminal/refusal.hpp"
#include "payment/terminal/slip.hpp"

namespace kerb::payment::terminal {
namespace {

namespace zvt = hal::zvt;
using How = zvt::Outcome::How;
using Kind = Order::Kind;
using State = Order::State;

constexpr std::size_t kLongestApproval = 6;

// The result that counts: the status information's, or that of the end.
std::uint8_t result_of(const zvt::Outcome& outcome) {
  if (outcome.status && !outcome.status->approved()) return outcome.status->result;
  return outcome.code;
}

std::string reason_of(const zvt::Outcome& outcome) {
  if (!outcome.detail.empty()) return outcome.detail;
  const std::uint8_t result = result_of(outcome);
  return "the terminal says " + zvt::with_words(result, zvt::result_words(result));
}

std::uint16_t number_of(const std::string& digits) {
  std::uint16_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// 3B is ASCII, filled up with NUL.
std::string approval_code(const hal::Bytes& authorisation) {
  std::string code;
  for (const std::uint8_t octet : authorisation) {
    const bool plain = (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
                       (octet >= 'a' && octet <= 'z');
    if (plain && code.size() < kLongestApproval) code += static_cast<char>(octet);
  }
  return code;
}

std::optional<Currency> currency_numbered(std::uint16_t numeric) {
  for (const char* code : {"EUR", "CHF", "GBP", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "USD"}) {
    const auto currency = Currency::from_code(code);
    if (currency && currency->numeric == numeric) return currency;
  }
  return std::nullopt;
}

}  // namespace

TerminalProvider::TerminalProvider(zvt::Terminal& terminal, OrderBook& book,
                                   ProviderSettings settings)
    : terminal_(terminal), book_(book), settings_(std::move(settings)) {
  if (const Order* const last = book_.last_standing()) terminal_.remember(last->name, last->mirror);
  untold_ = book_.vanished_holds();
}

// Found to stand, though its answer never left: the next order has to mirror it (1F1F), or the
// terminal takes it back.
hal::Result<void> TerminalProvider::mark_standing(Order order) {
  const OrderKey key = order.key;
  auto marked = mark(std::move(order), State::kept);
  const Order* const last = book_.last_standing();
  if (marked && last && last->key == key) terminal_.remember(last->name, last->mirror);
  return marked;
}

bool TerminalProvider::in_hand(const Order& order) const {
  return in_hand_ == order.key && terminal_.waits_for_commit();
}

hal::Result<void> TerminalProvider::mark(Order order, State state, std::string note) {
  order.state = state;
  if (!note.empty()) order.note = std::move(note);
  return book_.note(order);
}

Approved TerminalProvider::approved_by(const Order& order) const {
  const Currency currency = currency_numbered(order.currency).value_or(Currency{});
  return {{reference_of(order.name), Money(book_.held_by(order), currency),
           order.at + settings_.hold_lasts, approval_code(order.authorisation),
           card_of_kind(order.card_type)}};
}

HoldAnswer TerminalProvider::held_before(const Order& order) {
  if (order.state == State::kept || in_hand(order)) return approved_by(order);
  if (order.state == State::nothing) return NotProcessed{"this order came to nothing before"};
  return Unknown{"the terminal was given this order before"};
}

HoldAnswer TerminalProvider::hold(const HoldOrder& order) {
  if (const Order* before = book_.find(order.key)) return held_before(*before);
  if (!currency_numbered(order.amount.currency().numeric) || order.amount.minor() <= 0) {
    return NotProcessed{"no terminal reserves that amount"};
  }
  if (const auto clear = settle_doubts(); !clear) return NotProcessed{clear.error().sentence()};
  if (const auto met = terminal_.meet(); !met) return NotProcessed{met.error().sentence()};
  Order sent{.key = order.key,
             .kind = Kind::hold,
             .amount = order.amount.minor(),
             .currency = order.amount.currency().numeric,
             .at = order.at};
  if (const auto noted = book_.note(sent); !noted) return NotProcessed{noted.error().sentence()};
  const std::string reference = settings_.names_holds ? order.key : std::string{};
  return hold_outcome(std::move(sent), terminal_.run(zvt::reservation(
                                           static_cast<std::uint64_t>(order.amount.minor()),
                                           order.amount.currency().numeric, reference)));
}

// Whatever cannot be written down is left to be asked for: `sent` says just that.
HoldAnswer TerminalProvider::hold_outcome(Order order, const zvt::Outcome& outcome) {
  if (outcome.how == How::lost) return Unknown{outcome.detail};
  if (!terminal_.waits_for_commit()) {
    // Completed without any status information: it neither said yes nor no.
    if (outcome.how == How::completed && !outcome.status) return Unknown{"it told no result"};
    (void)mark(std::move(order), State::nothing, reason_of(outcome));
    const bool begun = outcome.how == How::completed || outcome.how == How::aborted;
    if (begun) return Declined{decline_reason(result_of(outcome))};
    return NotProcessed{reason_of(outcome)};
  }
  const zvt::Status& status = *outcome.status;
  const auto granted =
      static_cast<std::int64_t>(status.amount.value_or(static_cast<std::uint64_t>(order.amount)));
  const bool right = !status.name.receipt.empty() && granted > 0 && granted <= order.amount &&
                     status.currency.value_or(order.currency) == order.currency;
  order.amount = granted;
  order.name = status.name;
  order.mirror = status.mirror;
  order.authorisation = status.authorisation;
  order.card_type = status.card_type;
  order.slip = application_lines(status);
  order.state = State::approved;
  if (!right || !book_.note(order)) {
    terminal_.drop();  // it takes the reservation back
    return Unknown{right ? "the approval could not be written down"
                         : "the terminal approved something else than was asked for"};
  }
  in_hand_ = order.key;
  Approved approved = approved_by(order);
  approved.hold.card = card_told(status);
  return approved;
}

void TerminalProvider::acknowledge(const OrderKey& key) {
  const Order* const found = book_.find(key);
  if (!found) return;
  Order order = *found;
  const bool journal_has_slip = order.kind != Kind::hold && !order.slip.empty();
  if (journal_has_slip) order.slip.clear();
  if (!in_hand(order)) {
    if (journal_has_slip) (void)book_.note(order);
    return;
  }
  in_hand_.reset();
  const zvt::Outcome outcome = terminal_.commit();
  // The journal says that it stands and the terminal that it does not: the list of open
  // reservations decides; a booking is a person's to look at.
  if (outcome.how == How::aborted && order.kind != Kind::hold) {
    (void)mark(order, State::for_person,
               "aborted after it was acknowledged: " + reason_of(outcome));
    return;
  }
  if (outcome.how == How::completed) {
    (void)mark(order, State::kept);
  } else {
    // A yes that was cut off is not known to have arrived: it is `approved` until the terminal was
    // asked, at once or before the next order.
    (void)settle_doubts();
  }
}

zvt::ReservationName TerminalProvider::reservation_of(const Order& hold) const {
  return {.receipt = number_of(hold.name.receipt),
          .trace = hold.name.trace,
          .authorisation = hold.authorisation,
          .currency = hold.currency,
          .reference = settings_.names_holds ? std::string_view(hold.key) : std::string_view{}};
}

Booking TerminalProvider::booking_for(const Order& hold) const {
  const auto own = settings_.by_card_type.find(hold.card_type);
  return own == settings_.by_card_type.end() ? settings_.booking : own->second;
}

// By a copy: the book moves its orders.
std::optional<Order> TerminalProvider::hold_named(const std::string& reference) const {
  const auto name = name_in(reference);
  const Order* const found = name ? book_.find_hold(*name) : nullptr;
  if (!found) return std::nullopt;
  return *found;
}

// What ends this hold as `order` says.
zvt::Frame TerminalProvider::command_for(const Order& order, const Order& hold) const {
  const zvt::ReservationName of = reservation_of(hold);
  const std::int64_t used = order.kind == Kind::booking ? order.amount : 0;
  if (booking_for(hold) == Booking::partial_reversal) {
    return zvt::partial_reversal(of, static_cast<std::uint64_t>(hold.amount - used));
  }
  if (order.kind == Kind::reversal) return zvt::reservation_reversal(of);
  return zvt::book_total(of, static_cast<std::uint64_t>(used));
}

SettleAnswer TerminalProvider::capture(const CaptureOrder& order) {
  const auto hold = hold_named(order.hold_reference);
  if (!hold) return Refused{"the book has no such reservation: " + order.hold_reference};
  if (order.amount.minor() < 0 || order.amount.minor() > book_.held_by(*hold) ||
      order.amount.currency().numeric != hold->currency) {
    return Refused{"more than was reserved, or another currency"};
  }
  Order sent{.key = order.key,
             .kind = Kind::booking,
             .amount = order.amount.minor(),
             .currency = hold->currency,
             .hold_key = hold->key,
             .at = hold->at};
  const zvt::Frame command = command_for(sent, *hold);
  return settle(std::move(sent), command, false);
}

SettleAnswer TerminalProvider::release(const ReleaseOrder& order) {
  const auto hold = hold_named(order.hold_reference);
  if (!hold) return Refused{"the book has no such reservation: " + order.hold_reference};
  return undo(order.key, *hold, hold->at);
}

SettleAnswer TerminalProvider::undo(const OrderKey& key, const Order& hold, hal::Utc at) {
  Order sent{.key = key,
             .kind = Kind::reversal,
             .currency = hold.currency,
             .hold_key = hold.key,
             .at = at};
  const zvt::Frame command = command_for(sent, hold);
  return settle(std::move(sent), command, true);
}

Done TerminalProvider::done_by(const Order& order) const {
  return {reference_of(order.name), order.slip};
}

SettleAnswer TerminalProvider::settled_before(const Order& order) {
  if (order.state == State::kept || in_hand(order)) return done_by(order);
  if (order.state == State::for_person) return Refused{order.note};
  return Unknown{"the terminal was given this order before"};
}

SettleAnswer TerminalProvider::settle(Order order, const zvt::Frame& command,
                                      bool reversed_is_done) {
  const Order* before = book_.find(order.key);
  if (before && in_hand(*before)) return settled_before(*before);
  if (in_hand_ == order.hold_key) let_go();  // nobody wants it any more
  if (const auto clear = settle_doubts(); !clear) {
    before = book_.find(order.key);
    if (before && before->state != State::nothing) return settled_before(*before);
    return NotProcessed{clear.error().sentence()};
  }
  before = book_.find(order.key);
  if (before && before->state != State::nothing) return settled_before(*before);
  // Its reservation may have been ended under another key, or never have stood.
  if (const Order* hold = book_.find(order.hold_key); hold && order.kind != Kind::hold) {
    if (hold->state == State::nothing && order.kind == Kind::reversal) return Done{};
    if (hold->state == State::for_person) return Refused{hold->note};
  }
  if (const auto met = terminal_.meet(); !met) return NotProcessed{met.error().sentence()};
  if (const auto noted = book_.note(order); !noted) return NotProcessed{noted.error().sentence()};
  return settle_outcome(std::move(order), terminal_.run(command), reversed_is_done);
}

// What a booking or a reversal is called, and what its receipt has to say.
void TerminalProvider::take_down(Order& order, const zvt::Status& status) const {
  order.name = status.name;
  order.mirror = status.mirror;
  if (order.kind != Kind::booking) return;
  const Order* const hold = book_.find(order.hold_key);
  order.slip = slip_of(status, hold ? hold->slip : PaymentSlip{});
}

SettleAnswer TerminalProvider::settle_outcome(Order order, const zvt::Outcome& outcome,
                                              bool reversed_is_done) {
  if (outcome.how == How::lost) return Unknown{outcome.detail};
  if (terminal_.waits_for_commit()) {
    take_down(order, *outcome.status);
    order.state = State::approved;
    if (!book_.note(order)) {
      terminal_.drop();
      return Unknown{"the outcome could not be written down"};
    }
    in_hand_ = order.key;
    return done_by(order);
  }
  if (outcome.how == How::completed && !outcome.status) return Unknown{"it told no result"};
  const std::uint8_t result = result_of(outcome);
  if (reversed_is_done && has_none(result)) {
    const Order* const found = book_.find(order.hold_key);
    const std::string receipt = found ? found->name.receipt : std::string{};
    if (result == zvt::code::kAlreadyReversed || !still_listed(number_of(receipt))) {
      (void)mark(order, State::kept);
      return Done{};
    }
  }
  (void)mark(order, State::nothing, reason_of(outcome));
  const bool later = outcome.how == How::not_sent || may_pass_later(result);
  if (later) return NotProcessed{reason_of(outcome)};
  return Refused{reason_of(outcome)};
}

SettleAnswer TerminalProvider::abandon(const AbandonOrder& order) {
  if (!book_.find(order.hold_key)) return Done{};  // it never left: that would be in the book
  if (in_hand_ == order.hold_key) let_go();
  if (const auto clear = settle_doubts(); !clear) return NotProcessed{clear.error().sentence()};
  const Order* const found = book_.find(order.hold_key);
  if (found->state == State::nothing) return Done{};
  if (found->state != State::kept) return Refused{found->note};
  const Order hold = *found;
  auto answer = undo(hold.key + "-U", hold, hold.at);
  // There is nothing to journal between this and the acknowledgement: the saga only gives up.
  if (std::holds_alternative<Done>(answer)) acknowledge(hold.key + "-U");
  return answer;
}

AskAnswer TerminalProvider::ask(const Question& question) {
  const Order* order = book_.find(question.key);
  if (!order) return NotFound{};
  if (!in_hand(*order)) {
    if (const auto clear = settle_doubts(); !clear) return Unknown{clear.error().sentence()};
    order = book_.find(question.key);
  }
  const bool stands = order->state == State::kept || in_hand(*order);
  if (order->kind == Kind::hold) {
    if (stands) return approved_by(*order);
    if (order->state == State::nothing) return Declined{DeclineReason::try_later};
    return Unknown{order->note};
  }
  if (order->kind == Kind::extension) {
    if (stands) return raised_to(*order);
    if (order->state == State::nothing) return Declined{DeclineReason::generic};
    return Unknown{order->note};
  }
  if (stands) return done_by(*order);
  if (order->state == State::nothing) return NotFound{};
  return Unknown{order->note};
}

SettleAnswer TerminalProvider::refund(const OrderKey& key, const OrderKey& capture_key,
                                      hal::Utc at) {
  const Order* const found = book_.find(capture_key);
  if (!found || found->kind != Kind::booking || found->state != State::kept) {
    return Refused{"the book has no such booking"};
  }
  const Order booked = *found;
  Order sent{.key = key,
             .kind = Kind::reversal,
             .amount = booked.amount,
             .currency = booked.currency,
             .hold_key = capture_key,
             .at = at};
  return settle(std::move(sent), zvt::reversal(settings_.password, number_of(booked.name.receipt)),
                true);
}

}  // namespace kerb::payment::terminal
