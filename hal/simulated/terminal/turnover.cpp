#include "hal/simulated/terminal/turnover.hpp"

#include <array>
#include <utility>

namespace kerb::hal::simulated::terminal {
namespace {

constexpr ReceiptNumber kLastReceipt = 9999;
constexpr TraceNumber kLastTrace = 999'999;

// In which of the seven sums of an end of day a card counts.
std::size_t sum_of(const Card& card) {
  switch (card.kind) {
    case 0x05:
    case 0x2E:
      return 0;
    case 0x06:
      return 2;
    case 0x08:
      return 3;
    case 0x0A:
      return 4;
    default:
      return 6;
  }
}

bool moves_money(const Payment& payment) {
  switch (payment.deal) {
    case Deal::purchase:
    case Deal::partial_reversal:
    case Deal::book_total:
    case Deal::refund:
      return payment.amount > 0;
    default:
      return false;
  }
}

}  // namespace

ReceiptNumber Turnover::take_receipt() {
  const ReceiptNumber receipt = next_receipt_;
  next_receipt_ =
      receipt >= kLastReceipt ? ReceiptNumber{1} : static_cast<ReceiptNumber>(receipt + 1);
  return receipt;
}

TraceNumber Turnover::take_trace() {
  const TraceNumber trace = next_trace_;
  next_trace_ = trace >= kLastTrace ? 1 : trace + 1;
  return trace;
}

void Turnover::set_numbers(ReceiptNumber receipt, TraceNumber trace) {
  next_receipt_ = receipt;
  next_trace_ = trace;
}

void Turnover::restore(std::vector<Payment> payments, ReceiptNumber next_receipt,
                       TraceNumber next_trace) {
  payments_ = std::move(payments);
  set_numbers(next_receipt, next_trace);
  for (std::size_t at = payments_.size(); at-- > 0;) {
    if (!payments_[at].kept) take_back(at);
  }
}

std::size_t Turnover::put(Payment payment) {
  payments_.push_back(std::move(payment));
  return payments_.size() - 1;
}

std::size_t Turnover::purchase(Cents amount, const Card& card, Utc at) {
  return put({.deal = Deal::purchase,
              .receipt = take_receipt(),
              .trace = take_trace(),
              .amount = amount,
              .card = card,
              .at = at});
}

std::size_t Turnover::refund(Cents amount, const Card& card, Utc at) {
  return put({.deal = Deal::refund,
              .receipt = take_receipt(),
              .trace = take_trace(),
              .amount = amount,
              .card = card,
              .at = at});
}

std::size_t Turnover::reserve(Cents amount, const Card& card, Utc at) {
  return put({.deal = Deal::reservation,
              .receipt = take_receipt(),
              .trace = take_trace(),
              .amount = amount,
              .card = card,
              .at = at,
              .open = true,
              .held = amount});
}

std::size_t Turnover::extend(std::size_t held, Cents more, Utc at) {
  Payment& reservation = payments_.at(held);
  reservation.held += more;
  return put({.deal = Deal::extension,
              .receipt = reservation.receipt,
              .trace = take_trace(),
              .original = reservation.trace,
              .amount = more,
              .card = reservation.card,
              .at = at,
              .authorisation = reservation.authorisation});
}

std::size_t Turnover::book(std::size_t held, Deal deal, Cents booked, Utc at) {
  Payment& reservation = payments_.at(held);
  reservation.open = false;
  Payment booking{.deal = deal,
                  .receipt = reservation.receipt,
                  .trace = reservation.trace,
                  .original = reservation.trace,
                  .amount = booked,
                  .card = reservation.card,
                  .at = at,
                  .authorisation = reservation.authorisation};
  if (style_ == Profile::Receipts::new_one) {
    booking.receipt = take_receipt();
    for (std::uint8_t step = 1; step < trace_step_; ++step) take_trace();
    booking.trace = take_trace();
  }
  return put(std::move(booking));
}

std::size_t Turnover::reverse(std::size_t paid, Utc at) {
  Payment& payment = payments_.at(paid);
  payment.reversed = true;
  Payment reversal{.deal = Deal::reversal,
                   .receipt = payment.receipt,
                   .trace = payment.trace,
                   .original = payment.trace,
                   .amount = payment.amount,
                   .card = payment.card,
                   .at = at,
                   .authorisation = payment.authorisation};
  if (style_ == Profile::Receipts::new_one) {
    reversal.receipt = take_receipt();
    reversal.trace = take_trace();
  }
  return put(std::move(reversal));
}

void Turnover::keep(std::size_t payment) {
  payments_.at(payment).kept = true;
}

std::optional<std::size_t> Turnover::reservation_of(const Payment& booking) const {
  for (std::size_t at = payments_.size(); at-- > 0;) {
    const Payment& one = payments_[at];
    if (one.deal == Deal::reservation && booking.original == one.trace && !one.taken_back)
      return at;
  }
  return std::nullopt;
}

void Turnover::take_back(std::size_t payment) {
  Payment& one = payments_.at(payment);
  if (one.taken_back) return;
  one.taken_back = true;
  one.open = false;
  const auto reservation = reservation_of(one);
  switch (one.deal) {
    case Deal::extension:
      if (reservation) payments_[*reservation].held -= one.amount;
      break;
    case Deal::partial_reversal:
    case Deal::book_total:
    case Deal::release:
      if (reservation) payments_[*reservation].open = true;
      break;
    case Deal::reversal:
      for (Payment& other : payments_) {
        if (other.reversed && other.trace == one.original) other.reversed = false;
      }
      break;
    case Deal::purchase:
    case Deal::reservation:
    case Deal::refund:
      break;
  }
}

void Turnover::authorise(std::size_t payment, std::string authorisation) {
  payments_.at(payment).authorisation = std::move(authorisation);
}

void Turnover::lessen(std::size_t payment, Cents amount) {
  Payment& one = payments_.at(payment);
  one.amount = amount;
  if (one.deal == Deal::reservation) one.held = amount;
}

std::vector<ReceiptNumber> Turnover::open() const {
  std::vector<ReceiptNumber> receipts;
  for (const Payment& one : payments_) {
    if (one.open && one.kept) receipts.push_back(one.receipt);
  }
  return receipts;
}

std::optional<std::size_t> Turnover::open_with(ReceiptNumber receipt) const {
  for (std::size_t at = payments_.size(); at-- > 0;) {
    if (payments_[at].open && payments_[at].kept && payments_[at].receipt == receipt) return at;
  }
  return std::nullopt;
}

std::optional<std::size_t> Turnover::open_with_trace(TraceNumber trace) const {
  for (std::size_t at = payments_.size(); at-- > 0;) {
    if (payments_[at].open && payments_[at].kept && payments_[at].trace == trace) return at;
  }
  return std::nullopt;
}

std::optional<std::size_t> Turnover::latest_with(ReceiptNumber receipt) const {
  for (std::size_t at = payments_.size(); at-- > 0;) {
    if (payments_[at].receipt == receipt && !payments_[at].taken_back) return at;
  }
  return std::nullopt;
}

std::optional<std::size_t> Turnover::last_kept() const {
  for (std::size_t at = payments_.size(); at-- > 0;) {
    if (payments_[at].kept && !payments_[at].taken_back) return at;
  }
  return std::nullopt;
}

Totals Turnover::totals() const {
  Totals totals;
  for (const Payment& one : payments_) {
    if (!one.kept || one.taken_back) continue;
    if (!totals.first) totals.first = one.receipt;
    totals.last = one.receipt;
    if (one.reversed || !moves_money(one)) continue;
    const Cents amount = one.deal == Deal::refund ? -one.amount : one.amount;
    Sum& sum = totals.kinds.at(sum_of(one.card));
    ++sum.count;
    sum.amount += amount;
    totals.all += amount;
  }
  return totals;
}

}  // namespace kerb::hal::simulated::terminal
