// What a charger that keeps no books was ordered to do. Kerb must be able to answer for a charge
// after its own restart: which one it let energy flow for, from which reading, and how it ended.
//
// A small file, written anew for each note and put in the place of the old one, so that a power cut
// leaves one or the other. It holds the open charges and the last ended ones.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "hal/charge_controller.hpp"

namespace kerb::hal {

struct LedgerEntry {
  EvseId evse = 0;
  ChargeKey charge;
  ChargeRecord record;
  Utc noted{};
};

// Any thread.
class ChargeLedger {
 public:
  static constexpr std::size_t kMost = 256;  // entries; the oldest ended ones make room

  // A file that is missing is an empty ledger. One that cannot be understood is put aside as
  // FILE.broken: see whole(). Errors: ledger.unreadable (it is there and nobody can read or move
  // it).
  static Result<std::unique_ptr<ChargeLedger>> open(std::filesystem::path file);

  // What is now known of a charge. It is on the disk when this succeeds. Errors: ledger.unwritable;
  // then it is remembered, but only until the process ends or a later note succeeds.
  Result<void> note(const LedgerEntry& entry);

  // Phase none: never heard of it.
  ChargeRecord find(EvseId evse, const ChargeKey& charge) const;

  // Starting or active, oldest first.
  std::vector<LedgerEntry> open_charges() const;

  // False when what went before could not be understood: then phase none means nothing.
  bool whole() const { return whole_; }

 private:
  ChargeLedger(std::filesystem::path file, std::vector<LedgerEntry> entries, bool whole);
  void make_room();
  Result<void> write() const;

  const std::filesystem::path file_;
  const bool whole_;
  mutable std::mutex mutex_;
  std::vector<LedgerEntry> entries_;  // in the order of their beginnings
};

}  // namespace kerb::hal
