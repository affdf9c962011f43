#include "kiosk/gallery/charging_fixtures.hpp"

#include "kiosk/gallery/examples.hpp"

namespace kerb::kiosk::gallery {

using namespace std::chrono_literals;

std::vector<Fixture> charging_fixtures() {
  std::vector<Fixture> all;
  const auto variant = [](auto change) {
    ChargingModel model = charging_model();
    change(model);
    return in_session(model);
  };
  all.push_back({"charging", in_session(charging_model())});
  // On a phone, or by a card that only a terminal has read: nothing to tap with.
  all.push_back({"charging.no_tap", variant([](ChargingModel& model) {
                   model.card_last_four.clear();
                   model.card_stops = false;
                 })});
  all.push_back({"charging.free", variant([](ChargingModel& model) {
                   model.card_last_four.clear();
                   model.card_stops = false;
                   model.hold = euro(0);
                   model.cost = euro(0);
                   model.cost_at_80_percent.reset();
                 })});
  ChargingModel other_card = charging_model();
  other_card.stray_tap = StrayTap{TapHint::not_this_charge};
  all.push_back({"charging.stray_tap", in_session(other_card)});
  all.push_back({"charging.no_soc", variant([](ChargingModel& model) {
                   model.soc_percent.reset();
                   model.to_80_percent.reset();
                   model.cost_at_80_percent.reset();
                   model.energy = {121'437};
                   model.cost = euro(7165);
                   model.elapsed = 1h + 5min;
                 })});
  all.push_back({"charging.begun", variant([](ChargingModel& model) {
                   model.energy = {40};
                   model.power = {4'200};
                   model.cost = euro(2);
                   model.elapsed = 4s;
                   model.curve = {{0s, {4'000}}};
                   model.hold = euro(0);
                   model.card_last_four = "";
                 })});
  all.push_back({"charging.paused_by_car", variant([](ChargingModel& model) {
                   model.paused_by_car = true;
                   model.power = {0};
                 })});
  all.push_back({"charging.limit_near", variant([](ChargingModel& model) {
                   model.limit_near = true;
                   model.to_80_percent.reset();
                   model.cost_at_80_percent.reset();
                   model.energy = {76'431};
                   model.cost = euro(4509);
                 })});
  all.push_back({"charging.paused_by_station", variant([](ChargingModel& model) {
                   model.paused_by_station = true;
                   model.power = {0};
                 })});
  const auto paused = [&](hal::PauseReason why, hal::ChargerFault fault) {
    return variant([&](ChargingModel& model) {
      model.paused_by_station = true;
      model.pause = why;
      model.connector.fault = fault;
      model.power = {0};
    });
  };
  all.push_back({"charging.emergency_stop",
                 paused(hal::PauseReason::error, hal::ChargerFault::emergency_stop)});
  all.push_back(
      {"charging.hot_cable", paused(hal::PauseReason::error, hal::ChargerFault::cable_hot)});
  all.push_back({"charging.paused_by_app", paused(hal::PauseReason::user, {})});
  all.push_back({"charging.no_energy", paused(hal::PauseReason::no_energy, {})});
  const auto held = [&](hal::PowerHeld::By by) {
    return variant([&](ChargingModel& model) {
      model.held = {1, by, {50'000}};
      model.power = {49'200};
    });
  };
  all.push_back({"charging.site_shares", held(hal::PowerHeld::By::site)});
  all.push_back({"charging.operator_limits", held(hal::PowerHeld::By::back_end)});
  all.push_back({"charging.car_asks_less", held(hal::PowerHeld::By::car)});
  all.push_back({"charging.cold_battery", held(hal::PowerHeld::By::cold_car)});
  all.push_back({"charging.hot_plug", held(hal::PowerHeld::By::heat)});
  all.push_back(
      {"charging.link_lost", variant([](ChargingModel& model) { model.link_lost = true; })});
  all.push_back({"stop_confirm", in_session(StopConfirmModel{charging_model(), false})});
  all.push_back({"stop_confirm.by_card", in_session(StopConfirmModel{charging_model(), true})});
  all.push_back({"finishing", in_session(FinishingModel{false, {42'818}, euro(2526)})});
  all.push_back({"finishing.unplug", in_session(FinishingModel{true, {42'818}, euro(2526)})});
  return all;
}

}  // namespace kerb::kiosk::gallery
