// What the terminal's turnover store says, in the words that the oracle knows of banks.
#include <fmt/format.h>

#include <algorithm>

#include "tests/torture/terminal_bank.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using machine::Deal;
using payment::terminal::Order;

constexpr Time kLifeAtTerminal = 7 * 24 * kHour;

bool is_about(const Order& order, SessionNumber session) {
  return number_in_key(order.key) == session || number_in_key(order.hold_key) == session;
}

bool any_about(const std::vector<Order>& orders, SessionNumber session) {
  return std::any_of(orders.begin(), orders.end(),
                     [&](const Order& order) { return is_about(order, session); });
}

BankHold hold_of(const machine::Payment& payment) {
  BankHold hold;
  hold.reference = fmt::format("receipt {:04}, trace {:06}", payment.receipt, payment.trace);
  hold.granted = payment.held;
  hold.granted_at_first = payment.amount;
  hold.at_terminal = true;
  hold.taken_back = hold.released = payment.taken_back;
  return hold;
}

}  // namespace

bool TerminalBank::queued(SessionNumber session) const {
  return book_ && any_about(book_->for_person(), session);
}

bool TerminalBank::doubts(SessionNumber session) const {
  return book_ && any_about(book_->doubts(), session);
}

// Payments that wait for the till's notice count: the host has said yes to them.
const std::vector<BankHold>& TerminalBank::holds_of(SessionNumber session) {
  const std::string name = fmt::format("{:06x}", session);
  std::vector<BankHold>& holds = account(session).holds;
  holds.clear();
  std::vector<machine::TraceNumber> traces;
  const auto strangers = book_ ? book_->strangers() : std::vector<std::uint16_t>{};
  for (const machine::Payment& payment : machine_.turnover().all()) {
    if (payment.card.name != name) continue;
    if (payment.deal == Deal::reservation) {
      BankHold& hold = holds.emplace_back(hold_of(payment));
      hold.expires_at = world_.now + kLifeAtTerminal;
      hold.queued = queued(session);
      // Nothing but trouble excuses a charge that is not paid.
      hold.refused_expired_capture = payment.taken_back && account(session).trouble;
      hold.in_doubt = doubts(session) || !payment.kept;
      hold.listed =
          std::find(strangers.begin(), strangers.end(), payment.receipt) != strangers.end();
      traces.push_back(payment.trace);
      continue;
    }
    const auto of = std::find(traces.begin(), traces.end(), payment.original);
    if (of == traces.end() || payment.taken_back || payment.reversed) continue;
    BankHold& hold = holds[static_cast<std::size_t>(of - traces.begin())];
    hold.in_doubt = hold.in_doubt || !payment.kept;
    if (payment.deal == Deal::extension) {
      hold.raises.push_back({fmt::format("trace {:06}", payment.trace), payment.amount, 0});
      continue;
    }
    if (payment.deal == Deal::release || payment.amount == 0) {
      hold.released = true;
    } else {
      hold.captures.push_back(
          {fmt::format("receipt {:04}", payment.receipt), payment.amount, world_.now});
    }
  }
  return holds;
}

void TerminalBank::judge() {
  if (!book_) return;
  for (const Order& order : book_->doubts()) {
    world_.oracle.violation(Invariant::quiet_within_an_hour, number_in_key(order.key),
                            "the provider still does not know what became of " + order.key);
  }
}

}  // namespace kerb::torture
