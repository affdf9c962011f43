#include "hal/everest/charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kerb::hal::everest {
namespace {

using ChargePhase = LedgerCharge::Phase;

constexpr Millis kNoteEvery{10'000};
constexpr std::size_t kEarlyNames = 32;
// A charging card may be shown to another reader of the station later; Kerb's own keys may not.
constexpr Millis kCardIsOurs{60'000};

bool is_pending(const LedgerCharge& charge) {
  return charge.phase == ChargePhase::given || charge.phase == ChargePhase::accepted;
}

// For a log: enough to find it, and no card's number.
std::string short_name(const LedgerCharge& charge) {
  return charge.charge.substr(0, 8);
}

}  // namespace

Token token_of(const LedgerCharge& charge) {
  Token token;
  token.value = charge.token;
  token.kind = charge.card ? TokenKind::iso14443 : TokenKind::local;
  token.authorization = charge.card ? AuthorizationKind::rfid : AuthorizationKind::bank_card;
  token.prevalidated = !charge.card;
  token.evses = {charge.evse};
  return token;
}

Charges::Charges(Ledger& ledger, const Clock& clock, std::function<void(const std::string&)> log)
    : ledger_(ledger), clock_(clock), log_(std::move(log)) {}

void Charges::put(const LedgerCharge& charge) {
  if (auto written = note(charge); !written) log_(written.error().sentence());
}

Charges::Reading* Charges::reading_of(const LedgerCharge& charge) {
  const auto found = std::find_if(readings_.begin(), readings_.end(),
                                  [&](const Reading& it) { return it.charge == charge.charge; });
  return found == readings_.end() ? nullptr : &*found;
}

std::optional<LedgerCharge> Charges::find(const ChargeKey& charge) const {
  auto known = ledger_.find(charge);
  if (!known || known->phase != ChargePhase::active) return known;
  for (const Reading& it : readings_) {
    if (it.charge == charge) known->meter_now = std::max(known->meter_now, it.meter);
  }
  return known;
}

std::optional<LedgerCharge> Charges::active_at(EvseId evse) const {
  const auto open = ledger_.open_at(evse);
  if (!open || open->phase != ChargePhase::active) return std::nullopt;
  return find(open->charge);
}

// The charge that news of this session is about. Its session may not be known yet: then it is the
// one that waits here.
std::optional<LedgerCharge> Charges::meant(EvseId evse, const std::string& session) const {
  if (auto known = ledger_.of_session(session); known && known->evse == evse) return known;
  auto open = ledger_.open_at(evse);
  if (!open || (!open->session.empty() && !session.empty())) return std::nullopt;
  return open;
}

bool Charges::returns_from_the_dead(const LedgerCharge& charge) const {
  if (charge.open()) return charge.withdrawn;
  return !charge.card || clock_.utc() - charge.changed < kCardIsOurs;
}

// ---- beginnings

void Charges::begin(EvseId evse, const TransactionBegan& it, std::optional<WattHours> meter,
                    ChargeNews& news) {
  auto charge = it.token ? ledger_.of_token(it.token->value, evse) : meant(evse, it.session);
  if (!charge) return;  // somebody else's
  if (charge->phase == ChargePhase::active) return;
  // Without a word about whose it is, it is only that of a token that EVerest has taken.
  if (!it.token && charge->phase != ChargePhase::accepted) return;
  if (is_pending(*charge)) {
    const bool unwanted = charge->withdrawn;
    activate(*std::move(charge), it, meter, news);
    if (unwanted) news.to_stop.push_back(evse);
    return;
  }
  if (!it.token || !returns_from_the_dead(*charge)) return;
  log_(fmt::format("EVSE {}: charge {} began although it is over: it is stopped", evse,
                   short_name(*charge)));
  news.to_stop.push_back(evse);
}

void Charges::activate(LedgerCharge charge, const TransactionBegan& it,
                       std::optional<WattHours> meter, ChargeNews& news) {
  charge.phase = ChargePhase::active;
  charge.session = it.session;
  // Only its own event dates it: what followed is later.
  if (it.token) charge.began = it.at;
  // At worst what the meter read when the token was given: nothing has flowed in between.
  if (it.meter) meter = it.meter;
  charge.meter_start = meter.value_or(charge.meter_start);
  charge.meter_now = charge.meter_start;
  for (const auto& [session, transaction] : early_names_) {
    if (session == charge.session) charge.transaction = transaction;
  }
  put(charge);
  news.events.emplace_back(ChargeStarted{charge.evse, charge.charge, charge.meter_start});
}

void Charges::hear(EvseId evse, const TokenStatus& it, const std::string& session,
                   ChargeNews& news) {
  auto charge = ledger_.of_token(it.token.value, evse);
  if (!charge) return;
  switch (it.state) {
    case TokenState::accepted:
    case TokenState::used_to_start:
      if (charge->phase == ChargePhase::gone) {
        if (returns_from_the_dead(*charge)) news.to_withdraw.push_back(*charge);
        return;
      }
      // Accepted comes a second time when the charge runs.
      if (!is_pending(*charge)) return;
      if (charge->withdrawn) return news.to_withdraw.push_back(*charge);
      if (charge->phase == ChargePhase::accepted && charge->session == session) return;
      charge->phase = ChargePhase::accepted;
      if (it.state == TokenState::used_to_start) charge->session = session;
      return put(*charge);
    case TokenState::rejected:
      if (charge->phase == ChargePhase::given) return give_up(*std::move(charge), true, news);
      // Kerb gives its keys once, so this one was taken and then dropped. A charging card may have
      // been shown to another reader, too: of a card that was taken it only means "not twice".
      if (charge->phase == ChargePhase::accepted && !charge->card) {
        give_up(*std::move(charge), false, news);
      }
      return;
    case TokenState::timed_out:
    case TokenState::withdrawn:
      if (is_pending(*charge)) give_up(*std::move(charge), false, news);
      return;
    case TokenState::processing:
      noticed_[evse] = charge->charge;
      return;
    case TokenState::used_to_stop:
    case TokenState::unknown:
      return;
  }
}

bool Charges::noticed(const ChargeKey& charge) const {
  return std::any_of(noticed_.begin(), noticed_.end(),
                     [&](const auto& one) { return one.second == charge; });
}

// ---- ends

void Charges::lapse(EvseId evse, const AuthorisationGone& it, ChargeNews& news) {
  auto charge = meant(evse, it.session);
  // One that EVerest has not taken yet cannot have lapsed: it was somebody else's.
  if (!charge || charge->phase != ChargePhase::accepted) return;
  give_up(*std::move(charge), false, news);
}

void Charges::give_up(LedgerCharge charge, bool said, ChargeNews& news) {
  const bool wanted = !charge.withdrawn;
  charge.phase = ChargePhase::gone;
  charge.withdrawn = true;
  put(charge);
  if (!wanted || said) return;
  news.events.emplace_back(
      ChargeStartFailed{charge.evse, charge.charge, ChargerFault::authorization_timeout});
}

void Charges::end(EvseId evse, const SessionOver& it, ChargeNews& news) {
  auto charge = meant(evse, it.session);
  if (!charge) return;
  if (charge->phase == ChargePhase::accepted) return give_up(*std::move(charge), false, news);
  if (charge->phase != ChargePhase::active) return;
  finish(*std::move(charge), it.meter, StopReason::unplugged, std::nullopt, news);
}

void Charges::end(EvseId evse, const TransactionOver& it, ChargeNews& news) {
  auto charge = meant(evse, it.session);
  if (!charge || !charge->open()) return;
  if (charge->phase == ChargePhase::given) return;
  if (charge->phase == ChargePhase::accepted) {
    // Its beginning was missed. It began with what the meter read when the token was given; if
    // nobody had read it then, nothing is billed.
    const bool read_before = charge->meter_start > WattHours{0};
    const auto start = read_before ? charge->meter_start : it.meter;
    activate(*charge, {it.session, std::nullopt, start, it.at}, std::nullopt, news);
    charge = ledger_.find(charge->charge);
  }
  const StopReason silent = charge->withdrawn ? StopReason::driver : StopReason::car;
  finish(*std::move(charge), it.meter, it.reason.value_or(silent), it.at, news);
}

void Charges::presume_over(const LedgerCharge& charge, StopReason reason, ChargeNews& news) {
  finish(charge, std::nullopt, reason, std::nullopt, news);
}

void Charges::finish(LedgerCharge charge, std::optional<WattHours> meter, StopReason reason,
                     std::optional<Utc> at, ChargeNews& news) {
  if (const Reading* last = reading_of(charge)) {
    charge.meter_now = std::max(charge.meter_now, last->meter);
  }
  if (meter && *meter < charge.meter_now) {
    log_(fmt::format("EVSE {}: the meter ran backwards, from {} to {} Wh; charge {} ends at {} Wh",
                     charge.evse, charge.meter_now.count, meter->count, short_name(charge),
                     charge.meter_now.count));
  }
  charge.meter_now = std::max(charge.meter_now, meter.value_or(charge.meter_now));
  charge.phase = ChargePhase::finished;
  charge.reason = reason;
  charge.ended = at.value_or(clock_.utc());
  put(charge);
  readings_.erase(std::remove_if(readings_.begin(), readings_.end(),
                                 [&](const Reading& it) { return it.charge == charge.charge; }),
                  readings_.end());
  news.events.emplace_back(ChargeStopped{charge.evse, charge.charge, charge.meter_now, reason});
}

// ---- in between

void Charges::correlate(const TransactionEvent& it) {
  if (it.session.empty() || it.transaction.empty()) return;
  auto charge = ledger_.of_session(it.session);
  if (!charge) {
    early_names_.emplace_back(it.session, it.transaction);
    if (early_names_.size() > kEarlyNames) early_names_.pop_front();
    return;
  }
  if (charge->transaction == it.transaction) return;
  charge->transaction = it.transaction;
  put(*charge);
}

void Charges::read(EvseId evse, WattHours meter, Monotonic now) {
  auto charge = ledger_.open_at(evse);
  if (!charge || charge->phase != ChargePhase::active) return;
  Reading* reading = reading_of(*charge);
  if (reading == nullptr) {
    readings_.push_back({charge->charge, charge->meter_now, now, false});
    reading = &readings_.back();
  }
  if (meter < reading->meter && !std::exchange(reading->said_backwards, true)) {
    log_(
        fmt::format("EVSE {}: the meter ran backwards, from {} to {} Wh; what it counts below that "
                    "is not billed",
                    evse, reading->meter.count, meter.count));
  }
  reading->meter = std::max(reading->meter, meter);
  if (now - reading->noted < kNoteEvery || reading->meter == charge->meter_now) return;
  reading->noted = now;
  charge->meter_now = reading->meter;
  put(*charge);
}

}  // namespace kerb::hal::everest
