// What a commit costs against the least that any commit can cost on the same disk at the same
// moment: one write of a page and one fdatasync. Disks are shared and noisy, so only the ratio says
// anything about Kerb.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "payment/card_number_scan.hpp"
#include "payment/journal.hpp"
#include "payment/journal/chain.hpp"
#include "payment/journal/entry_rules.hpp"

namespace kerb::payment {
namespace {

using Clock = std::chrono::steady_clock;

// A typical saga: about half a kilobyte.
std::string saga_body(std::int64_t number) {
  return fmt::format(
      R"({{"state":"charging","key":"{:032x}","evse":1,"amount":"50.00","currency":"EUR","energy_wh":{},)"
      R"("price":{{"per_kwh":"0.59","vat":"19"}},"card":{{"scheme":"visa","label":"Visa Debit",)"
      R"("last_four":"0010","fingerprint":"{:032x}"}},"hold":{{"reference":"{:022}","approval":"831000"}},)"
      R"("started":"2025-11-22T05:33:10.123Z","meter_start_wh":1843221,"note":"{}"}})",
      number, number * 7, number * 31, number, std::string(120, 'x'));
}

JournalEntry metered(std::int64_t number) {
  JournalEntry entry;
  entry.at = hal::Utc(hal::Millis(1'763'789'590'123 + number));
  entry.session = fmt::format("{:032x}", number / 40);
  entry.kind = "saga.metered";
  entry.body = saga_body(number);
  return entry;
}

class Disk {
 public:
  Disk() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kerb-bench-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    bare_ = ::open((folder_ / "bare").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (::posix_fallocate(bare_, 0, kBareSize) != 0) std::abort();
    for (off_t at = 0; at < kBareSize; at += 4096) bare_write(at);
    if (::fsync(bare_) != 0) std::abort();
  }
  ~Disk() {
    ::close(bare_);
    std::filesystem::remove_all(folder_);
  }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  std::filesystem::path journal() const { return folder_ / "journal.db"; }

  // One page into a file that already has its size, and the sync.
  void bare_commit() {
    bare_write(at_ = (at_ + 4096) % kBareSize);
    if (::fdatasync(bare_) != 0) std::abort();
  }

 private:
  static constexpr off_t kBareSize = 1 << 20;
  void bare_write(off_t at) {
    static const std::string page(4096, 'x');
    if (::pwrite(bare_, page.data(), page.size(), at) != 4096) std::abort();
  }
  std::filesystem::path folder_;
  int bare_ = -1;
  off_t at_ = 0;
};

double seconds(Clock::time_point from, Clock::time_point until) {
  return std::chrono::duration<double>(until - from).count();
}

// The value that `share` of them do not exceed.
double quantile(std::vector<double>& values, double share) {
  const auto last = static_cast<double>(values.size() - 1);
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * last);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

// Both in turn, so that whatever else the disk does hits both.
void journal_append_against_bare_sync(benchmark::State& state) {
  Disk disk;
  const auto journal = Journal::open(disk.journal());
  if (!journal) return state.SkipWithError(journal.error().sentence().c_str());
  std::vector<double> appends;
  std::vector<double> bares;
  std::int64_t number = 0;
  while (state.KeepRunning()) {
    std::vector<JournalEntry> entries{metered(++number)};
    const auto start = Clock::now();
    const auto done = (*journal)->append(entries, true);
    const auto appended = Clock::now();
    if (!done) return state.SkipWithError(done.error().sentence().c_str());
    disk.bare_commit();
    bares.push_back(seconds(appended, Clock::now()));
    appends.push_back(seconds(start, appended));
    state.SetIterationTime(appends.back());
  }
  const double mean_append = std::accumulate(appends.begin(), appends.end(), 0.0);
  const double mean_bare = std::accumulate(bares.begin(), bares.end(), 0.0);
  const double append = quantile(appends, 0.5);
  const double bare = quantile(bares, 0.5);
  state.counters["append_p50_us"] = append * 1e6;
  state.counters["append_p99_us"] = quantile(appends, 0.99) * 1e6;
  state.counters["bare_p50_us"] = bare * 1e6;
  state.counters["bare_p99_us"] = quantile(bares, 0.99) * 1e6;
  state.counters["ratio"] = append / bare;
  state.counters["ratio_of_means"] = mean_append / mean_bare;
}
BENCHMARK(journal_append_against_bare_sync)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond)
    ->MinTime(2.0);

// A night's worth: what `kerb journal verify` and opening cost.
class Filled : public benchmark::Fixture {
 public:
  static constexpr std::int64_t kEntries = 10'000;
  void SetUp(const benchmark::State&) override {
    disk_ = std::make_unique<Disk>();
    auto journal = Journal::open(disk_->journal());
    for (std::int64_t number = 0; number < kEntries; number += 40) {
      std::vector<JournalEntry> entries;
      for (std::int64_t i = 0; i < 40; ++i) entries.push_back(metered(number + i));
      if (!(*journal)->append(entries, false)) std::abort();
    }
  }
  void TearDown(const benchmark::State&) override { disk_.reset(); }

 protected:
  std::unique_ptr<Disk> disk_;
};

BENCHMARK_DEFINE_F(Filled, journal_verify_10k)(benchmark::State& state) {
  const auto journal = Journal::open(disk_->journal());
  while (state.KeepRunning()) {
    const auto verdict = (*journal)->verify();
    if (!verdict || verdict->entries != kEntries || verdict->broken_at)
      return state.SkipWithError("broken");
  }
}

BENCHMARK_DEFINE_F(Filled, journal_open_10k)(benchmark::State& state) {
  while (state.KeepRunning()) {
    if (!Journal::open(disk_->journal())) return state.SkipWithError("does not open");
  }
}
BENCHMARK_REGISTER_F(Filled, journal_verify_10k)->Unit(benchmark::kMillisecond);
BENCHMARK_REGISTER_F(Filled, journal_open_10k)->Unit(benchmark::kMillisecond);

// What a busy day leaves behind: 10,000 sessions of eight entries each, 16 of them still open, and
// the last entries still in the log, because the power failed. Made once, in memory where there is
// such a place: a real disk would need minutes for so many commits.
class Day {
 public:
  static constexpr std::int64_t kSessions = 10'000;
  static constexpr std::int64_t kStates = 8;
  static constexpr std::int64_t kOpen = 16;

  Day() {
    const bool memory = std::filesystem::is_directory("/dev/shm");
    const auto base = memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string pattern = (base / "kerb-bench-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    auto journal = Journal::open(file(), {.vfs = {}, .reserve_space = false});
    if (!journal) std::abort();
    for (std::int64_t session = 0; session < kSessions; ++session) {
      std::vector<JournalEntry> entries;
      for (std::int64_t i = 0; i < kStates; ++i) {
        entries.push_back(metered(session * kStates + i));
        entries.back().session = fmt::format("{:032x}", session);
      }
      if (!(*journal)->append(entries, session >= kSessions - kOpen)) std::abort();
    }
    // As the power failing does: the files as they are now, with their log, which closing empties.
    copy_files(file(), folder_ / "left.db");
  }
  ~Day() { std::filesystem::remove_all(folder_); }
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;

  void copy_to(const std::filesystem::path& to) const { copy_files(folder_ / "left.db", to); }

 private:
  std::filesystem::path file() const { return folder_ / "journal.db"; }
  static void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
    for (const char* end : {"", "-wal"}) {
      const auto overwrite = std::filesystem::copy_options::overwrite_existing;
      std::filesystem::copy_file(from.string() + end, to.string() + end, overwrite);
    }
  }
  std::filesystem::path folder_;
};

// How long until Kerb knows what it has to do? Well under 300 ms, it has to be.
void journal_recovery_of_10k_sessions(benchmark::State& state) {
  static const Day day;
  const Disk disk;
  std::vector<double> recoveries;
  while (state.KeepRunning()) {
    day.copy_to(disk.journal());
    const auto start = Clock::now();
    const auto journal = Journal::open(disk.journal());
    if (!journal) return state.SkipWithError(journal.error().sentence().c_str());
    const auto open = (*journal)->open_sessions();
    recoveries.push_back(seconds(start, Clock::now()));
    state.SetIterationTime(recoveries.back());
    if (!open || open->size() != Day::kOpen) return state.SkipWithError("not recovered");
  }
  state.counters["p50_ms"] = quantile(recoveries, 0.5) * 1e3;
  state.counters["p99_ms"] = quantile(recoveries, 0.99) * 1e3;
}
BENCHMARK(journal_recovery_of_10k_sessions)->UseManualTime()->Unit(benchmark::kMillisecond);

// What an entry costs before SQLite sees it.
void journal_check_of_an_entry(benchmark::State& state) {
  const std::vector<JournalEntry> entries{metered(1)};
  while (state.KeepRunning()) benchmark::DoNotOptimize(check_entries(entries).has_value());
}
BENCHMARK(journal_check_of_an_entry);

void journal_link_of_an_entry(benchmark::State& state) {
  const JournalEntry entry = metered(1);
  ChainHash hash{};
  while (state.KeepRunning()) {
    hash = chained(hash, entry);
    benchmark::DoNotOptimize(hash_text(hash));
  }
}
BENCHMARK(journal_link_of_an_entry);

// And with SQLite, on a file system in memory without a sync: what Kerb and SQLite take of the
// processor for one commit of one entry.
void journal_append_without_a_disk(benchmark::State& state) {
  if (!std::filesystem::is_directory("/dev/shm")) return state.SkipWithError("no /dev/shm");
  std::string pattern = "/dev/shm/kerb-bench-XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const auto journal = Journal::open(folder / "journal.db", {.vfs = {}, .reserve_space = false});
  if (!journal) return state.SkipWithError(journal.error().sentence().c_str());
  std::int64_t number = 0;
  while (state.KeepRunning()) {
    std::vector<JournalEntry> entries{metered(++number)};
    if (!(*journal)->append(entries, true)) return state.SkipWithError("not appended");
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(journal_append_without_a_disk)->Unit(benchmark::kMicrosecond);

void card_number_scan_of_an_entry(benchmark::State& state) {
  const std::string body = saga_body(1);
  while (state.KeepRunning()) benchmark::DoNotOptimize(has_card_number(body));
}
BENCHMARK(card_number_scan_of_an_entry);

}  // namespace
}  // namespace kerb::payment
