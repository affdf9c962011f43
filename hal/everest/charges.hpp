// Whose charge it is: what happened at a bay, in EVerest's words, becomes what happened to one of
// Kerb's charges, by the ledger. No thread, no broker, no waiting: one caller at a time.
//
// A key that was withdrawn may come to life all the same, because EVerest was still asking somebody
// about it. Its money is released by then, so it is withdrawn or stopped again at once.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/everest/bay.hpp"
#include "hal/everest/ledger.hpp"

namespace kerb::hal::everest {

// What follows from one piece of news.
struct ChargeNews {
  std::vector<ControllerEvent> events;
  std::vector<LedgerCharge> to_withdraw;  // came to life although withdrawn, without a transaction
  std::vector<EvseId> to_stop;            // with one
};

// The token as it was given.
Token token_of(const LedgerCharge& charge);

class Charges {
 public:
  // `ledger`, `clock` and `log` (one line, no card data) outlive it.
  Charges(Ledger& ledger, const Clock& clock, std::function<void(const std::string&)> log);

  // `meter`: the EVSE's newest reading.
  void begin(EvseId evse, const TransactionBegan& it, std::optional<WattHours> meter,
             ChargeNews& news);
  void end(EvseId evse, const TransactionOver& it, ChargeNews& news);
  void end(EvseId evse, const SessionOver& it, ChargeNews& news);
  void lapse(EvseId evse, const AuthorisationGone& it, ChargeNews& news);
  // What became of a token. `session`: the one that the EVSE has now.
  void hear(EvseId evse, const TokenStatus& it, const std::string& session, ChargeNews& news);
  // What the back end calls a session.
  void correlate(const TransactionEvent& it);
  // A reading while the EVSE's transaction surely runs. Noted on the disk at most every ten seconds.
  void read(EvseId evse, WattHours meter, Monotonic now);

  // It is over, and nobody will say more: at the last reading.
  void presume_over(const LedgerCharge& charge, StopReason reason, ChargeNews& news);
  // It will never begin: withdrawn, refused or forgotten. `said`: the one who asked knows it.
  void give_up(LedgerCharge charge, bool said, ChargeNews& news);

  // EVerest said that it looks at this charge's token, the newest of its EVSE.
  bool noticed(const ChargeKey& charge) const;

  Result<void> note(const LedgerCharge& charge) { return ledger_.put(charge, clock_.utc()); }
  // The ledger's, with the newest reading.
  std::optional<LedgerCharge> find(const ChargeKey& charge) const;
  std::optional<LedgerCharge> active_at(EvseId evse) const;

 private:
  struct Reading {
    ChargeKey charge;
    WattHours meter{};
    Monotonic noted{};
    bool said_backwards = false;
  };

  std::optional<LedgerCharge> meant(EvseId evse, const std::string& session) const;
  void activate(LedgerCharge charge, const TransactionBegan& it, std::optional<WattHours> meter,
                ChargeNews& news);
  void finish(LedgerCharge charge, std::optional<WattHours> meter, StopReason reason,
              std::optional<Utc> at, ChargeNews& news);
  bool returns_from_the_dead(const LedgerCharge& charge) const;
  void put(const LedgerCharge& charge);
  Reading* reading_of(const LedgerCharge& charge);

  Ledger& ledger_;
  const Clock& clock_;
  const std::function<void(const std::string&)> log_;
  std::vector<Reading> readings_;  // of active charges
  std::map<EvseId, ChargeKey> noticed_;
  // Names of sessions that are not yet known to be Kerb's: they come in either order.
  std::deque<std::pair<std::string, std::string>> early_names_;
};

}  // namespace kerb::hal::everest
