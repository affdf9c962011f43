// Many seeds, on all cores, one seed a thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/torture/world.hpp"

namespace kerb::torture {

struct Campaign {
  std::uint64_t from = 1;
  std::int64_t seeds = 100;
  int jobs = 1;
  StoreKind store = StoreKind::memory;
  BankKind bank = BankKind::host;
  Plant plant = Plant::none;
  bool stop_at_first = false;
  std::optional<Invariant> looks_for;  // only seeds that break this one count as bad
};

struct Failure {
  std::uint64_t seed = 0;
  std::array<std::int64_t, kInvariants> violations{};
};

struct Totals {
  std::int64_t seeds = 0;
  std::int64_t bad_seeds = 0;
  std::int64_t sessions = 0;
  std::int64_t process_crashes = 0;
  std::int64_t power_cuts = 0;
  std::array<std::int64_t, kFaults> faults{};
  std::array<std::int64_t, kInvariants> violations{};
  std::int64_t simulated_seconds = 0;
  std::int64_t excused = 0;
  std::uint64_t hash = 0;  // of all seeds, whatever the order in which they ran
  double seconds = 0;
  std::vector<Failure> failures;  // the first few, by seed

  void add(const Run& run, const Result& result, bool bad);
  void add(const Totals& other);
};

Totals march(const Campaign& campaign);

}  // namespace kerb::torture
