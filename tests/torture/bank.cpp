#include "tests/torture/bank.hpp"

#include <algorithm>

namespace kerb::torture {
namespace {

using payment::HoldAnswer;
using payment::SettleAnswer;

constexpr Time kUsualLife = 7 * 24 * kHour;
constexpr Time kLifeOfPage = 30 * kMinute;

payment::Currency other_than(payment::Currency currency) {
  return payment::Currency::from_code(currency.code() == "EUR" ? "JPY" : "EUR").value();
}

}  // namespace

Bank::Account& Bank::account(SessionNumber session) {
  const auto index = static_cast<std::size_t>(session);
  if (index >= accounts_.size()) accounts_.resize(index + 1);
  return accounts_[index];
}

const std::vector<BankHold>& Bank::holds_of(SessionNumber session) const {
  static const std::vector<BankHold> kNone;
  const auto index = static_cast<std::size_t>(session);
  return index < accounts_.size() ? accounts_[index].holds : kNone;
}

BankHold* Bank::hold_by_key(Account& account, const payment::OrderKey& key) {
  for (BankHold& hold : account.holds) {
    if (hold.key == key) return &hold;
  }
  return nullptr;
}

BankHold* Bank::hold_by_reference(Account& account, const std::string& reference) {
  for (BankHold& hold : account.holds) {
    if (hold.reference == reference && !hold.declined) return &hold;
  }
  // The bank knows references, not sessions: one of another session is honoured as well.
  for (Account& other : accounts_) {
    for (BankHold& hold : other.holds) {
      if (hold.reference == reference && !hold.declined) return &hold;
    }
  }
  return nullptr;
}

payment::Approved Bank::approved(const BankHold& hold, Time now, hal::Utc wall) const {
  return {{.reference = hold.reference,
           .amount = {hold.granted, hold.foreign ? other_than(currency_) : currency_},
           .expires = wall + hal::Millis{hold.expires_at - now},
           .approval_code = "831000"}};
}

payment::Pending Bank::page_of(const BankHold& hold, Time now, hal::Utc wall) {
  return {"https://pay.example/" + hold.reference, wall + hal::Millis{hold.page_until - now},
          "P" + hold.reference};
}

// The money is kept aside.
void Bank::grant(BankHold& made, std::int64_t amount, Time now, Faults& faults) const {
  made.granted = amount;
  made.indexed_at = now;
  made.expires_at = now + kUsualLife;
  if (!made.charging_card) {
    if (faults.strike(Fault::granted_less)) made.granted = faults.extent(1, made.granted);
    if (faults.strike(Fault::hold_expires)) {
      made.expires_at = now + faults.extent(11 * kMinute, 90 * kMinute);
    }
    made.refuses_release = faults.strike(Fault::release_refused);
    made.foreign = faults.strike(Fault::other_currency);
  }
  made.granted_at_first = made.granted;
}

bool Bank::phone_pays(SessionNumber session, Time now, Faults& faults) {
  for (BankHold& hold : account(session).holds) {
    if (!hold.can_be_paid(now)) continue;
    hold.awaits_phone = false;
    grant(hold, hold.wanted, now, faults);
    if (faults.strike(Fault::index_lags)) {
      hold.indexed_at = now + faults.extent(kSecond, 5 * kMinute);
    }
    return true;
  }
  return false;
}

HoldAnswer Bank::hold(const BankOrder& order, Time now, hal::Utc wall, Faults& faults) {
  Account& at = account(order.session);
  if (BankHold* known = hold_by_key(at, order.key)) {
    if (known->declined || known->released) return payment::Declined{};
    if (known->awaits_phone) return page_of(*known, now, wall);
    return approved(*known, now, wall);
  }
  BankHold made;
  made.key = order.key;
  made.reference = "R" + std::to_string(order.session) + "." + std::to_string(at.holds.size());
  made.charging_card = order.charging_card;
  const bool undone =
      std::find(at.abandoned.begin(), at.abandoned.end(), order.key) != at.abandoned.end();
  made.declined = undone || faults.strike(Fault::declined);
  if (!made.declined && order.by_phone) {
    made.awaits_phone = true;
    made.page_until = now + kLifeOfPage;
    made.wanted = order.amount.minor();
  } else if (!made.declined) {
    grant(made, order.amount.minor(), now, faults);
  }
  if (faults.strike(Fault::index_lags)) made.indexed_at = now + faults.extent(kSecond, 5 * kMinute);
  at.holds.push_back(made);
  if (made.declined) return payment::Declined{};
  if (made.awaits_phone) return page_of(made, now, wall);
  return approved(made, now, wall);
}

// The same key is answered as before, with what is held by now.
HoldAnswer Bank::raise(const BankOrder& order, Time now, hal::Utc wall, Faults& faults) {
  BankHold* hold = hold_by_reference(account(order.session), order.reference);
  if (hold == nullptr) return payment::Declined{};
  for (const BankRaise& known : hold->raises) {
    if (known.key != order.key) continue;
    if (known.by == 0) return payment::Declined{};
    return approved(*hold, now, wall);
  }
  BankRaise made{order.key, 0, now};
  if (hold->open(now) && !faults.strike(Fault::raise_declined)) {
    made.by = order.amount.minor();
    if (faults.strike(Fault::granted_less)) made.by = faults.extent(1, made.by);
    hold->granted += made.by;
  }
  if (faults.strike(Fault::index_lags)) made.indexed_at = now + faults.extent(kSecond, 5 * kMinute);
  hold->raises.push_back(made);
  if (made.by == 0) return payment::Declined{};
  return approved(*hold, now, wall);
}

SettleAnswer Bank::capture(const BankOrder& order, Time now, Faults& faults) {
  BankHold* hold = hold_by_reference(account(order.session), order.reference);
  if (hold == nullptr) return payment::Refused{"no such hold"};
  std::int64_t taken = 0;
  for (const BankCapture& done : hold->captures) {
    if (done.key == order.key) return payment::Done{hold->reference};
    taken += done.amount;
  }
  if (hold->released) return payment::Refused{"the hold was released"};
  if (now >= hold->expires_at) {
    hold->refused_expired_capture = true;
    return payment::Refused{"the hold has expired"};
  }
  if (!hold->captures.empty() && mood_.again == BankMood::Again::refused) {
    return payment::Refused{"captured before"};
  }
  const std::int64_t before = mood_.again == BankMood::Again::only_by_key ? 0 : taken;
  if (!hold->charging_card && before + order.amount.minor() > hold->granted) {
    return payment::Refused{"more than is held"};
  }
  BankCapture made{order.key, order.amount.minor(), now};
  if (faults.strike(Fault::index_lags)) made.indexed_at = now + faults.extent(kSecond, 5 * kMinute);
  hold->captures.push_back(made);
  return payment::Done{hold->reference};
}

SettleAnswer Bank::release(const BankOrder& order, Time now) {
  BankHold* hold = hold_by_reference(account(order.session), order.reference);
  if (hold == nullptr) return payment::Refused{"no such hold"};
  if (hold->released) return payment::Done{hold->reference};
  if (!hold->captures.empty()) return payment::Refused{"it was captured"};
  if (hold->refuses_release && now < hold->expires_at) {
    hold->refused_release = true;
    return payment::Refused{"not reversible"};
  }
  hold->released = true;
  return payment::Done{hold->reference};
}

SettleAnswer Bank::abandon(const BankOrder& order, Time now) {
  Account& at = account(order.session);
  BankHold* hold = hold_by_key(at, order.key);
  if (hold == nullptr) {
    if (mood_.remembers_abandons) at.abandoned.push_back(order.key);
    if (mood_.abandon_of_nothing_is_done) return payment::Done{};
    return payment::Refused{"nothing to undo"};
  }
  if (hold->awaits_phone) {
    hold->awaits_phone = false;
    hold->declined = true;
    return payment::Done{};
  }
  if (!hold->captures.empty()) return payment::Refused{"it was captured"};
  if (hold->refuses_release && now < hold->expires_at) return payment::Refused{"not reversible"};
  const bool keeps = hold->page_until != 0 && !mood_.gives_paid_pages_back;
  if (keeps && !hold->declined && !hold->released) return payment::Refused{"it was paid"};
  hold->released = hold->released || !hold->declined;
  return payment::Done{hold->reference};
}

payment::AskAnswer Bank::ask(const BankOrder& order, Time now, hal::Utc wall) {
  using About = payment::Question::About;
  Account& at = account(order.session);
  if (order.about == About::hold) {
    const BankHold* hold = hold_by_key(at, order.key);
    const bool lags = hold != nullptr && now < hold->indexed_at;
    // Of a page that was paid this moment, the index may still say that it waits.
    const bool page = hold != nullptr && hold->page_until != 0;
    if (lags && page && hold->granted > 0 && !hold->released) return page_of(*hold, now, wall);
    if (hold == nullptr || lags) return payment::NotFound{};
    if (hold->awaits_phone) {
      if (now >= hold->page_until) return payment::Declined{};
      return page_of(*hold, now, wall);
    }
    if (hold->declined) return payment::Declined{};
    if (hold->released) return payment::Done{hold->reference};
    return approved(*hold, now, wall);
  }
  const BankHold* hold = hold_by_reference(at, order.reference);
  if (hold == nullptr) return payment::NotFound{};
  if (order.about == About::raise) {
    for (const BankRaise& known : hold->raises) {
      if (known.key != order.key || now < known.indexed_at) continue;
      if (known.by == 0) return payment::Declined{};
      return approved(*hold, now, wall);
    }
    return payment::NotFound{};
  }
  if (order.about == About::release) {
    if (hold->released) return payment::Done{hold->reference};
    return payment::NotFound{};
  }
  for (const BankCapture& done : hold->captures) {
    if (done.key == order.key && now >= done.indexed_at) return payment::Done{hold->reference};
  }
  return payment::NotFound{};
}

payment::SagaEvent Bank::take(const BankOrder& order, Time now, hal::Utc wall, Faults& faults) {
  switch (order.kind) {
    case BankOrder::Kind::hold:
      return payment::HoldAnswered{hold(order, now, wall, faults)};
    case BankOrder::Kind::raise:
      return payment::RaiseAnswered{order.key, raise(order, now, wall, faults)};
    case BankOrder::Kind::capture:
      return payment::CaptureAnswered{capture(order, now, faults)};
    case BankOrder::Kind::release:
      return payment::ReleaseAnswered{release(order, now)};
    case BankOrder::Kind::abandon:
      return payment::AbandonAnswered{abandon(order, now)};
    case BankOrder::Kind::ask:
      return payment::AskAnswered{order.about, ask(order, now, wall), order.key};
  }
  return unknown(order);
}

namespace {

template <typename Answer>
payment::SagaEvent answered(const BankOrder& order, const Answer& answer) {
  switch (order.kind) {
    case BankOrder::Kind::hold:
      return payment::HoldAnswered{answer};
    case BankOrder::Kind::raise:
      return payment::RaiseAnswered{order.key, answer};
    case BankOrder::Kind::capture:
      return payment::CaptureAnswered{answer};
    case BankOrder::Kind::release:
      return payment::ReleaseAnswered{answer};
    case BankOrder::Kind::abandon:
      return payment::AbandonAnswered{answer};
    case BankOrder::Kind::ask:
      return payment::AskAnswered{order.about, payment::Unknown{}, order.key};
  }
  return payment::AskAnswered{order.about, payment::Unknown{}, order.key};
}

}  // namespace

payment::SagaEvent unknown(const BankOrder& order) {
  return answered(order, payment::Unknown{});
}
payment::SagaEvent not_processed(const BankOrder& order) {
  return answered(order, payment::NotProcessed{});
}

}  // namespace kerb::torture
