#include "tests/torture/shrink.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kerb::torture {
namespace {

constexpr int kMostTries = 600;

std::vector<std::int64_t> numbers_of(const std::vector<Struck>& struck) {
  std::vector<std::int64_t> numbers;
  for (const Struck& one : struck) numbers.push_back(one.number);
  return numbers;
}

class Shrinker {
 public:
  explicit Shrinker(const Run& failing) : best_(failing) {
    best_.tell = false;
    const Result result = World(best_).play();
    wanted_ = result.violations;
    best_.only_faults = numbers_of(result.struck);
    best_.visits = result.visits;
  }

  Run shrunk() {
    fewer_visits();
    fewer_faults();
    fewer_visits();
    return best_;
  }

 private:
  // A smaller run counts when it breaks one of the same invariants; its own faults are kept.
  bool still_fails(Run run) {
    if (++tries_ > kMostTries) return false;
    const Result result = World(run).play();
    bool same = false;
    for (std::size_t i = 0; i < kInvariants; ++i) {
      same = same || (wanted_[i] > 0 && result.violations[i] > 0);
    }
    if (!same) return false;
    run.only_faults = numbers_of(result.struck);
    best_ = run;
    return true;
  }

  void fewer_visits() {
    for (int step = std::max(1, *best_.visits / 2); step > 0;) {
      Run run = best_;
      run.visits = *best_.visits - step;
      if (*run.visits < 1 || !still_fails(run)) step /= 2;
    }
  }

  void fewer_faults() {
    std::size_t range = best_.only_faults->size();
    while (range > 0) {
      bool dropped = false;
      for (std::size_t first = 0; first < best_.only_faults->size();) {
        Run run = best_;
        auto& only = *run.only_faults;
        const auto begin = only.begin() + static_cast<std::ptrdiff_t>(first);
        only.erase(begin,
                   begin + static_cast<std::ptrdiff_t>(std::min(range, only.size() - first)));
        if (still_fails(run)) {
          dropped = true;
        } else {
          first += range;
        }
      }
      if (!dropped || range > best_.only_faults->size()) range /= 2;
    }
  }

  Run best_;
  std::array<std::int64_t, kInvariants> wanted_{};
  int tries_ = 0;
};

}  // namespace

Run shrink(const Run& failing) {
  return Shrinker(failing).shrunk();
}

std::string command_for(const Run& run) {
  std::string command = fmt::format("build/tests/torture --replay {} --store {}", run.seed,
                                    run.store == StoreKind::memory ? "memory" : "sqlite");
  if (run.bank == BankKind::terminal) command += " --bank terminal";
  for (const PlantName& plant : plants()) {
    if (plant.plant == run.plant) command += fmt::format(" --plant {}", plant.name);
  }
  if (run.visits) command += fmt::format(" --visits {}", *run.visits);
  if (run.only_faults) {
    command += fmt::format(
        " --only-faults {}",
        run.only_faults->empty() ? "none" : fmt::to_string(fmt::join(*run.only_faults, ",")));
  }
  return command;
}

}  // namespace kerb::torture
