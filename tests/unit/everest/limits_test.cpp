#include "hal/everest/limits.hpp"

#include <gtest/gtest.h>

namespace kerb::hal::everest {
namespace {

using By = PowerHeld::By;

Evse evse(int watts) {
  Evse it;
  it.id = 2;
  it.max_power = {watts};
  return it;
}

EnforcedLimits power_limit(int watts, const char* source) {
  EnforcedLimits limits;
  limits.power = Watts{watts};
  limits.power_source = source;
  return limits;
}

EnforcedLimits current_limit(int amperes, int phases, const char* source) {
  EnforcedLimits limits;
  limits.current_ma = amperes * 1000;
  limits.phases = phases;
  limits.current_source = source;
  return limits;
}

CarStatus dc_car(int soc, int amperes, int volts) {
  CarStatus car;
  car.soc_percent = soc;
  car.target_current_ma = amperes * 1000;
  car.present_voltage_mv = volts * 1000;
  return car;
}

CarStatus weak_car(int soc, int most) {
  CarStatus car;
  car.soc_percent = soc;
  car.most_power = Watts{most};
  return car;
}

struct Row {
  const char* rule;
  int label;  // the EVSE's own power
  EnforcedLimits limits;
  CarStatus car;
  int flows;
  bool at_work;
  bool hot;
  By by;
  int to;
};

const Row kRows[] = {
    {"nothing is said", 150'000, {}, {}, 149'000, true, false, By::nobody, 0},
    {"no charge, no reason",
     150'000,
     power_limit(10'000, "grid"),
     {},
     0,
     false,
     false,
     By::nobody,
     0},
    {"as much as the label says",
     22'000,
     power_limit(22'000, "grid"),
     {},
     21'500,
     true,
     false,
     By::nobody,
     0},
    {"a limit above the label",
     22'000,
     power_limit(90'000, "ocpp_1"),
     {},
     21'500,
     true,
     false,
     By::nobody,
     0},
    {"the site",
     150'000,
     power_limit(60'000, "grid_connection_point/fuse"),
     {},
     58'000,
     true,
     false,
     By::site,
     60'000},
    {"the back end, by an OCPP module",
     150'000,
     power_limit(50'000, "OCPP201/schedule"),
     {},
     49'000,
     true,
     false,
     By::back_end,
     50'000},
    {"the hardware is what the label says",
     22'000,
     power_limit(11'000, "yeti_board_support/caps"),
     {},
     11'000,
     true,
     false,
     By::nobody,
     0},
    {"heat by its source",
     22'000,
     power_limit(11'000, "temperature_derating"),
     {},
     11'000,
     true,
     false,
     By::heat,
     11'000},
    {"heat by an error",
     22'000,
     power_limit(11'000, "evse_manager_1"),
     {},
     11'000,
     true,
     true,
     By::heat,
     11'000},
    {"a current on three phases",
     22'000,
     current_limit(16, 3, "grid"),
     {},
     10'900,
     true,
     false,
     By::site,
     11'040},
    {"a current on one phase",
     22'000,
     current_limit(16, 1, "ocpp"),
     {},
     3'600,
     true,
     false,
     By::back_end,
     3'680},
    {"no power at all, and nothing flows",
     22'000,
     power_limit(0, "grid"),
     {},
     0,
     true,
     false,
     By::site,
     0},
    {"a DC car that is nearly full",
     150'000,
     {},
     dc_car(83, 100, 400),
     39'000,
     true,
     false,
     By::car,
     40'000},
    {"a DC car that is not nearly full",
     150'000,
     {},
     dc_car(24, 100, 400),
     39'000,
     true,
     false,
     By::cold_car,
     40'000},
    {"a car that can do no more",
     150'000,
     {},
     weak_car(70, 50'000),
     50'000,
     true,
     false,
     By::car,
     50'000},
    {"the car below the site's limit", 150'000, power_limit(90'000, "grid"), dc_car(90, 50, 400),
     19'000, true, false, By::car, 20'000},
    {"the site below what the car wants", 150'000, power_limit(60'000, "grid"),
     dc_car(50, 300, 400), 59'000, true, false, By::site, 60'000},
    {"an AC car is known by what it takes", 22'000, {}, {}, 7'200, true, false, By::car, 7'200},
    {"a car that has not begun", 22'000, {}, {}, 0, true, false, By::nobody, 0},
};

TEST(EverestLimits, SayWhoHoldsThePower) {
  for (const Row& row : kRows) {
    Limits limits(evse(row.label));
    limits.take(row.limits);
    limits.take(row.car);
    limits.read({row.flows});
    const Monotonic now{};
    (void)limits.look(row.at_work, row.hot, now);
    const auto held = limits.look(row.at_work, row.hot, now + Seconds{11});
    EXPECT_EQ(held.has_value(), row.by != By::nobody) << row.rule;
    if (!held) continue;
    EXPECT_EQ(held->evse, 2);
    EXPECT_EQ(held->by, row.by) << row.rule;
    EXPECT_EQ(held->to, Watts{row.to}) << row.rule;
  }
}

// As EvseManager, EnergyNode, OCPP201 and AcTemperatureDerating of EVerest 2026.02 write it.
TEST(EverestLimits, HaveTheirSourceInEverestsOwnWords) {
  const std::pair<const char*, By> cases[] = {
      {"evse_manager_1/evse_board_support_caps", By::nobody},
      {"evse_manager_1/powersupply_dc_caps", By::nobody},
      {"evse_manager_1/pp_ampacity", By::nobody},
      {"", By::nobody},
      {"grid_connection_point/module_config", By::site},
      {"temperate_zone_fuse/module_config", By::site},
      {"ocpp/OCPP_set_external_limits", By::back_end},
      {"csms/OCPP_set_external_limits", By::back_end},
      {"AcTemperatureDerating", By::heat},
      {"some_energy_manager", By::site},
  };
  for (const auto& [source, by] : cases) EXPECT_EQ(holder_of(source), by) << source;
}

TEST(EverestLimits, SayItOnceAndWhenItHasSettled) {
  Limits limits(evse(22'000));
  const Monotonic start{};
  limits.read({11'000});
  limits.take(power_limit(11'000, "grid"));
  EXPECT_FALSE(limits.look(true, false, start));
  EXPECT_FALSE(limits.look(true, false, start + Seconds{9}));
  EXPECT_EQ(limits.look(true, false, start + Seconds{10})->by, By::site);
  EXPECT_FALSE(limits.look(true, false, start + Seconds{30}));
  // A little less is the same; much less is not.
  limits.take(power_limit(10'500, "grid"));
  EXPECT_FALSE(limits.look(true, false, start + Seconds{60}));
  limits.take(power_limit(6'000, "grid"));
  limits.read({6'000});
  EXPECT_FALSE(limits.look(true, false, start + Seconds{61}));
  EXPECT_EQ(limits.look(true, false, start + Seconds{71})->to, Watts{6'000});
  // The end of the charge is the end of it, at once.
  EXPECT_EQ(limits.look(false, false, start + Seconds{72})->by, By::nobody);
  EXPECT_FALSE(limits.look(false, false, start + Seconds{90}));
}

TEST(EverestLimits, TheNextCarIsAnother) {
  Limits limits(evse(150'000));
  limits.take(dc_car(90, 50, 400));
  limits.read({20'000});
  limits.forget_car();
  (void)limits.look(true, false, Monotonic{});
  EXPECT_FALSE(limits.look(true, false, Monotonic{Seconds{20}}));
}

}  // namespace
}  // namespace kerb::hal::everest
