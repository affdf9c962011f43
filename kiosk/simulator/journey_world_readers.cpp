#include "kiosk/simulator/journey_readers.hpp"

#include <array>
#include <utility>

#include "hal/simulated/world/wire.hpp"

namespace kerb::kiosk::journey {
namespace {

std::optional<hal::ChargerFault> read_fault(Words& words) {
  constexpr std::string_view kWanted =
      "a fault, such as lock_failure, cable_hot or connector_voltage";
  const auto name = words.name(kWanted);
  if (!name) return std::nullopt;
  const auto fault = hal::simulated::fault_named(*name);
  if (!fault) return words.fail(kWanted);
  return fault;
}

}  // namespace

MaybeAction read_car_takes(Words& words) {
  CarTakes takes;
  if (!words.take("nothing")) {
    const auto power = words.power();
    if (!power) return std::nullopt;
    takes.at_most = *power;
  }
  return with_connector(words, true, takes);
}

MaybeAction read_car_soc(Words& words) {
  const auto percent = words.percent();
  if (!percent) return std::nullopt;
  return with_connector(words, true, CarSoc{.percent = *percent});
}

MaybeAction read_car_full(Words& words) {
  return with_connector(words, true, CarSoc{.percent = 100});
}

MaybeAction read_site_gives(Words& words) {
  if (words.take("nothing")) return SiteGives{};
  const auto power = words.power();
  if (!power) return std::nullopt;
  return SiteGives{*power};
}

MaybeAction read_terminal_order(Words& words) {
  const auto order = words.rest();
  if (!order) return words.fail("an order of `kerb terminal`, such as host down");
  return TerminalOrder{*order};
}

MaybeAction read_start_fails(Words& words) {
  return with_connector(words, true, StartFails{});
}

MaybeAction read_connector(Words& words) {
  const auto evse = words.number(1, 99, "the number of a connector, 1 to 99");
  if (!evse) return std::nullopt;
  const auto id = static_cast<hal::EvseId>(*evse);
  if (words.take("broken")) {
    if (!words.take("by")) return ConnectorFault{id, hal::ChargerFault::contactor};
    const auto fault = read_fault(words);
    if (!fault) return std::nullopt;
    return ConnectorFault{id, *fault};
  }
  if (words.take("repaired")) return ConnectorFault{id, hal::ChargerFault::none};
  constexpr std::array<std::pair<std::string_view, hal::simulated::Kept>, 4> kKept{{
      {"reserved", hal::simulated::Kept::reserved},
      {"switched off", hal::simulated::Kept::switched_off},
      {"updating", hal::simulated::Kept::updating},
      {"for everybody", hal::simulated::Kept::no},
  }};
  for (const auto& [word, how] : kKept) {
    if (words.take(word)) return KeepConnector{id, how};
  }
  return words.fail(
      "\"broken\", \"repaired\", \"reserved\", \"switched off\", \"updating\" or \"for "
      "everybody\"");
}

MaybeAction read_charge_pauses(Words& words) {
  ChargePauses pauses;
  if (words.take("on request")) {
    pauses.why = hal::PauseReason::user;
  } else if (words.take("without power")) {
    pauses.why = hal::PauseReason::no_energy;
  } else if (words.take("by")) {
    const auto fault = read_fault(words);
    if (!fault) return std::nullopt;
    pauses.why = hal::PauseReason::error;
    pauses.fault = *fault;
  } else {
    return words.fail("\"on request\", \"without power\" or \"by\" and a fault");
  }
  return with_connector(words, true, pauses);
}

MaybeAction read_charge_goes_on(Words& words) {
  return with_connector(words, true, ChargePauses{});
}

MaybeAction read_power_held(Words& words) {
  using By = hal::PowerHeld::By;
  constexpr std::array<std::pair<std::string_view, By>, 5> kHolders{{
      {"by the site", By::site},
      {"by the operator", By::back_end},
      {"by the car", By::car},
      {"by the cold", By::cold_car},
      {"by the heat", By::heat},
  }};
  const auto power = words.power();
  if (!power) return std::nullopt;
  for (const auto& [word, by] : kHolders) {
    if (words.take(word)) return with_connector(words, true, PowerHeldTo{.by = by, .to = *power});
  }
  return words.fail("by whom: \"by the site\", … operator, car, cold or heat");
}

MaybeAction read_power_free(Words& words) {
  return with_connector(words, true, PowerHeldTo{});
}

MaybeAction read_bank(Words& words) {
  constexpr std::array<std::pair<std::string_view, BankMood>, 8> kMoods{{
      {"normal", BankMood::normal},
      {"slow", BankMood::slow},
      {"unreachable", BankMood::unreachable},
      {"declines", BankMood::declines},
      {"drops before", BankMood::drops_before},
      {"drops after", BankMood::drops_after},
      {"html", BankMood::answers_html},
      {"502", BankMood::error_502},
  }};
  for (const auto& [word, mood] : kMoods) {
    if (words.take(word)) return Bank{mood};
  }
  return words.fail(
      "how the bank is: normal, slow, unreachable, declines, drops before, drops after, html or "
      "502");
}

MaybeAction read_tariff_becomes(Words& words) {
  const auto file = words.rest();
  if (!file) return words.fail("a file, such as tariffs/night.json");
  return TariffBecomes{*file};
}

MaybeAction read_power_cut(Words&) {
  return PowerCut{};
}

MaybeAction read_blackout(Words& words) {
  const auto span = words.span();
  if (!span) return std::nullopt;
  return Blackout{*span};
}

}  // namespace kerb::kiosk::journey
