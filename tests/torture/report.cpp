#include "tests/torture/report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/torture/shrink.hpp"

namespace kerb::torture {
namespace {

std::int64_t sum(const Totals& totals) {
  return std::accumulate(totals.violations.begin(), totals.violations.end(), std::int64_t{0});
}

double rate(const Totals& totals) {
  return totals.seconds > 0 ? static_cast<double>(totals.sessions) / totals.seconds : 0;
}

std::string_view store_word(StoreKind store) {
  return store == StoreKind::memory ? "memory" : "sqlite";
}

}  // namespace

void print_report(const Campaign& campaign, const Totals& totals) {
  fmt::print("store                {}\n", store_word(campaign.store));
  if (campaign.bank == BankKind::terminal) fmt::print("bank                 terminal\n");
  fmt::print("seeds                {} from {}, {} at a time\n", totals.seeds, campaign.from,
             campaign.jobs);
  fmt::print("sessions             {}\n", totals.sessions);
  fmt::print("crashes              {} process, {} power\n", totals.process_crashes,
             totals.power_cuts);
  std::int64_t all = 0;
  for (const std::int64_t count : totals.faults) all += count;
  fmt::print("faults               {}\n", all);
  for (std::size_t i = 0; i < kFaults; ++i) {
    fmt::print("  {:<22}{:>12}\n", word_for(static_cast<Fault>(i)), totals.faults[i]);
  }
  fmt::print("simulated            {} hours\n", totals.simulated_seconds / 3600);
  fmt::print("time                 {:.2f} s, {:.0f} sessions/s\n", totals.seconds, rate(totals));
  fmt::print("ended late, excused  {}\n", totals.excused);
  fmt::print("event hash           {:016x}\n", totals.hash);
  fmt::print("violations           {} in {} seeds\n", sum(totals), totals.bad_seeds);
  for (std::size_t i = 0; i < kInvariants; ++i) {
    fmt::print("  {:<26}{:>8}\n", word_for(static_cast<Invariant>(i)), totals.violations[i]);
  }
}

void print_json(const Campaign& campaign, const Totals& totals) {
  nlohmann::ordered_json out;
  out["store"] = store_word(campaign.store);
  out["bank"] = campaign.bank == BankKind::host ? "host" : "terminal";
  out["from"] = campaign.from;
  out["seeds"] = totals.seeds;
  out["jobs"] = campaign.jobs;
  out["sessions"] = totals.sessions;
  for (std::size_t i = 0; i < kFaults; ++i) {
    out["faults"][std::string(word_for(static_cast<Fault>(i)))] = totals.faults[i];
  }
  out["crashes"] = {{"process", totals.process_crashes}, {"power", totals.power_cuts}};
  out["simulated_hours"] = totals.simulated_seconds / 3600;
  out["ended_late_excused"] = totals.excused;
  out["seconds"] = totals.seconds;
  out["sessions_per_second"] = rate(totals);
  out["event_hash"] = fmt::format("{:016x}", totals.hash);
  out["bad_seeds"] = totals.bad_seeds;
  for (std::size_t i = 0; i < kInvariants; ++i) {
    out["violations"][std::string(word_for(static_cast<Invariant>(i)))] = totals.violations[i];
  }
  out["failing"] = nlohmann::ordered_json::array();
  for (const Failure& failure : totals.failures) {
    Run run;
    run.seed = failure.seed;
    run.store = campaign.store;
    run.bank = campaign.bank;
    run.plant = campaign.plant;
    out["failing"].push_back({{"seed", failure.seed}, {"replay", command_for(run)}});
  }
  fmt::print("{}\n", out.dump(2));
}

}  // namespace kerb::torture
