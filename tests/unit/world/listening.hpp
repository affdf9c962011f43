// A station in memory with two EVSEs, and an ear that writes down what it says.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "hal/simulated/station.hpp"
#include "hal/simulated/world/wire.hpp"

namespace kerb::hal::simulated {

inline const ChargeKey kKey = "0123456789abcdef0123456789abcdef";
inline const ChargeKey kOther = "ffffffffffffffffffffffffffffffff";

inline std::string word(EvseState state) {
  return std::string(word_of(state));
}

// What was heard, as words: "1 started", "1 charging".
struct Listening {
  std::vector<std::string> words;
  std::vector<MeterSample> samples;
  std::vector<ChargeStopped> stops;
  std::vector<ChargeStartFailed> failures;
  EvseChanged last;
  PowerHeld held;

  void operator()(const EvseChanged& e) {
    say(e.evse, word(e.state));
    last = e;
  }
  void operator()(const MeterSample& e) { samples.push_back(e); }
  void operator()(const PowerHeld& e) { held = e; }
  void operator()(const ChargeStarted& e) { say(e.evse, "started"); }
  void operator()(const ChargeStartFailed& e) {
    failures.push_back(e);
    say(e.evse, "start failed");
  }
  void operator()(const ChargeStopped& e) {
    stops.push_back(e);
    say(e.evse, "stopped");
  }
  void operator()(const LinkLost&) { words.emplace_back("lost"); }
  void operator()(const LinkRestored&) { words.emplace_back("restored"); }
  void say(EvseId evse, const std::string& what) {
    words.push_back(std::to_string(evse) + " " + what);
  }
};

using Words = std::vector<std::string>;

class SimulatedStation : public ::testing::Test {
 protected:
  SimulatedStation()
      : station({{1, ConnectorKind::ccs2, {300'000}, true},
                 {2, ConnectorKind::type2, {22'000}, false}}) {
    station.advance(now);
    listen(heard);
  }
  void listen(Listening& ear) {
    station.listen([&ear](const ControllerEvent& event) { std::visit(ear, event); });
  }
  void pass(Millis span) {
    now += span;
    station.advance(now);
  }
  Words news() { return std::exchange(heard.words, {}); }
  // A car at 1 that charges, at the moment of its first watt.
  void charge(const Car& car = Car{}) {
    station.plug(1, car);
    ASSERT_TRUE(station.start(1, kKey));
    pass(Seconds{3});
    ASSERT_EQ(station.state(1), EvseState::charging);
    news();
    heard.samples.clear();
  }
  WattHours delivered() { return station.meter(1) - WattHours{1'000'000}; }

  Monotonic now{Millis{987'654'321}};
  Listening heard;
  Station station;
};

}  // namespace kerb::hal::simulated
