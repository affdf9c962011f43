#include "kiosk/simulator/journey_readers.hpp"

#include <array>
#include <utility>

namespace kerb::kiosk::journey {
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

MaybeAction read_start_fails(Words& words) {
  return with_connector(words, true, StartFails{});
}

MaybeAction read_connector(Words& words) {
  const auto evse = words.number(1, 99, "the number of a connector, 1 to 99");
  if (!evse) return std::nullopt;
  const auto id = static_cast<hal::EvseId>(*evse);
  if (words.take("broken")) return ConnectorFault{id, true};
  if (words.take("repaired")) return ConnectorFault{id, false};
  return words.fail("\"broken\" or \"repaired\"");
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
