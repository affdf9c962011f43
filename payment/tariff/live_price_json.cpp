#include "payment/tariff/live_price_json.hpp"

#include <nlohmann/json.hpp>

namespace kerb::payment::tariff {
namespace {

using Json = nlohmann::json;

// Slots that were never used are left out: the list ends at the last one that was.
template <typename Value, typename ToJson>
Json list_of(const std::array<Value, kSlots>& values, Value nothing, const ToJson& to_json) {
  std::size_t count = kSlots;
  while (count > 0 && values[count - 1] == nothing) --count;
  Json list = Json::array();
  for (std::size_t at = 0; at < count; ++at) list.push_back(to_json(at));
  return list;
}

// Energy is written in watt hours with their decimals: a long row of digits could be taken for a
// card number, which no journal accepts.
constexpr int kWattHourPlaces = 9;
Json energy_json(std::int64_t nano_wh) {
  return scaled_text(nano_wh, kWattHourPlaces);
}

// Reading throws Json's exceptions, and this, inside of this file only.
struct NotANote {};

std::int64_t integer(const Json& value) {
  if (!value.is_number_integer()) throw NotANote{};
  return value.get<std::int64_t>();
}

std::int64_t energy(const Json& value) {
  if (!value.is_string()) throw NotANote{};
  const auto read = read_decimal(value.get<std::string>(), kWattHourPlaces, kMostEnergy);
  if (!read || read->rounded) throw NotANote{};
  return read->value;
}

std::uint16_t component(const Json& value) {
  const std::int64_t number = integer(value);
  if (number < 0 || number > Tally::kNone) throw NotANote{};
  return static_cast<std::uint16_t>(number);
}

bool is_energy(std::size_t slot) {
  return slot == static_cast<std::size_t>(Slot::energy);
}

Tally::Noted noted_in(const Json& json, const CompiledTariff& tariff) {
  Tally::Noted noted;
  noted.last.fill(Tally::kNone);
  noted.session_start = json.contains("start") ? integer(json["start"]) : kUnknown;
  noted.latest = json.contains("latest") ? integer(json["latest"]) : kUnknown;
  noted.energy = energy(json.at("energy"));
  noted.charging = integer(json.at("charging"));
  noted.idle = integer(json.at("idle"));
  noted.total_time = integer(json.at("time"));
  noted.flat_done = json.at("flat").get<bool>();
  noted.reservation_flat_done = json.at("reservation_flat").get<bool>();
  const Json& last = json.at("last");
  const Json& unpriced = json.at("unpriced");
  if (last.size() > kSlots || unpriced.size() > kSlots) throw NotANote{};
  for (std::size_t at = 0; at < last.size(); ++at) noted.last.at(at) = component(last[at]);
  for (std::size_t at = 0; at < unpriced.size(); ++at) {
    noted.unpriced.at(at) = is_energy(at) ? energy(unpriced[at]) : integer(unpriced[at]);
  }
  for (const Json& use : json.at("used")) {
    if (use.size() != 3) throw NotANote{};
    const std::uint16_t at = component(use[0]);
    if (at >= tariff.size()) throw NotANote{};
    const bool counts_energy = tariff[at].dimension == Dimension::energy;
    noted.uses.push_back({at, {counts_energy ? energy(use[1]) : integer(use[1]), integer(use[2])}});
  }
  return noted;
}

MeterSample latest_in(const Json& json) {
  MeterSample sample;
  sample.at = integer(json.at("at"));
  sample.energy = energy(json.at("energy"));
  const std::int64_t activity = integer(json.at("activity"));
  if (activity < 0 || activity > static_cast<std::int64_t>(Activity::withheld)) throw NotANote{};
  sample.activity = static_cast<Activity>(activity);
  if (sample.energy < 0 || sample.energy > kMostEnergy) throw NotANote{};
  if (sample.at < kEarliest || sample.at >= kLatest) throw NotANote{};
  return sample;
}

}  // namespace

Json to_json(const LivePrice& price) {
  const Tally::Noted noted = price.tally().noted();
  Json used = Json::array();
  for (const auto& use : noted.uses) {
    const bool counts_energy = (*price.tariff())[use.component].dimension == Dimension::energy;
    const Json quantity = counts_energy ? energy_json(use.used.quantity) : Json(use.used.quantity);
    used.push_back({use.component, quantity, use.used.first_at});
  }
  Json tally{{"energy", energy_json(noted.energy)},
             {"charging", noted.charging},
             {"idle", noted.idle},
             {"time", noted.total_time},
             {"flat", noted.flat_done},
             {"reservation_flat", noted.reservation_flat_done},
             {"last", list_of(noted.last, Tally::kNone,
                              [&](std::size_t at) { return Json(noted.last[at]); })},
             {"unpriced", list_of(noted.unpriced, std::int64_t{0},
                                  [&](std::size_t at) {
                                    return is_energy(at) ? energy_json(noted.unpriced[at])
                                                         : Json(noted.unpriced[at]);
                                  })},
             {"used", std::move(used)}};
  if (noted.session_start != kUnknown) tally["start"] = noted.session_start;
  if (noted.latest != kUnknown) tally["latest"] = noted.latest;
  return {{"at", price.latest().at},
          {"energy", energy_json(price.latest().energy)},
          {"activity", static_cast<int>(price.latest().activity)},
          {"tally", std::move(tally)}};
}

std::optional<LivePrice> live_price_from(const Json& json,
                                         std::shared_ptr<const CompiledTariff> tariff,
                                         Rounding rounding) {
  try {
    const MeterSample latest = latest_in(json);
    const auto tally = Tally::resume(*tariff, noted_in(json.at("tally"), *tariff));
    if (!tally) return std::nullopt;
    return LivePrice(std::move(tariff), latest, rounding, *tally);
  } catch (const NotANote&) {
    return std::nullopt;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace kerb::payment::tariff
