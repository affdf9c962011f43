// Touches and keys at random, cards and cables and faults at the wrong moment: the screen is never
// stuck, there is always a way home, left alone it goes home by itself, no memory is lost, and
// every screen is seen. A failing seed is replayed by giving it again.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <string_view>

#include "tests/monkey/cage.hpp"

namespace kerb::monkey {
namespace {

using hal::simulated::Kept;

using Phase = hal::Touch::Phase;

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  }
  return 0;
}

class Monkey {
 public:
  Monkey(std::uint64_t seed, int steps) : dice_(seed), cage_(dice_), steps_(steps) {}

  int run() {
    long settled = 0;
    for (step_ = 1; step_ <= steps_ && problem_.empty(); ++step_) {
      act();
      ++seen_[cage_.screen()];
      check();
      if (step_ % kLeftAlone == 0) leave_alone();
      if (step_ == steps_ / 5) settled = resident_kib();
    }
    const long grown = resident_kib() - settled;
    if (problem_.empty() && grown > kMostGrownKib) {
      problem_ = fmt::format("memory grew by {} KiB in the last four fifths", grown);
    }
    if (problem_.empty() && steps_ >= kEnoughForAll) expect_all_screens();
    fmt::print("{} steps, {} times left alone, memory {:+} KiB\n", step_ - 1, left_alone_, grown);
    for (const auto& [screen, count] : seen_) fmt::print("  {:<16}{:>8}\n", screen, count);
    if (problem_.empty()) return 0;
    fmt::print("FAIL at step {}, on the screen \"{}\": {}\n", step_ - 1, cage_.screen(), problem_);
    return 1;
  }

 private:
  static constexpr int kLeftAlone = 250;
  static constexpr long kMostGrownKib = 8 * 1024;
  static constexpr int kEnoughForAll = 20'000;

  // ---- hands
  void act() {
    // Now and then it does what the screen asks for, else it would never see a charge.
    if (cage_.screen() == "tap" && dice_.one_in(5)) return touch("tap.by_phone");
    if (cage_.screen() == "tap" && dice_.one_in(3)) return cage_.tap();
    if (cage_.screen() == "plug_in" && dice_.one_in(3)) return plug();
    const auto roll = dice_.below(100);
    if (roll < 55) return touch_something();
    if (roll < 65) return touch_anywhere();
    if (roll < 72) return press();
    if (roll < 76) return fumble();
    if (roll < 84) return cage_.tap();
    if (roll < 92) return meddle();
    cage_.pass(
        hal::Millis{dice_.one_in(6) ? dice_.between(10'000, 300'000) : dice_.between(100, 8'000)});
  }

  void finger(float x, float y, Phase phase, std::int64_t number = 1) {
    cage_.touch({phase, number, x, y});
  }
  void tap_at(float x, float y) {
    finger(x, y, Phase::down);
    cage_.pass(hal::Millis{dice_.between(20, 400)});
    finger(x, y, Phase::up);
  }
  void touch_something() {
    const auto touchables = cage_.tree().touchables();
    if (touchables.empty()) return;
    const kiosk::ui::Point at =
        touchables[static_cast<std::size_t>(dice_.below(std::ssize(touchables)))]
            ->visible()
            .centre();
    tap_at(at.x, at.y);
  }
  void touch(std::string_view name) {
    const kiosk::ui::Element* button = cage_.tree().find(name);
    if (button == nullptr) return;
    const kiosk::ui::Point at = button->visible().centre();
    tap_at(at.x, at.y);
  }
  float across() { return static_cast<float>(dice_.below(cage_.width())); }
  float down() { return static_cast<float>(dice_.below(cage_.height())); }
  void touch_anywhere() { tap_at(across(), down()); }
  void press() {
    using Meaning = hal::Key::Meaning;
    constexpr std::array<Meaning, 10> kKeys{
        Meaning::next, Meaning::next,   Meaning::previous, Meaning::activate, Meaning::activate,
        Meaning::back, Meaning::speech, Meaning::repeat,   Meaning::pause,    Meaning::volume};
    cage_.press(kKeys[static_cast<std::size_t>(dice_.below(std::ssize(kKeys)))]);
  }
  // Palms, rain, and fingers that slide, cross and never lift.
  void fumble() {
    for (auto touches = dice_.between(2, 12); touches > 0; --touches) {
      constexpr std::array<Phase, 4> kPhases{Phase::down, Phase::move, Phase::up, Phase::cancel};
      finger(across(), down(), kPhases[static_cast<std::size_t>(dice_.below(4))], dice_.below(4));
      if (dice_.one_in(3)) cage_.pass(hal::Millis{dice_.below(30)});
    }
    for (std::int64_t number = 0; number < 4; ++number) finger(0, 0, Phase::cancel, number);
  }
  void meddle() {
    const auto evse = static_cast<hal::EvseId>(dice_.between(1, 2));
    switch (dice_.below(18)) {
      case 0:
        return cage_.charger().set_fault(evse, hal::ChargerFault::contactor);
      case 1:
        return cage_.charger().emergency_stop(true);
      case 2:
        return cage_.charger().set_reachable(false);
      case 3:
        return cage_.reader_on(false);
      case 4:
        return cage_.charger().fail_next_start(evse, hal::ChargerFault::internal);
      case 5:
        return cage_.charger().set_soc(evse, static_cast<int>(dice_.between(1, 100)));
      case 6:
        return cage_.charger().limit_site({dice_.below(2) * 50'000});
      case 7:
        return cage_.charger().unplug(evse);
      case 8:
      case 9:
      case 10:
        return mend();
      case 11:
        return cage_.charger().keep(evse, static_cast<Kept>(dice_.below(4)));
      case 12:
        return cage_.charger().interrupt(
            evse, hal::PauseReason::error,
            *hal::fault_of_mrec(static_cast<int>(dice_.between(1, 26))));
      case 13:
        return cage_.charger().hold_power(evse, hal::PowerHeld::By::heat, {20'000});
      default:
        return cage_.charger().plug(evse);
    }
  }
  void plug() {
    for (const hal::EvseId evse : {1, 2}) cage_.charger().plug(evse);
    cage_.pass(hal::Millis{dice_.between(100, 6'000)});
  }
  void mend() {
    cage_.charger().set_reachable(true);
    cage_.charger().emergency_stop(false);
    for (const hal::EvseId evse : {1, 2}) {
      cage_.charger().set_fault(evse, hal::ChargerFault::none);
      cage_.charger().keep(evse, Kept::no);
      cage_.charger().interrupt(evse, hal::PauseReason::none);
      cage_.charger().hold_power(evse, hal::PowerHeld::By::nobody, {});
    }
    cage_.charger().limit_site({350'000});
    cage_.reader_on(true);
  }

  // ---- what must hold
  void check() {
    const auto duplicates = cage_.tree().duplicates();
    if (!duplicates.empty()) problem_ = "two elements are called " + duplicates.front();
    if (cage_.tree().touchables().empty()) problem_ = "nothing can be touched";
    if (!leads_home()) problem_ = "there is no way home";
  }

  // A button that leads on, or a screen that ends by itself.
  bool leads_home() const {
    for (const char* name : {"nav.back", "nav.done", "nav.cancel", "still.here", "stop.keep",
                             "charge.stop", "failure.try_again"}) {
      const kiosk::ui::Element* button = cage_.tree().find(name);
      if (button != nullptr && button->enabled && button->touchable) return true;
    }
    for (const char* passing : {"idle", "out_of_service", "authorising", "finishing", "plug_in"}) {
      if (cage_.screen() == passing) return true;
    }
    return false;
  }

  // Cars leave, faults are mended, nobody touches anything: everything comes to its end.
  void leave_alone() {
    ++left_alone_;
    mend();
    cage_.bank_is_kind(true);
    for (const hal::EvseId evse : {1, 2}) cage_.charger().unplug(evse);
    for (int minute = 0; minute < kMostMinutes; ++minute) {
      cage_.pass(hal::Minutes{1}, hal::Seconds{5});
      if (cage_.screen() == "idle" && cage_.sessions() == 0) break;
    }
    cage_.bank_is_kind(false);
    if (cage_.screen() != "idle") problem_ = "left alone for hours, it does not go home";
    if (cage_.sessions() != 0) problem_ = "left alone for hours, a session does not end";
    if (cage_.snapshot()->preferences != kiosk::Preferences{}) {
      cage_.pass(hal::Minutes{5});
      if (cage_.snapshot()->preferences != kiosk::Preferences{}) {
        problem_ = "the last driver's preferences stay";
      }
    }
  }

  void expect_all_screens() {
    for (const char* screen :
         {"idle", "connector", "tariff", "tap", "authorising", "plug_in", "charging", "cost",
          "stop_confirm", "finishing", "receipt", "failure", "out_of_service", "help", "report",
          "languages", "scan"}) {
      if (!seen_.contains(screen)) problem_ = fmt::format("\"{}\" was never seen", screen);
    }
  }

  static constexpr int kMostMinutes = 36 * 60;  // a second look at a lost hold comes a day later

  torture::Random dice_;
  Cage cage_;
  int steps_;
  int step_ = 0;
  int left_alone_ = 0;
  std::map<std::string, int> seen_;
  std::string problem_;
};

bool read(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace
}  // namespace kerb::monkey

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  std::uint64_t steps = 10'000;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view word = argv[i];
    std::uint64_t* value = word == "--seed" ? &seed : word == "--steps" ? &steps : nullptr;
    if (value == nullptr || i + 1 >= argc || !kerb::monkey::read(argv[i + 1], *value) ||
        steps > 100'000'000) {
      fmt::print("monkey [--steps N] [--seed S]\n");
      return word == "--help" ? 0 : 2;
    }
  }
  return kerb::monkey::Monkey(seed, static_cast<int>(steps)).run();
}
