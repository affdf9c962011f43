// What Kerb orders of an EVerest charger, and how it waits for what becomes of it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hal/everest/charger.hpp"
#include "hal/everest/orders.hpp"
#include "hal/everest/reading.hpp"

namespace kerb::hal::everest {
namespace {

using OrderedPhase = LedgerCharge::Phase;

tl::unexpected<Error> no_answer(const char* doing, EvseId evse, const char* why) {
  return failure("controller.unreachable", fmt::format("{} at EVSE {}: {}", doing, evse, why),
                 "it is tried again; if it stays so, look at EVerest's log");
}

tl::unexpected<Error> refusal(const char* doing, EvseId evse, const char* why) {
  return failure("controller.refused", fmt::format("{} at EVSE {}: {}", doing, evse, why),
                 "give the hold back and offer another connector");
}

bool is_open(const std::optional<LedgerCharge>& charge) {
  return charge && charge->open();
}

}  // namespace

Charger::Slot* Charger::find(EvseId evse) {
  for (Slot& slot : slots_) {
    if (slot.evse.id == evse) return &slot;
  }
  return nullptr;
}

bool Charger::reachable(const Slot& slot) const {
  return link_up_ == true && slot.alive;
}

bool Charger::wait(Lock& lock, Millis within, const std::function<bool()>& until) {
  return changed_.wait_for(lock, within, [&] { return ends_ || until(); }) && !ends_;
}

// ---- beginning

Result<void> Charger::start(EvseId evse, const ChargeKey& charge) {
  Token token;
  token.value = charge;
  token.kind = TokenKind::local;
  token.authorization = AuthorizationKind::bank_card;
  token.prevalidated = true;
  token.evses = {evse};
  const auto given = give(evse, charge, token, options_.times.accepted_within);
  if (!given) return tl::make_unexpected(given.error());
  if (*given == CardVerdict::accepted) return {};
  return refusal("starting a charge", evse, "EVerest does not take it");
}

Result<CardVerdict> Charger::present_card(EvseId evse, const ChargeKey& charge,
                                          const std::string& uid) {
  Token token;
  token.value = uid;
  token.kind = TokenKind::iso14443;
  token.authorization = AuthorizationKind::rfid;
  token.evses = {evse};
  return give(evse, charge, token, options_.times.card_within);
}

Result<CardVerdict> Charger::give(EvseId evse, const ChargeKey& charge, const Token& token,
                                  Millis within) {
  Lock lock(mutex_);
  Slot* slot = find(evse);
  if (slot == nullptr) return refusal("starting a charge", evse, "there is no such EVSE");
  if (const auto known = charges_.find(charge)) {
    const bool wanted = known->open() && !known->withdrawn && known->evse == evse;
    if (!wanted) return CardVerdict::refused;
    if (known->phase != OrderedPhase::given) return CardVerdict::accepted;
  }
  if (!reachable(*slot)) return no_answer("starting a charge", evse, "EVerest does not answer");
  // A charging card that is shown again would end the charge that runs.
  if (slot->bay.in_transaction()) return CardVerdict::refused;
  LedgerCharge entry;
  entry.charge = charge;
  entry.evse = evse;
  entry.token = token.value;
  entry.card = token.authorization == AuthorizationKind::rfid;
  entry.meter_start = entry.meter_now = slot->bay.meter().value_or(WattHours{0});
  if (auto noted = charges_.note(entry); !noted) {
    return refusal("starting a charge", evse, noted.error().sentence().c_str());
  }
  follow(*slot, slot->bay.expect(token.value));
  const Module provider{Api::auth_token_provider, line_.settings().modules.token_provider};
  if (!line_.tell(provider, "provided_token", provided_token(token))) {
    ChargeNews news;
    charges_.give_up(entry, true, news);
    return no_answer("starting a charge", evse, "the broker's link is down");
  }
  return verdict(lock, *slot, charge, within);
}

Result<CardVerdict> Charger::verdict(Lock& lock, Slot& slot, const ChargeKey& charge,
                                     Millis within) {
  const auto phase = [&] {
    const auto known = charges_.find(charge);
    return known ? known->phase : OrderedPhase::gone;
  };
  const auto said = [&] { return phase() != OrderedPhase::given; };
  const Millis first = std::min(within, options_.times.noticed_within);
  const bool noticed = wait(lock, first, [&] { return said() || charges_.noticed(charge); });
  if (noticed && wait(lock, within, said)) {
    const bool taken = phase() == OrderedPhase::accepted || phase() == OrderedPhase::active;
    return taken ? CardVerdict::accepted : CardVerdict::refused;
  }
  // It must not be taken later, when nobody waits for it any more.
  (void)withdraw(lock, slot, charge);
  return no_answer("starting a charge", slot.evse.id, "EVerest does not say what became of it");
}

// ---- ending

Result<ChargeRecord> Charger::stop(EvseId evse, const ChargeKey& charge) {
  Lock lock(mutex_);
  Slot* slot = find(evse);
  auto known = charges_.find(charge);
  if (slot == nullptr || (!known && !forgot_)) return ChargeRecord{};
  if (known && !known->open()) return record_of(*known);
  if (!reachable(*slot)) return no_answer("stopping a charge", evse, "EVerest does not answer");
  if (!known) {
    // The ledger was damaged. Nobody else remembers whether this key runs, so it is taken back like
    // one that was given.
    known.emplace();
    known->charge = known->token = charge;
    known->evse = evse;
  }
  known->withdrawn = true;
  if (auto noted = charges_.note(*known); !noted) options_.log(noted.error().sentence());
  if (known->phase == OrderedPhase::active) return end_transaction(lock, *slot, charge);
  return withdraw(lock, *slot, charge);
}

Result<ChargeRecord> Charger::withdraw(Lock& lock, Slot& slot, const ChargeKey& charge) {
  constexpr const char* kDoing = "withdrawing an authorisation";
  auto entry = charges_.find(charge);
  if (!is_open(entry)) return record_of(entry.value_or(LedgerCharge{}));
  entry->withdrawn = true;
  // A disk that is full must not keep energy flowing.
  if (auto noted = charges_.note(*entry); !noted) options_.log(noted.error().sentence());
  const EvseId evse = slot.evse.id;
  lock.unlock();
  const auto answer =
      line_.ask(auth(), "withdraw_authorization", withdraw_authorization(evse, token_of(*entry)),
                options_.times.answered_within);
  lock.lock();
  if (!answer) return tl::make_unexpected(answer.error());
  const auto word = read_withdraw_answer(*answer).value_or(WithdrawAnswer::unknown);
  if (word != WithdrawAnswer::accepted && word != WithdrawAnswer::authorization_not_found) {
    return no_answer(kDoing, evse, "EVerest refuses it");
  }
  // What belongs to the answer comes on another topic, before or after it.
  wait(lock, options_.times.follows_within, [&] {
    const auto now = charges_.find(charge);
    return !is_open(now) || now->phase == OrderedPhase::active;
  });
  const auto now = charges_.find(charge);
  if (!is_open(now)) return record_of(now.value_or(LedgerCharge{}));
  if (now->phase == OrderedPhase::active) return end_transaction(lock, slot, charge);
  // A transaction that is known to run here is somebody else's: this one never began.
  if (slot.bay.certain()) return settled(slot, charge);
  // Whether one began was not heard; EVerest is asked by ending it.
  return end_transaction(lock, slot, charge);
}

Result<ChargeRecord> Charger::end_transaction(Lock& lock, Slot& slot, const ChargeKey& charge) {
  constexpr const char* kDoing = "stopping a charge";
  const EvseId evse = slot.evse.id;
  const Module module = module_of(slot);
  lock.unlock();
  const auto answer =
      line_.ask(module, "stop_transaction", stop_transaction(), options_.times.answered_within);
  lock.lock();
  if (!answer) return tl::make_unexpected(answer.error());
  const auto stops = read_yes_or_no(*answer);
  if (!stops) return no_answer(kDoing, evse, "EVerest's answer is not understood");
  const Millis within = *stops ? options_.times.stopped_within : options_.times.follows_within;
  wait(lock, within, [&] { return !is_open(charges_.find(charge)); });
  const auto now = charges_.find(charge);
  if (!is_open(now)) return record_of(now.value_or(LedgerCharge{}));
  if (*stops) return no_answer(kDoing, evse, "EVerest has not said that it is over");
  // No: there is no transaction. If what was heard contradicts that, it stays in doubt; but when the
  // charging was said to be finished, only the transaction's own end was lost.
  const bool reported = slot.bay.certain() && slot.bay.in_transaction();
  if (reported && !slot.bay.charging_over()) {
    return no_answer(kDoing, evse, "EVerest says that there is none, and still reports one");
  }
  return settled(slot, charge);
}

// EVerest has nothing under this key any more.
ChargeRecord Charger::settled(Slot& slot, const ChargeKey& charge) {
  const auto now = charges_.find(charge);
  if (is_open(now)) {
    ChargeNews news;
    if (now->phase == OrderedPhase::active) {
      const bool lost_end = slot.bay.charging_over();
      charges_.presume_over(*now, lost_end ? StopReason::driver : StopReason::power_loss, news);
      slot.bay.forget_transaction();
    } else {
      charges_.give_up(*now, true, news);
    }
    carry_out(slot, news);
  }
  return record_of(charges_.find(charge).value_or(LedgerCharge{}));
}

// ---- asking

Result<ChargeRecord> Charger::query(EvseId evse, const ChargeKey& charge) {
  const std::scoped_lock lock(mutex_);
  const Slot* slot = find(evse);
  const auto known = charges_.find(charge);
  if (slot == nullptr || !known) return ChargeRecord{};
  if (!known->open()) return record_of(*known);
  if (!reachable(*slot)) {
    return no_answer("asking about a charge", evse, "EVerest does not answer");
  }
  if (known->phase == OrderedPhase::active && !slot->bay.sure_of_transaction()) {
    return no_answer("asking about a charge", evse, "EVerest has not said yet whether it runs");
  }
  return record_of(*known);
}

Result<UnlockOutcome> Charger::unlock(EvseId evse) {
  Lock lock(mutex_);
  Slot* slot = find(evse);
  if (slot == nullptr || slot->evse.tethered) return ChargeController::unlock(evse);
  if (!reachable(*slot)) return no_answer("unlocking the plug", evse, "EVerest does not answer");
  const Module module = module_of(*slot);
  const int connector = slot->module.connector;
  lock.unlock();
  const auto answer =
      line_.ask(module, "force_unlock", force_unlock(connector), options_.times.answered_within);
  if (!answer) return tl::make_unexpected(answer.error());
  const auto accepted = read_yes_or_no(*answer);
  if (!accepted) return no_answer("unlocking the plug", evse, "EVerest's answer is not understood");
  if (!*accepted) return UnlockOutcome::refused;
  lock.lock();
  const bool failed =
      wait(lock, options_.times.lock_tells_within, [&] { return slot->bay.lock_failed(); });
  return failed ? UnlockOutcome::stuck : UnlockOutcome::unlocked;
}

}  // namespace kerb::hal::everest
