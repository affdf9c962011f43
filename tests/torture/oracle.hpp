// The oracle knows the truth of bank, charger, disk and drivers, never Kerb's opinion of it, and
// compares. What it checks at once needs no history; the rest is judged when all is quiet.
//
// Tolerance, the only one: where the charger itself has forgotten a charge, did not hear its end or
// swears to a reading that cannot be, the last reading that was on the kiosk's disk, or that the
// charger heard, is enough, because nobody in the world knows more.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "kiosk/runtime/books.hpp"
#include "kiosk/runtime/conductor.hpp"
#include "kiosk/station/station.hpp"
#include "tests/torture/bank.hpp"
#include "tests/torture/timeline.hpp"

namespace kerb::torture {

class World;

// The index() of an alternative.
template <typename Wanted, typename Variant>
constexpr std::int8_t kIndexIn = -1;
template <typename Wanted, typename... All>
constexpr std::int8_t kIndexIn<Wanted, std::variant<All...>> = [] {
  std::int8_t at = 0;
  (void)((std::is_same_v<Wanted, All> || (++at, false)) || ...);
  return at;
}();

// The number of a saga's state and of its outcome, as the oracle's papers note them.
template <typename State>
constexpr std::int8_t kIs = kIndexIn<State, payment::SagaState>;
template <typename End>
constexpr std::int8_t kEndedAs = kIndexIn<End, payment::Outcome>;

enum class Invariant : std::uint8_t {
  one_capture_per_key,       // I1
  capture_within_hold,       // I1
  one_capture_per_session,   // I2
  capture_is_the_cost,       // I3
  energy_is_paid,            // I3
  no_energy_no_charge,       // I3
  no_hold_left_open,         // I4
  never_both,                // I5: captured and released
  no_power_before_held,      // I6
  intent_before_effect,      // I7
  recovery_takes_up_all,     // I8
  quiet_within_an_hour,      // I9
  books_say_what_bank_says,  // I10
  no_card_data,              // I11
  chain_holds,               // I12
  screen_is_true,            // I13
  commit_survives,           // an acknowledged commit is never lost
  stops_in_time,             // no more energy than the hold pays, but for what nobody could stop
  captured_before_expiry,
  hold_as_granted,    // the books count no more as held than the bank granted
  one_key_per_order,  // nothing is asked for twice under two keys
  bay_sold_once,
  settled_after_the_charge,  // no money moves while energy still flows
  amount_is_frozen,          // every order of a session names the same amount
  for_person_has_a_reason,
  billed_as_told,      // the back end's newest final word, where that bills and came in time
  costs_are_compared,  // a difference between the two accounts is in the journal
  doubts_are_told,     // a reading that cannot be is in the journal as such
  restart_possible,
};
constexpr std::size_t kInvariants = static_cast<std::size_t>(Invariant::restart_possible) + 1;
std::string_view word_for(Invariant invariant);

// What one entry of the books says, as far as the oracle compares it.
struct Paper {
  std::int8_t state = -1;    // SagaState's index; below 0: nothing written
  std::int8_t outcome = -1;  // Outcome's index, of an Ended
  bool open = true;
  std::int64_t amount = -1;       // of the capture
  std::int64_t energy = -1;       // Wh, delivered as far as noted
  std::int64_t held = -1;         // what the bank granted; below 0: the state does not say
  std::int64_t meter_start = -1;  // Wh, of a charge that runs
  int raises = 0;
  bool raise_awaited = false;
  std::int64_t told = -1;    // the back end's final word on the cost
  std::int64_t billed = -1;  // the same, once it is frozen as what is billed
  std::int64_t cost = -1;    // of what was delivered, by the tariff
  bool operator==(const Paper&) const = default;
};
Paper paper_of(const payment::Saga& saga);

// The charger's meter, as the kiosk was told.
struct Reading {
  SessionNumber session = -1;
  std::int64_t register_wh = 0;
  bool possible = true;  // the meter has come so far
};

// A final cost that reaches the kiosk.
struct HeardCost {
  SessionNumber session = -1;
  std::int64_t minor = 0;
  bool open = true;  // the books were, when it came
  int alarms = 0;    // about this session, before
  std::int8_t state = -1;
};

class Oracle {
 public:
  explicit Oracle(World& world) : world_(world) {}

  // ---- the disk
  void writing(const kiosk::Commit& commit);
  void written(const kiosk::Commit& commit);
  void read_back(const kiosk::Books::Open& open);
  // After the step that took up what was read back.
  void taken_up(const kiosk::Conductor& conductor);
  // ---- what leaves the kiosk
  void leaves(const kiosk::StationEffect& effect);
  // ---- the charger
  void power_flows(SessionNumber session, int bay, const hal::ChargeKey& key);
  // What an event says about a charge that the books have running.
  std::optional<Reading> reading_in(const kiosk::StationEvent& event);
  // After the step that took it, with open books.
  void heard(const Reading& reading);
  // ---- the terminal
  // The answer that makes it stand has arrived there.
  void terminal_keeps_hold(SessionNumber session);
  // `found_out`: what became of an earlier order was found out, and it is done now.
  void terminal_keeps_booking(SessionNumber session, std::int64_t amount, bool found_out);
  // ---- the back end
  std::optional<HeardCost> cost_in(const kiosk::StationEvent& event, bool books_open);
  // After the step that took it.
  void heard(const HeardCost& cost, bool books_open);
  // ---- the screen, of a running kiosk
  void screen(const kiosk::Station& station, kiosk::Now now);
  // ---- when all is quiet
  void must_be_quiet();
  void judge();

  // The last entry about these sessions leaves them to a person.
  std::vector<std::string> for_person() const;

  void violation(Invariant invariant, SessionNumber session, const std::string& what);
  const std::array<std::int64_t, kInvariants>& violations() const { return violations_; }
  bool found_any() const { return found_; }
  // The last thing that is certainly on the disk about a session.
  const Paper& paper(SessionNumber session) { return file(session).acked; }
  // Its code was on screen, as far as the disk says.
  bool showed_code(SessionNumber session) {
    return (file(session).ever & (1U << static_cast<unsigned>(kIs<payment::AwaitingPhone>))) != 0;
  }
  // What was delivered is frozen on the disk.
  bool settles(SessionNumber session);

 private:
  struct File {
    std::string id;
    int bay = -1;
    Paper acked;
    Paper pending;
    bool has_pending = false;
    Time pending_since = -1;
    std::uint32_t ever = 0;  // the states that were ever on the disk, a bit each
    int holds_sent = 0;
    int raises = 0;  // intended on the disk so far
    int fences = 0;  // ordered
    Time capture_ordered_at = -1;
    std::int64_t held = -1;   // by the last entry that said so
    std::int64_t noted = -1;  // Wh, the greatest reading of this charge on the disk
    std::int64_t hold = 0;
    std::int64_t captures_sent = -1;  // the amount, minor units
    bool charging_card = false;
    std::int64_t told = -1;             // the newest final cost that certainly reached the kiosk
    std::vector<std::int64_t> perhaps;  // later ones that may have
    Time awaits_cost_since = -1;
    int alarms = 0;  // about the cost
    int doubts = 0;  // alarms about the meter
  };
  File& file(SessionNumber session);
  void given_up(SessionNumber session, std::int8_t before);
  static bool may_stay_open(const BankHold& hold, bool for_person);
  void settle_pending(SessionNumber session, const Paper& paper);
  void expect(bool right, Invariant invariant, SessionNumber session, const char* what) {
    if (!right) violation(invariant, session, what);
  }
  void raise_leaves(SessionNumber session, const payment::RaiseOrder& order);
  void compare_hold(SessionNumber session, const Paper& paper);
  void compare_told(SessionNumber session, const Paper& paper);
  void freezes(SessionNumber session, const Paper& paper);
  std::int64_t payable(const File& it) const;
  void judge_end(SessionNumber session);
  void judge_expiry(SessionNumber session);
  void judge_raises(SessionNumber session);
  void hold_leaves(const kiosk::PlaceHold& hold);
  void no_page_is_open_at(int bay, SessionNumber session);
  void order_leaves(SessionNumber session, const payment::SagaEffect& effect);
  void judge(SessionNumber session);
  std::int64_t certain_energy(SessionNumber session);
  void judge_capture(SessionNumber session, std::int64_t captured);
  void judge_books(SessionNumber session, std::int64_t captured, bool released);

  World& world_;
  std::vector<File> files_;  // by session
  std::set<SessionNumber> open_;
  bool read_ = false;                 // and not yet taken up
  std::optional<HeardCost> hearing_;  // the final cost that is being told right now
  std::size_t screen_seen_ = ~std::size_t{0};
  std::array<std::int64_t, kInvariants> violations_{};
  bool found_ = false;
};

}  // namespace kerb::torture
