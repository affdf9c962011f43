#include "tests/torture/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <thread>

namespace kerb::torture {
namespace {

constexpr std::size_t kFailuresKept = 20;

void keep_first(std::vector<Failure>& failures) {
  std::sort(failures.begin(), failures.end(),
            [](const Failure& a, const Failure& b) { return a.seed < b.seed; });
  if (failures.size() > kFailuresKept) failures.resize(kFailuresKept);
}

}  // namespace

void Totals::add(const Run& run, const Result& result, bool bad) {
  ++seeds;
  sessions += result.sessions;
  process_crashes += result.process_crashes;
  power_cuts += result.power_cuts;
  simulated_seconds += result.simulated / kSecond;
  excused += result.excused;
  hash ^= mix(result.hash ^ mix(run.seed));
  for (const Struck& one : result.struck) ++faults[static_cast<std::size_t>(one.fault)];
  if (!bad) return;
  ++bad_seeds;
  for (std::size_t i = 0; i < kInvariants; ++i) violations[i] += result.violations[i];
  failures.push_back({run.seed, result.violations});
  keep_first(failures);
}

void Totals::add(const Totals& other) {
  seeds += other.seeds;
  bad_seeds += other.bad_seeds;
  sessions += other.sessions;
  process_crashes += other.process_crashes;
  power_cuts += other.power_cuts;
  simulated_seconds += other.simulated_seconds;
  excused += other.excused;
  hash ^= other.hash;
  for (std::size_t i = 0; i < kFaults; ++i) faults[i] += other.faults[i];
  for (std::size_t i = 0; i < kInvariants; ++i) violations[i] += other.violations[i];
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  keep_first(failures);
}

Totals march(const Campaign& campaign) {
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> stop{false};
  std::vector<Totals> parts(static_cast<std::size_t>(campaign.jobs));
  std::vector<std::thread> threads;
  for (Totals& part : parts) {
    threads.emplace_back([&] {
      for (std::int64_t i = next++; i < campaign.seeds && !stop; i = next++) {
        Run run;
        run.seed = campaign.from + static_cast<std::uint64_t>(i);
        run.store = campaign.store;
        run.bank = campaign.bank;
        run.plant = campaign.plant;
        const Result result = World(run).play();
        const bool bad = campaign.looks_for
                             ? result.violations[static_cast<std::size_t>(*campaign.looks_for)] > 0
                             : result.violated();
        part.add(run, result, bad);
        if (campaign.stop_at_first && bad) stop = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Totals totals;
  for (const Totals& part : parts) totals.add(part);
  totals.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return totals;
}

}  // namespace kerb::torture
