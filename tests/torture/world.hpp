// One seed: a whole station and everything around it, on one thread, in virtual time. The kiosk in
// it is the real conductor with the real station and saga; bank, charger, drivers, disk and clock
// are the world's, and break at every turn.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/runtime/conductor.hpp"
#include "tests/torture/agenda.hpp"
#include "tests/torture/back_end.hpp"
#include "tests/torture/bank.hpp"
#include "tests/torture/charger.hpp"
#include "tests/torture/driver.hpp"
#include "tests/torture/faults.hpp"
#include "tests/torture/oracle.hpp"
#include "tests/torture/plants.hpp"
#include "tests/torture/store.hpp"

namespace kerb::torture {

class TerminalBank;

// What a card's magnetic stripe equivalent says; must never be found anywhere. A scheme's test
// number.
constexpr std::string_view kTrack2 = ";4761739001010010=30122010000000000";
constexpr std::string_view kCardNumber = "4761739001010010";

// Who moves the money of bank cards.
enum class BankKind { host, terminal };

struct Run {
  std::uint64_t seed = 1;
  StoreKind store = StoreKind::memory;
  BankKind bank = BankKind::host;
  Plant plant = Plant::none;
  std::optional<std::vector<std::int64_t>> only_faults;
  std::optional<int> visits;
  bool tell = false;  // print what happens
};

struct Result {
  std::uint64_t hash = 0;
  std::int64_t sessions = 0;
  std::int64_t process_crashes = 0;
  std::int64_t power_cuts = 0;
  Time simulated = 0;
  std::int64_t excused = 0;  // charges that ended late because nobody could hear or be heard
  int visits = 0;
  std::vector<Struck> struck;
  std::array<std::int64_t, kInvariants> violations{};
  bool violated() const;
};

// Everything in the kiosk's memory is gone.
struct Crash {
  bool power = false;
};

class World {
 public:
  explicit World(const Run& run);
  ~World();
  Result play();

  // ---- for the parts
  const Run run;
  Time now = 0;
  Random random;
  const payment::EnergyPrice sold_at;
  const kiosk::StationSettings settings;
  Faults faults;
  Agenda agenda;
  Plants plants;
  Oracle oracle;
  Bank bank;
  BackEnd back_end;
  Charger charger;

  void to_kiosk(Time delay, kiosk::StationEvent event);
  // An order leaves; its answer will reach `session`, unless it is lost or the process dies.
  void to_bank(const std::string& session, BankOrder order);
  void start_charge(const std::string& session, int bay);
  // The kiosk may die here.
  void crash_point() {
    if (faults.strike(Fault::process_crash)) die(Crash{false});
    if (faults.strike(Fault::power_cut)) die(Crash{true});
  }
  void answer(const std::string& session, Time delay, payment::SagaEvent event);
  // The bank's truth about a session, whoever keeps it.
  const std::vector<BankHold>& holds_of(SessionNumber session);
  bool queued_at_terminal(SessionNumber session) const;
  void set_terminal_to_work(Time at, bool compares);
  // In the middle of a dialogue, or between two writes into the order book.
  [[noreturn]] void die_at_terminal(bool power) { die(Crash{power}); }
  bool bank_is_down() const { return now < bank_down_until_; }
  void bank_fails_for(Time span) { bank_down_until_ = now + span; }
  void disk_fills_for(Time span) { disk_full_until_ = now + span; }
  bool disk_is_full() const { return now < disk_full_until_; }
  void jump_clock(Time by) {
    wall_offset_ += by;
    clock_jumps_.push_back({now, now});
  }
  // The kiosk cannot hear or order just now: whatever it does late has an excuse.
  void trouble() { trouble_since(now); }
  void trouble_since(Time began) { troubles_.push_back({began, now}); }
  void trouble_until(Time end) { troubles_.push_back({now, end}); }
  bool trouble_within(Time from, Time to) const { return any_within(troubles_, from, to); }
  bool clock_jump_within(Time from, Time to) const { return any_within(clock_jumps_, from, to); }
  void books_fail() {
    down_since_ = now;
    trouble();
  }
  void excuse() { ++result_.excused; }
  std::string fresh_session();
  // Ids that were given out, whether or not a session opened.
  int ids() const { return ids_; }
  const payment::EnergyPrice& price() const { return sold_at; }
  const kiosk::Conductor* conductor() const { return conductor_.get(); }
  void log(const std::string& line);
  void note(std::uint64_t fact) { hash_ = mix(hash_ ^ fact); }

  template <typename... Parts>
  void say(fmt::format_string<Parts...> format, Parts&&... parts) {
    if (!run.tell) return;
    fmt::print("{:>12.3f}  ", static_cast<double>(now) / 1000);
    fmt::print(format, std::forward<Parts>(parts)...);
    fmt::print("\n");
  }

 private:
  struct Span {
    Time from;
    Time to;
  };
  static bool any_within(const std::vector<Span>& spans, Time from, Time to);
  kiosk::Now moment() const;
  hal::Utc wall() const;
  void happen(Happening& happening);
  void arrive(Arrives& arrives);
  void start();
  [[noreturn]] void die(const Crash& crash);
  void crash(const Crash& crash);
  void after_step();
  void watch_clock();
  void calm();
  hal::Result<std::unique_ptr<kiosk::Books>> open_books();
  // ---- what the kiosk orders
  void carry_out(kiosk::StationEffect& effect);
  void carry_out(const kiosk::SessionEffect& effect);
  void ask_charger(const kiosk::SessionEffect& effect, bool stop);

  std::unique_ptr<Store> store_;
  std::unique_ptr<TerminalBank> terminal_;  // of BankKind::terminal
  std::unique_ptr<kiosk::Conductor> conductor_;
  const int visits_;
  Drivers drivers_;
  int life_ = 0;  // of the process
  Time booted_ = 0;
  Time wall_offset_ = 0;
  Time bank_down_until_ = 0;
  Time disk_full_until_ = 0;
  Time wake_set_for_ = 0;
  int ids_ = 0;
  bool calm_ = false;
  std::uint64_t hash_ = 0;
  std::vector<Span> troubles_;
  std::vector<Span> clock_jumps_;
  Time down_since_ = 0;  // the kiosk, or its books
  Result result_;
};

}  // namespace kerb::torture
