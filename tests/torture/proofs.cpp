#include "tests/torture/proofs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "tests/torture/shrink.hpp"

namespace kerb::torture {
namespace {

std::string_view first_broken(const Failure& failure) {
  for (std::size_t i = 0; i < kInvariants; ++i) {
    if (failure.violations[i] > 0) return word_for(static_cast<Invariant>(i));
  }
  return "nothing";
}

// What only a real journal on a disk that loses power can show, and one bug of each other kind.
bool prove_on_sqlite(const Campaign& campaign) {
  struct OnSqlite {
    Plant plant;
    std::string_view name;
    std::int64_t seeds;
  };
  constexpr std::array<OnSqlite, 2> kPlants{{{Plant::no_sync, "sqlite: without sync", 20},
                                             {Plant::held_not_written, "sqlite: held lost", 20}}};
  bool proven = true;
  for (const OnSqlite& plant : kPlants) {
    Campaign one = campaign;
    one.store = StoreKind::sqlite;
    one.plant = plant.plant;
    one.seeds = plant.seeds;
    one.jobs = 1;
    one.stop_at_first = true;
    const Totals totals = march(one);
    const bool caught = !totals.failures.empty();
    proven = proven && caught;
    fmt::print("{:<28} {:>10} {:>8}  {}\n", plant.name,
               caught ? fmt::to_string(totals.failures.front().seed) : "nobody", plant.seeds,
               caught ? first_broken(totals.failures.front()) : "survived");
  }
  return proven;
}

}  // namespace

bool prove_plants(const Campaign& campaign) {
  bool proven = true;
  const bool at_terminal = campaign.bank == BankKind::terminal;
  fmt::print("{:<28} {:>10} {:>8}  {}\n", "plant", "caught by", "budget", "broken");
  for (const PlantName& plant : plants()) {
    if (plant.at_terminal != at_terminal) continue;
    Campaign one = campaign;
    one.plant = plant.plant;
    one.seeds = plant.budget;
    one.jobs = 1;  // the first seed that catches it is the same on every machine
    one.stop_at_first = true;
    one.looks_for = plant.by;
    const Totals totals = march(one);
    if (totals.failures.empty()) {
      proven = false;
      fmt::print("{:<28} {:>10} {:>8}  survived\n", plant.name, "nobody", plant.budget);
    } else {
      fmt::print("{:<28} {:>10} {:>8}  {}\n", plant.name, totals.failures.front().seed,
                 plant.budget,
                 plant.by ? word_for(*plant.by) : first_broken(totals.failures.front()));
    }
  }
  if (!at_terminal) proven = prove_on_sqlite(campaign) && proven;
  Campaign control = campaign;
  control.plant = Plant::harmless;
  constexpr int kControlSeeds = 500;
  control.seeds = kControlSeeds;
  const Totals totals = march(control);
  fmt::print("{:<28} {:>10} {:>8}  of the shims themselves\n", "(no bug)",
             totals.bad_seeds == 0 ? "nobody" : "SOMEBODY", kControlSeeds);
  return proven && totals.bad_seeds == 0;
}

bool prove_determinism(const Campaign& campaign) {
  bool proven = true;
  for (const StoreKind store : {StoreKind::memory, StoreKind::sqlite}) {
    // A seed on SQLite takes as long as seven in memory.
    const std::int64_t seeds = store == StoreKind::memory
                                   ? campaign.seeds
                                   : std::max<std::int64_t>(1, campaign.seeds * 2 / 15);
    for (std::int64_t i = 0; i < seeds; ++i) {
      Run run;
      run.seed = campaign.from + static_cast<std::uint64_t>(i);
      run.store = store;
      run.bank = campaign.bank;
      const Result once = World(run).play();
      const Result again = World(run).play();
      if (once.hash == again.hash) continue;
      proven = false;
      fmt::print("two different runs: {}\n", command_for(run));
    }
  }
  fmt::print("{} seeds in memory and two fifteenths of that on SQLite, each twice: {}\n",
             campaign.seeds, proven ? "the same events" : "NOT the same");
  return proven;
}

bool prove_regressions(const std::string& file) {
  std::ifstream lines(file);
  if (!lines) {
    fmt::print(stderr, "torture: cannot read {}\n", file);
    return false;
  }
  bool proven = true;
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    Run run;
    std::string store;
    if (!(words >> run.seed >> store) ||
        (store != "memory" && store != "sqlite" && store != "terminal")) {
      fmt::print(stderr, "torture: {}: not \"seed store what\": {}\n", file, line);
      return false;
    }
    run.store = store == "sqlite" ? StoreKind::sqlite : StoreKind::memory;
    run.bank = store == "terminal" ? BankKind::terminal : BankKind::host;
    ++count;
    if (!World(run).play().violated()) continue;
    proven = false;
    fmt::print("fails again: {}\n  {}\n", line, command_for(run));
  }
  fmt::print("{} seeds that once failed: {}\n", count, proven ? "all pass" : "NOT all pass");
  return proven && count > 0;
}

}  // namespace kerb::torture
