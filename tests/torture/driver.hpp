// People. Each bay has a line of them; all share one screen and one reader, and few do what the
// screen says in the order it says it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kiosk/station/station.hpp"
#include "tests/torture/agenda.hpp"
#include "tests/torture/random.hpp"

namespace kerb::torture {

class World;

class Drivers {
 public:
  Drivers(World& world, int bays, int visits);
  void begin();
  void act(const DriverActs& acts);
  // Nobody comes any more and nobody is left.
  // Whoever asked for a code scans it, and pays: soon, late or never.
  void take_out_phone(SessionNumber session);
  bool gone() const { return still_here_ == 0; }

 private:
  enum class Act : std::uint8_t {
    choose,
    pay,
    back,
    tap,
    tap_charging_card,
    tap_other_card,
    tap_badly,
    plug,
    plug_next_bay,
    unplug,
    cancel,
    stop,
    confirm,
    keep,
    help,
    report,
    try_again,
    done,
    touch,
    by_phone,
  };
  struct Step {
    Time pause;
    Act act;
  };
  struct Visit {
    int number = 0;
    std::vector<Step> steps;
    std::string card;
  };

  void arrive(int bay);
  void add(Visit& visit, Time least, Time most, Act act);
  void plan(Visit& visit);
  void plan_charge(Visit& visit);
  void plan_end(Visit& visit);
  void wander(Visit& visit);
  void trouble();
  void next(int bay, int act);
  void perform(int bay, Act act);
  void wish(const kiosk::Intent& intent);
  void tap(const std::string& card, bool charging_card);
  void misread();

  void prefer_phone(Visit& visit);

  World& world_;
  Random phones_;              // of its own, so that what befalls the others stays what it was
  std::vector<Visit> visits_;  // the present one of each bay
  int to_come_;
  int still_here_;
};

}  // namespace kerb::torture
