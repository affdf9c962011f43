#include "hal/simulated/world/world_orders.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace kerb::hal::simulated {
namespace {

constexpr std::size_t kLongestCommand = 261;  // octets of a short APDU
constexpr std::size_t kChargesAPage = 16;

Json done() {
  return {{"ok", true}};
}
Json done(Json with) {
  with["ok"] = true;
  return with;
}
Json no(std::string_view error, const std::string& why) {
  return {{"error", error}, {"why", why}};
}
Json not_understood() {
  return no("not_understood", "no such order, or something in it is missing or out of range");
}
Json no(const ReaderFailure& failure) {
  return no(word_of(failure.fault), failure.detail);
}
Json no(const Error& error) {
  constexpr std::string_view kPrefix = "controller.";
  const bool ours = error.code.rfind(kPrefix, 0) == 0;
  return no(ours ? error.code.substr(kPrefix.size()) : "refused", error.tried);
}

using Act = Json (*)(const Json& question, const World& world);
using ActAt = Json (*)(const Json& question, const World& world, EvseId evse);

// ---- the charger, for the kiosk

Json start(const Json& question, const World& world, EvseId evse) {
  const auto charge = charge_in(question);
  if (!charge) return not_understood();
  const auto accepted = world.station.start(evse, *charge);
  return accepted ? done() : no(accepted.error());
}

template <Result<ChargeRecord> (Station::*kOrder)(EvseId, const ChargeKey&)>
Json record(const Json& question, const World& world, EvseId evse) {
  const auto charge = charge_in(question);
  if (!charge) return not_understood();
  const auto known = (world.station.*kOrder)(evse, *charge);
  return known ? done(message_of(*known)) : no(known.error());
}

Json evses(const Json& /*question*/, const World& world) {
  Json ids = Json::array();
  for (const Evse& evse : world.station.evses()) ids.push_back(evse.id);
  return done({{"evses", std::move(ids)}});
}

// ---- the reader, for the kiosk

Json card(const Json& question, const World& world) {
  const auto span = whole_in(question, "ms", 0, 1'000);
  if (!span) return not_understood();
  const auto there = world.reader.wait_for_card(Millis{*span});
  if (!there) return no(there.error());
  return done({{"atr", to_hex(there->atr)},
               {"uid", to_hex(there->uid)},
               {"speaks_apdu", there->speaks_apdu}});
}

Json apdu(const Json& question, const World& world) {
  const auto digits = text_in(question, "command", kLongestCommand * 2);
  const auto command = digits ? from_hex(*digits) : std::nullopt;
  if (!command) return not_understood();
  const auto response = world.reader.transceive(*command);
  return response ? done({{"response", to_hex(*response)}}) : no(response.error());
}

Json lights(const Json& question, const World& world) {
  const auto shown = lights_in(question);
  if (!shown) return not_understood();
  world.reader.show(*shown);
  return done();
}

// ---- the world

Json plug(const Json& question, const World& world, EvseId evse) {
  Car car;
  if (const auto soc = whole_in(question, "soc", 0, 100)) car.soc_percent = static_cast<int>(*soc);
  if (const auto size = whole_in(question, "battery", 1'000, 10'000'000)) car.battery = {*size};
  if (const auto most = whole_in(question, "power", 0, 10'000'000)) car.max_power = {*most};
  world.station.plug(evse, car);
  return done();
}

Json soc(const Json& question, const World& world, EvseId evse) {
  const auto percent = whole_in(question, "soc", 0, 100);
  if (!percent) return not_understood();
  world.station.set_soc(evse, static_cast<int>(*percent));
  return done();
}

Json limit_car(const Json& question, const World& world, EvseId evse) {
  const auto power = whole_in(question, "power", 0, kMostPower);
  if (!power) return not_understood();
  world.station.limit_car(evse, {*power});
  return done();
}

template <void (Station::*kDeed)(EvseId, ChargerFault)>
Json break_something(const Json& question, const World& world, EvseId evse) {
  const auto fault = fault_in(question);
  if (!fault) return not_understood();
  (world.station.*kDeed)(evse, *fault);
  return done();
}

Json keep(const Json& question, const World& world, EvseId evse) {
  constexpr std::array<std::string_view, 4> kHow{"no", "reserved", "switched_off", "updating"};
  const auto said = text_in(question, "how", 16);
  const auto found = said ? std::find(kHow.begin(), kHow.end(), *said) : kHow.end();
  if (found == kHow.end()) return not_understood();
  world.station.keep(evse, static_cast<Kept>(found - kHow.begin()));
  return done();
}

Json interrupt(const Json& question, const World& world, EvseId evse) {
  const auto why = pause_in(question);
  const auto fault = fault_in(question);
  if (!why || !fault) return not_understood();
  world.station.interrupt(evse, *why, *fault);
  return done();
}

Json hold_power(const Json& question, const World& world, EvseId evse) {
  const auto by = holder_in(question);
  const auto power = whole_in(question, "power", 0, kMostPower);
  if (!by || !power) return not_understood();
  world.station.hold_power(evse, *by, {*power});
  return done();
}

Json jam_lock(const Json& question, const World& world, EvseId evse) {
  const auto on = flag_in(question, "on");
  if (!on) return not_understood();
  world.station.jam_lock(evse, *on);
  return done();
}

Json unlock(const Json& /*question*/, const World& world, EvseId evse) {
  const auto outcome = world.station.unlock(evse);
  return outcome ? done({{"outcome", word_of(*outcome)}}) : no(outcome.error());
}

template <typename Thing, void (Thing::*kDeed)(bool)>
Json switch_it(const Json& question, Thing& thing) {
  const auto on = flag_in(question, "on");
  if (!on) return not_understood();
  (thing.*kDeed)(*on);
  return done();
}

Json limit_site(const Json& question, const World& world) {
  const auto power = whole_in(question, "power", 0, kMostPower);
  if (!power) return not_understood();
  world.station.limit_site({*power});
  return done();
}

Json tap(const Json& question, const World& world) {
  const auto word = text_in(question, "card", 32);
  const auto kind = word ? card_kind(*word) : std::nullopt;
  if (!kind) return not_understood();
  world.reader.tap(*kind);
  return done();
}

// ---- what is seen

Json look(const Json& /*question*/, const World& world, EvseId evse) {
  const Station& station = world.station;
  return done({{"state", word_of(station.state(evse))},
               {"plugged", station.plugged(evse)},
               {"power", station.power(evse).count},
               {"meter", station.meter(evse).count}});
}

Json charges(const Json& question, const World& world) {
  const auto from = whole_in(question, "from", 0, 1'000'000'000);
  if (!from) return not_understood();
  Json list = Json::array();
  for (const LedgerCharge& it : world.ledger.page(static_cast<std::size_t>(*from), kChargesAPage)) {
    Json charge{{"evse", it.evse}, {"charge", it.charge}, {"meter_start", it.meter_start.count}};
    if (it.meter_stop) charge["meter_stop"] = it.meter_stop->count;
    if (it.reason) charge["reason"] = word_of(*it.reason);
    list.push_back(std::move(charge));
  }
  return done({{"charges", std::move(list)}});
}

constexpr std::array<std::pair<std::string_view, ActAt>, 15> kAtAnEvse{{
    {"start", start},
    {"stop", record<&Station::stop>},
    {"query", record<&Station::query>},
    {"plug", plug},
    {"unplug",
     [](const Json&, const World& world, EvseId evse) {
       world.station.unplug(evse);
       return done();
     }},
    {"soc", soc},
    {"limit_car", limit_car},
    {"fail_next_start", break_something<&Station::fail_next_start>},
    {"fault", break_something<&Station::set_fault>},
    {"keep", keep},
    {"interrupt", interrupt},
    {"hold_power", hold_power},
    {"jam_lock", jam_lock},
    {"unlock", unlock},
    {"look", look},
}};

constexpr std::array<std::pair<std::string_view, Act>, 18> kElsewhere{{
    {"ping", [](const Json&, const World&) { return done(); }},
    {"evses", evses},
    {"present",
     [](const Json&, const World& world) {
       return done({{"present", world.reader.present()}});
     }},
    {"card", card},
    {"apdu", apdu},
    {"field_off",
     [](const Json&, const World& world) {
       world.reader.field_off(Millis{0});
       return done();
     }},
    {"removal",
     [](const Json&, const World& world) {
       return done({{"removed", world.reader.wait_for_removal(Millis{0})}});
     }},
    {"lights", lights},
    {"limit_site", limit_site},
    {"emergency_stop",
     [](const Json& question, const World& world) {
       return switch_it<Station, &Station::emergency_stop>(question, world.station);
     }},
    {"lose_power",
     [](const Json&, const World& world) {
       world.station.lose_power(world.clock.utc());
       return done();
     }},
    {"link",
     [](const Json& question, const World& world) {
       return switch_it<Station, &Station::set_reachable>(question, world.station);
     }},
    {"tap", tap},
    {"two_cards",
     [](const Json&, const World& world) {
       world.reader.tap_two_cards();
       return done();
     }},
    {"remove",
     [](const Json&, const World& world) {
       world.reader.remove();
       return done();
     }},
    {"reader",
     [](const Json& question, const World& world) {
       return switch_it<Reader, &Reader::switch_on>(question, world.reader);
     }},
    {"lights_shown",
     [](const Json&, const World& world) {
       return done({{"lights", word_of(world.reader.lights())}});
     }},
    {"charges", charges},
}};

template <typename Table>
auto find(const Table& table, std::string_view word) {
  return std::find_if(table.begin(), table.end(),
                      [&](const auto& row) { return row.first == word; });
}

}  // namespace

Json answer_to(const Json& question, const World& world) {
  const auto word = text_in(question, "do", 32);
  if (!word) return not_understood();
  if (const auto found = find(kElsewhere, *word); found != kElsewhere.end()) {
    return found->second(question, world);
  }
  const auto found = find(kAtAnEvse, *word);
  const auto evse = evse_in(question);
  if (found == kAtAnEvse.end() || !evse) return not_understood();
  return found->second(question, world, *evse);
}

}  // namespace kerb::hal::simulated
