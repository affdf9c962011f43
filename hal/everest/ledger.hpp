// What the charger must remember of Kerb's charges over a restart. EVerest has no snapshot: it tells
// each thing once, under ids of its own, so what it says later of a session, a transaction or a
// cost is Kerb's charge only by this ledger.
//
// The number of a charging card is in the file only while its charge is open: EVerest needs it back to
// withdraw the card. Later nobody asks for it.
//
// A small JSON file that a person can read, written whole: a new file, synced, renamed, its folder
// synced; after a power cut either the old or the new one is there. Everything that an order needs
// is in it before the order leaves. A meter reading may be a few seconds old; the end of a charge
// is not.
//
// Any thread. A write waits for the disk, a question never does.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::hal::everest {

struct LedgerCharge {
  enum class Phase {
    given,     // the token is about to leave, or has left: EVerest may start
    accepted,  // EVerest has taken it
    active,    // its transaction runs
    finished,  // it ran, and is over
    gone,      // it never ran and never will; should it start all the same, it is stopped at once
  };
  ChargeKey charge;
  EvseId evse = 0;
  std::string token;       // as it was given: the key, or the number of a charging card; empty when
                           // that card's charge was over before this Kerb began
  bool card = false;       // EVerest's own validators decide about it
  bool withdrawn = false;  // Kerb wants nothing under this key any more
  Phase phase = Phase::given;
  std::string session;       // EVerest's; empty: not yet known
  std::string transaction;   // the back end's, if it differs
  std::optional<Utc> began;  // the transaction, as EVerest dates it
  WattHours meter_start{};   // of a charge that was or is active
  WattHours meter_now{};     // never falls
  std::optional<StopReason> reason;
  std::optional<Utc> ended;
  Utc changed{};

  bool open() const { return phase != Phase::finished && phase != Phase::gone; }
};

ChargeRecord record_of(const LedgerCharge& charge);

class Ledger {
 public:
  // `file`: made if it is not there, in a folder that is. A file that cannot be read is renamed to
  // FILE.damaged-TIME, and trouble() says so: then charges may run that this ledger has forgotten.
  // Errors: everest.ledger (the disk), everest.newer_ledger (of a newer Kerb: nothing is touched).
  static Result<std::unique_ptr<Ledger>> open(std::filesystem::path file, Utc now);
  // In memory only.
  static std::unique_ptr<Ledger> unwritten();

  const std::optional<Error>& trouble() const { return trouble_; }

  // Adds or replaces the charge of this key. Forgets closed charges that are older than 60 days, and
  // all but the newest 200. Errors: everest.ledger; then memory has it, and the next put() writes
  // it again.
  Result<void> put(LedgerCharge charge, Utc now);

  std::optional<LedgerCharge> find(const ChargeKey& charge) const;
  // The newest that is not closed.
  std::optional<LedgerCharge> open_at(EvseId evse) const;
  // The newest of this session, open or closed.
  std::optional<LedgerCharge> of_session(std::string_view session) const;
  std::optional<LedgerCharge> of_transaction(std::string_view transaction) const;
  // The newest with this token (EVerest minds no case) at this EVSE; 0: at any.
  std::optional<LedgerCharge> of_token(std::string_view token, EvseId evse) const;
  std::vector<LedgerCharge> all() const;

 private:
  explicit Ledger(std::filesystem::path file) : file_(std::move(file)) {}

  Result<void> write();
  template <typename Fits>
  std::optional<LedgerCharge> newest(Fits fits) const;

  const std::filesystem::path file_;  // empty: none
  std::optional<Error> trouble_;
  mutable std::mutex mutex_;           // guards the charges
  std::mutex writing_;                 // one write at a time; never taken while mutex_ is held
  std::vector<LedgerCharge> charges_;  // in the order of their beginnings
};

}  // namespace kerb::hal::everest
