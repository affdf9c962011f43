// build/tests/torture: plays stations from seeds and breaks them. See --help.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <thread>

#include "tests/torture/campaign.hpp"
#include "tests/torture/proofs.hpp"
#include "tests/torture/report.hpp"
#include "tests/torture/shrink.hpp"

namespace kerb::torture {
namespace {

constexpr const char* kHelp = R"(torture: whole charging stations, broken at every turn, from a seed

  torture --seeds N --store memory|sqlite [--from S] [--plant BUG] [--jobs N] [--json]
      plays N seeds; prints sessions, faults, crashes, violations; fails on any violation
  torture --replay SEED [--store …] [--plant BUG] [--visits N] [--only-faults 17,40|none]
      tells what happens in one seed, event by event
  torture --plant list           the planted bugs, one a line
  torture --prove plants         every planted bug is caught within its budget of seeds
  torture --prove determinism [--seeds N]
      the same seed gives the same events, twice
  torture --prove regressions --file FILE
      every seed that once failed passes

  --bank host|terminal
                who moves the money of bank cards (host); at an approved terminal the oracle reads
                its turnover store
  --from S      the first seed (1)
  --jobs N      seeds at a time (as many as there are cores)
)";

struct Options {
  Campaign campaign;
  Run replay;
  bool replaying = false;
  bool json = false;
  std::string plant;
  std::string prove;
  std::string file;
};

[[noreturn]] void complain(const std::string& what) {
  fmt::print(stderr, "torture: {} (see --help)\n", what);
  std::exit(2);
}

std::int64_t number(std::string_view option, std::string_view text, std::int64_t least) {
  std::int64_t value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size() || value < least) {
    complain(fmt::format("{} wants a number of at least {}, not \"{}\"", option, least, text));
  }
  return value;
}

std::vector<std::int64_t> numbers(std::string_view option, std::string_view text) {
  std::vector<std::int64_t> found;
  if (text == "none") return found;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    found.push_back(number(option, text.substr(0, comma), 1));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

StoreKind store_named(std::string_view word) {
  if (word == "memory") return StoreKind::memory;
  if (word == "sqlite") return StoreKind::sqlite;
  complain(fmt::format("there is no store \"{}\"", word));
}

BankKind bank_named(std::string_view word) {
  if (word == "host") return BankKind::host;
  if (word == "terminal") return BankKind::terminal;
  complain(fmt::format("there is no bank \"{}\"", word));
}

void take(Options& options, std::string_view option, std::string_view value) {
  if (option == "--seeds") {
    options.campaign.seeds = number(option, value, 1);
  } else if (option == "--from") {
    options.campaign.from = static_cast<std::uint64_t>(number(option, value, 0));
  } else if (option == "--jobs") {
    options.campaign.jobs = static_cast<int>(std::min<std::int64_t>(number(option, value, 1), 256));
  } else if (option == "--store") {
    options.campaign.store = store_named(value);
  } else if (option == "--bank") {
    options.campaign.bank = bank_named(value);
  } else if (option == "--plant") {
    options.plant = value;
  } else if (option == "--prove") {
    options.prove = value;
  } else if (option == "--file") {
    options.file = value;
  } else if (option == "--replay") {
    options.replay.seed = static_cast<std::uint64_t>(number(option, value, 0));
    options.replaying = true;
  } else if (option == "--visits") {
    options.replay.visits = static_cast<int>(number(option, value, 1));
  } else if (option == "--only-faults") {
    options.replay.only_faults = numbers(option, value);
  } else {
    complain(fmt::format("there is no option {}", option));
  }
}

Options read(int count, char** words) {
  Options options;
  options.campaign.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  for (int i = 1; i < count; ++i) {
    const std::string_view option = words[i];
    if (option == "--help") {
      fmt::print("{}", kHelp);
      std::exit(0);
    }
    if (option == "--json") {
      options.json = true;
      continue;
    }
    if (i + 1 >= count) complain(fmt::format("{} wants a value", option));
    take(options, option, words[++i]);
  }
  if (!options.plant.empty() && options.plant != "list") {
    const auto plant = plant_named(options.plant);
    if (!plant) complain(fmt::format("there is no plant \"{}\"", options.plant));
    options.campaign.plant = *plant;
  }
  options.replay.store = options.campaign.store;
  options.replay.bank = options.campaign.bank;
  options.replay.plant = options.campaign.plant;
  return options;
}

int replay(Run run) {
  run.tell = true;
  const Result result = World(run).play();
  fmt::print("seed {}: {} sessions, event hash {:016x}\n", run.seed, result.sessions, result.hash);
  for (const Struck& one : result.struck)
    fmt::print("fault {} {}\n", one.number, word_for(one.fault));
  for (std::size_t i = 0; i < kInvariants; ++i) {
    if (result.violations[i] == 0) continue;
    fmt::print("violated: {} {}\n", word_for(static_cast<Invariant>(i)), result.violations[i]);
  }
  return result.violated() ? 1 : 0;
}

int march_and_report(const Options& options) {
  const Totals totals = march(options.campaign);
  if (options.json) {
    print_json(options.campaign, totals);
  } else {
    print_report(options.campaign, totals);
  }
  if (totals.failures.empty()) return 0;
  Run run;
  run.seed = totals.failures.front().seed;
  run.store = options.campaign.store;
  run.bank = options.campaign.bank;
  run.plant = options.campaign.plant;
  fmt::print(stderr, "replay: {}\n", command_for(run));
  fmt::print(stderr, "shrunk: {}\n", command_for(shrink(run)));
  return 1;
}

int run(int count, char** words) {
  const Options options = read(count, words);
  if (options.plant == "list") {
    for (const PlantName& plant : plants()) fmt::print("{}\n", plant.name);
    return 0;
  }
  if (options.prove == "plants") return prove_plants(options.campaign) ? 0 : 1;
  if (options.prove == "determinism") return prove_determinism(options.campaign) ? 0 : 1;
  if (options.prove == "regressions") return prove_regressions(options.file) ? 0 : 1;
  if (!options.prove.empty()) complain("--prove wants plants, determinism or regressions");
  return options.replaying ? replay(options.replay) : march_and_report(options);
}

}  // namespace
}  // namespace kerb::torture

int main(int count, char** words) {
  // Every seed takes and gives back the same few megabytes: the system need not see each time.
  constexpr int kKeep = 1 << 30;
  ::mallopt(M_TRIM_THRESHOLD, kKeep);
  ::mallopt(M_MMAP_THRESHOLD, kKeep);
  return kerb::torture::run(count, words);
}
