// build/tests/hostile: a hundred thousand taps of a card that answers anything to anything
// (hal/simulated/cards/hostile_card.hpp), through the same APDU rules as behind a real reader. No
// tap crashes, each ends within a bound of exchanges, the bank is asked only with what holds
// together, and no memory is left behind.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <random>

#include "hal/apdu.hpp"
#include "hal/simulated/cards/hostile_card.hpp"
#include "payment/emv/card_report.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::hostile {
namespace {

using namespace payment::emv;  // NOLINT(google-build-using-namespace)

constexpr const char* kHelp = R"(hostile: taps of a card that answers anything to anything

  hostile --taps N [--seed S]
      plays N taps from a seed (1); fails at the first that is not as it must be, and says how to
      play it again
)";

// The directory, then for each of the at most 22 applications that fit into one answer SELECT and
// GET PROCESSING OPTIONS; one of them goes on to 40 records, GENERATE AC and some more.
constexpr int kMostCommands = 1 + 22 * 2 + 40 + 15;
// Of which each may be repeated and continued (61xx, 6Cxx) sixteen times.
constexpr int kMostRounds = kMostCommands * 16;

constexpr std::size_t kHeapSlack = std::size_t{256} << 10U;
constexpr std::size_t kResidentSlack = std::size_t{8} << 20U;

struct Memory {
  std::size_t heap = 0;
  std::size_t resident = 0;
};

Memory memory_now() {
  std::size_t pages = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return {mallinfo2().uordblks, resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE))};
}

struct Options {
  int taps = 1000;
  std::uint64_t seed = 1;
};

std::optional<Options> read_options(int count, char** words) {
  Options options;
  const auto number = [](std::string_view text, auto& value) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
  };
  for (int i = 1; i < count; i += 2) {
    const std::string_view word = words[i];
    if (i + 1 == count) return std::nullopt;
    const bool read = word == "--taps"   ? number(words[i + 1], options.taps)
                      : word == "--seed" ? number(words[i + 1], options.seed)
                                         : false;
    if (!read) return std::nullopt;
  }
  return options;
}

struct Counts {
  int most_commands = 0;
  int most_rounds = 0;
  std::map<std::string_view, int> outcomes;
};

class Street {
 public:
  explicit Street(std::uint64_t seed)
      : random_(seed), card_(hal::simulated::cards::make_hostile(seed)) {}

  // One tap; what was wrong with it, or nothing.
  std::string tap(Counts& counts) {
    constexpr std::array<std::int64_t, 7> kCents = {0, 1, 4999, 5000, 5001, 20'000, 99'999'999};
    Transaction transaction = desk::transaction(kCents[random_() % kCents.size()]);
    for (std::uint8_t& octet : transaction.unpredictable_number) {
      octet = static_cast<std::uint8_t>(random_());
    }
    card_->power_up();
    int commands = 0;
    int rounds = 0;
    const auto transceive = [&](hal::ByteView command) {
      ++commands;
      return hal::exchange_apdu(command,
                                [&](hal::ByteView octets) -> hal::ReaderResult<hal::Bytes> {
                                  ++rounds;
                                  return card_->answer(octets);
                                });
    };
    CardReport report;
    const TapOutcome outcome =
        run(random_() % 4 == 0 ? plain_ : trusting_, transaction, transceive,
            [&](const Step& step) { report.add(step, std::chrono::microseconds{0}); });
    report.finish(outcome);
    counts.most_commands = std::max(counts.most_commands, commands);
    counts.most_rounds = std::max(counts.most_rounds, rounds);
    ++counts.outcomes[outcome_word(outcome.kind)];
    if (report.text().empty() || report.json().empty()) return "no report";
    if (commands > kMostCommands) return fmt::format("{} commands", commands);
    if (rounds > kMostRounds) return fmt::format("{} exchanges", rounds);
    return inconsistency(outcome, transaction);
  }

 private:
  std::mt19937_64 random_;
  std::shared_ptr<hal::simulated::VirtualCard> card_;
  const Terminal plain_ = desk::terminal();
  const Terminal trusting_ = desk::trusting_terminal();
};

// More than the slack since the first tenth: what is kept for each tap would be far above it.
std::string growth(const Memory& before, const Memory& now) {
#ifdef __SANITIZE_ADDRESS__
  return {};  // it keeps what was freed, on purpose
#endif
  if (now.heap > before.heap + kHeapSlack) {
    return fmt::format("heap grew from {} to {} octets", before.heap, now.heap);
  }
  if (now.resident > before.resident + kResidentSlack) {
    return fmt::format("memory grew from {} to {} octets", before.resident, now.resident);
  }
  return {};
}

void print(const Options& options, const Counts& counts, const Memory& before, const Memory& now) {
  fmt::print("{} taps from seed {}: at most {} commands and {} exchanges a tap\n", options.taps,
             options.seed, counts.most_commands, counts.most_rounds);
  for (const auto& [word, count] : counts.outcomes) fmt::print("  {:>7} {}\n", count, word);
  fmt::print("heap {} -> {} KiB, resident {} -> {} KiB\n", before.heap >> 10U, now.heap >> 10U,
             before.resident >> 10U, now.resident >> 10U);
}

int play(const Options& options) {
  Street street(options.seed);
  Counts counts;
  Memory before;
  for (int tap = 1; tap <= options.taps; ++tap) {
    const std::string wrong = street.tap(counts);
    if (!wrong.empty()) {
      fmt::print("tap {}: {}\nagain: hostile --seed {} --taps {}\n", tap, wrong, options.seed, tap);
      return 1;
    }
    if (tap == options.taps / 10) before = memory_now();
  }
  const Memory now = memory_now();
  print(options, counts, before, now);
  const std::string grown = options.taps < 10 ? std::string() : growth(before, now);
  if (!grown.empty()) fmt::print("{}\n", grown);
  const bool both_ways = counts.outcomes.size() > 2;  // else it is about nothing
  if (!both_ways && options.taps >= 1000) fmt::print("every tap ended alike\n");
  return grown.empty() && (both_ways || options.taps < 1000) ? 0 : 1;
}

}  // namespace
}  // namespace kerb::hostile

int main(int count, char** words) {
  const auto options = kerb::hostile::read_options(count, words);
  if (!options || options->taps < 1) {
    fmt::print("{}", kerb::hostile::kHelp);
    return 2;
  }
  return kerb::hostile::play(*options);
}
