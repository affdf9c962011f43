#include "kiosk/simulator/control_panel_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kerb::kiosk {
namespace {

using Look = PanelRow::Look;
using ui::Icon;
using ui::Tone;

struct CardFace {
  hal::simulated::CardKind kind;
  std::string_view label;
  std::string_view note;
  Icon icon;
};

PanelGroup cards(const PanelState& state) {
  using hal::simulated::CardKind;
  constexpr std::array<CardFace, 15> kFaces{{
      {CardKind::visa, "Visa", "approved", Icon::card},
      {CardKind::mastercard, "Mastercard", "approved", Icon::card},
      {CardKind::phone, "Phone", "unlocked", Icon::smartphone},
      {CardKind::declined, "Visa", "declined", Icon::block},
      {CardKind::needs_owner, "Visa", "asks owner", Icon::lock},
      {CardKind::locked_phone, "Phone", "locked", Icon::smartphone},
      {CardKind::charging_card, "RFID card", "charges", Icon::ev_station},
      {CardKind::torn, "Visa", "torn away", Icon::replay},
      {CardKind::unreadable, "Damaged", "unreadable", Icon::error},
      {CardKind::insert_only, "Visa", "insert only", Icon::arrow_down},
      {CardKind::refusing, "Visa", "refuses", Icon::block},
      {CardKind::other_scheme, "Other", "not taken", Icon::card},
      {CardKind::desfire_charging_card, "DESFire", "charges", Icon::ev_station},
      {CardKind::transit_card, "Transit", "unknown", Icon::wallet},
      {CardKind::changing_card, "Transit", "random uid", Icon::refresh},
  }};
  PanelGroup group{.name = "cards",
                   .title = "Hold to the reader",
                   .icon = Icon::card,
                   .connector = {},
                   .number = {},
                   .state = {},
                   .tone = {},
                   .figures = {},
                   .rows = {}};
  group.state = state.reader_on ? "Reader on" : "Reader off";
  group.tone = state.reader_on ? Tone::ok : Tone::bad;
  PanelRow row{Look::cards, "", Icon::none, "", {}};
  for (const CardFace& face : kFaces) {
    std::string name = fmt::format("card.{}", hal::simulated::card_word(face.kind));
    std::replace(name.begin(), name.end(), ' ', '_');
    row.controls.push_back({.name = std::move(name),
                            .label = std::string(face.label),
                            .note = std::string(face.note),
                            .icon = face.icon,
                            .enabled = state.reader_on,
                            .action = journey::Tap{face.kind}});
  }
  row.controls.push_back({.name = "card.two",
                          .label = "Wallet",
                          .note = "two cards",
                          .icon = Icon::wallet,
                          .enabled = state.reader_on,
                          .action = journey::TapTwoCards{}});
  for (const bool accepted : {true, false}) {
    row.controls.push_back({.name = accepted ? "page.paid" : "page.declined",
                            .label = "QR page",
                            .note = accepted ? "pays" : "declines",
                            .icon = Icon::smartphone,
                            .enabled = state.page_open,
                            .action = journey::PagePaid{accepted}});
  }
  group.rows.push_back(std::move(row));
  return group;
}

struct StateWord {
  std::string_view word;
  Tone tone;
};
StateWord word_of(hal::EvseState state) {
  switch (state) {
    case hal::EvseState::available:
      return {"Free", Tone::ok};
    case hal::EvseState::plugged:
      return {"Plugged in", Tone::warn};
    case hal::EvseState::preparing:
      return {"Preparing", Tone::busy};
    case hal::EvseState::charging:
      return {"Charging", Tone::busy};
    case hal::EvseState::paused_by_car:
      return {"Car pauses", Tone::warn};
    case hal::EvseState::paused_by_station:
      return {"Held back", Tone::warn};
    case hal::EvseState::finished:
      return {"Finished", Tone::ok};
    case hal::EvseState::reserved:
      return {"Reserved", Tone::neutral};
    case hal::EvseState::disabled:
      return {"Switched off", Tone::bad};
    case hal::EvseState::out_of_service:
      return {"Out of service", Tone::bad};
    case hal::EvseState::quiet:
    case hal::EvseState::unknown:
      break;
  }
  return {"Unknown", Tone::neutral};
}

std::string_view word_of(hal::ConnectorKind kind) {
  constexpr std::array<std::string_view, 4> kWords{"CCS", "Type 2", "CHAdeMO", "NACS"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string bare_kilowatts(std::int64_t watts) {
  std::string text = power_text({watts});
  text.resize(text.size() - std::string_view(" kW").size());
  return text;
}

PanelRow car_power(const PanelState::Bay& bay, const std::string& name) {
  PanelRow row{Look::choices, "Car takes, kW", Icon::bolt, "kW", {}};
  const bool dc = bay.evse.connector != hal::ConnectorKind::type2;
  const std::array<std::int64_t, 4> watts =
      dc ? std::array<std::int64_t, 4>{0, 50'000, 150'000, 300'000}
         : std::array<std::int64_t, 4>{0, 3'700, 11'000, 22'000};
  for (const std::int64_t power : watts) {
    // The car of a station begins with more than an AC connector gives; that is its most.
    const bool most = power == watts.back();
    const bool holds = most ? bay.car_limit.count >= power : bay.car_limit.count == power;
    row.controls.push_back({.name = fmt::format("{}.takes.{}", name, power),
                            .label = bare_kilowatts(power),
                            .note = {},
                            .on = holds,
                            .enabled = bay.plugged,
                            .action = journey::CarTakes{bay.evse.id, {power}}});
  }
  return row;
}

PanelRow car_battery(const PanelState::Bay& bay, const std::string& name) {
  PanelRow row{Look::choices, "Battery, %", Icon::battery, "%", {}};
  for (const int percent : {10, 50, 80, 100}) {
    row.controls.push_back({.name = fmt::format("{}.soc.{}", name, percent),
                            .label = percent == 100 ? "Full" : std::to_string(percent),
                            .note = {},
                            .on = bay.plugged && bay.soc_percent == percent,
                            .enabled = bay.plugged,
                            .action = journey::CarSoc{bay.evse.id, percent}});
  }
  return row;
}

// Kept from drivers, paused in the middle of a charge, a plug that does not come out.
PanelRow odd_row(const PanelState::Bay& bay, const std::string& name) {
  using hal::simulated::Kept;
  const hal::EvseId id = bay.evse.id;
  PanelRow row{Look::faults, "", Icon::none, "", {}};
  const auto keep = [&](const char* word, const char* label, Kept how) {
    const bool on = bay.kept == how;
    row.controls.push_back({.name = name + word,
                            .label = label,
                            .note = {},
                            .on = on,
                            .action = journey::KeepConnector{id, on ? Kept::no : how}});
  };
  keep(".reserved", "Kept", Kept::reserved);
  keep(".off", "Off", Kept::switched_off);
  row.controls.push_back(
      {.name = name + ".paused",
       .label = "Pause",
       .note = {},
       .on = bay.paused,
       .action = bay.paused ? journey::ChargePauses{id}
                            : journey::ChargePauses{id, hal::PauseReason::error,
                                                    hal::ChargerFault::emergency_stop}});
  row.controls.push_back({.name = name + ".lock",
                          .label = "Lock",
                          .note = {},
                          .on = bay.lock_jammed,
                          .action = journey::LockJams{id, !bay.lock_jammed}});
  return row;
}

PanelGroup bay_group(const PanelState::Bay& bay) {
  const hal::EvseId id = bay.evse.id;
  const std::string name = fmt::format("bay.{}", id);
  const StateWord word = word_of(bay.state);
  PanelGroup group{
      .name = name,
      .title = fmt::format("{} {}", word_of(bay.evse.connector), power_text(bay.evse.max_power)),
      .connector = bay.evse.connector,
      .number = std::to_string(id),
      .state = std::string(word.word),
      .tone = word.tone,
      .figures = bay.plugged ? power_text(bay.power) : "No car",
      .rows = {}};
  if (bay.plugged && bay.soc_percent) group.figures += fmt::format(" · {} %", *bay.soc_percent);
  PanelControl plug{.name = name + ".plug",
                    .label = "Plug in",
                    .note = {},
                    .icon = Icon::power,
                    .action = journey::Plug{id}};
  if (bay.plugged) {
    plug = {.name = name + ".unplug",
            .label = "Unplug",
            .note = {},
            .icon = Icon::power_off,
            .on = true,
            .action = journey::Unplug{id}};
  }
  group.rows.push_back({Look::action, "", Icon::none, "", {std::move(plug)}});
  group.rows.push_back(car_power(bay, name));
  group.rows.push_back(car_battery(bay, name));
  PanelRow faults{Look::faults, "", Icon::none, "", {}};
  faults.controls.push_back(
      {.name = name + ".broken",
       .label = "Broken",
       .note = {},
       .on = bay.broken,
       .action = journey::ConnectorFault{
           id, bay.broken ? hal::ChargerFault::none : hal::ChargerFault::contactor}});
  faults.controls.push_back({.name = name + ".start_fails",
                             .label = "Start fails",
                             .note = {},
                             .on = bay.start_will_fail,
                             .enabled = !bay.start_will_fail,
                             .action = journey::StartFails{id}});
  group.rows.push_back(std::move(faults));
  group.rows.push_back(odd_row(bay, name));
  return group;
}

struct Mood {
  BankMood mood;
  std::string_view label;
};
constexpr std::array<Mood, 8> kMoods{{
    {BankMood::normal, "Normal"},
    {BankMood::slow, "Slow"},
    {BankMood::declines, "Declines"},
    {BankMood::unreachable, "Away"},
    {BankMood::drops_before, "Drops before"},
    {BankMood::drops_after, "Drops after"},
    {BankMood::answers_html, "Sends HTML"},
    {BankMood::error_502, "Error 502"},
}};

PanelGroup bank_group(const PanelState& state) {
  PanelGroup group{.name = "bank",
                   .title = "The bank",
                   .icon = Icon::payments,
                   .connector = {},
                   .number = {},
                   .state = {},
                   .tone = {},
                   .figures = {},
                   .rows = {}};
  for (std::size_t i = 0; i < kMoods.size(); ++i) {
    const Mood& mood = kMoods[i];
    if (i % 2 == 0) group.rows.push_back({Look::choices, "", Icon::none, "", {}});
    const bool holds = mood.mood == state.bank;
    std::string name = fmt::format("bank.{}", bank_word(mood.mood));
    std::replace(name.begin(), name.end(), ' ', '_');
    if (holds) group.state = std::string(mood.label);
    group.rows.back().controls.push_back({.name = std::move(name),
                                          .label = std::string(mood.label),
                                          .note = {},
                                          .on = holds,
                                          .action = journey::Bank{mood.mood}});
  }
  group.tone = state.bank == BankMood::normal ? Tone::ok : Tone::warn;
  return group;
}

PanelRow site_row(const PanelState& state) {
  PanelRow row{Look::choices, "Site gives, kW", Icon::ev_station, "kW", {}};
  for (const std::int64_t power :
       {kNoLimit.count, std::int64_t{60'000}, std::int64_t{11'000}, std::int64_t{0}}) {
    row.controls.push_back({.name = fmt::format("site.{}", power),
                            .label = power == kNoLimit.count ? "All" : bare_kilowatts(power),
                            .note = {},
                            .on = state.site_limit == hal::Watts{power},
                            .action = journey::SiteGives{{power}}});
  }
  return row;
}

PanelGroup world_group(const PanelState& state) {
  PanelGroup group{.name = "world",
                   .title = "Break things",
                   .icon = Icon::build,
                   .connector = {},
                   .number = {},
                   .state = {},
                   .tone = {},
                   .figures = {},
                   .rows = {}};
  const int wrong = (state.reader_on ? 0 : 1) + (state.charger_reachable ? 0 : 1) +
                    (state.emergency_stop ? 1 : 0);
  group.state = wrong == 0 ? "All well" : fmt::format("{} broken", wrong);
  group.tone = wrong == 0 ? Tone::ok : Tone::bad;
  PanelRow switches{Look::switches, "", Icon::none, "", {}};
  switches.controls.push_back({.name = "world.reader",
                               .label = "Reader off",
                               .note = {},
                               .on = !state.reader_on,
                               .action = journey::ReaderOn{!state.reader_on}});
  switches.controls.push_back({.name = "world.charger",
                               .label = "Charger unreachable",
                               .note = {},
                               .on = !state.charger_reachable,
                               .action = journey::ChargerReachable{!state.charger_reachable}});
  switches.controls.push_back({.name = "world.emergency",
                               .label = "Emergency stop",
                               .note = {},
                               .on = state.emergency_stop,
                               .action = journey::EmergencyStop{!state.emergency_stop}});
  group.rows.push_back(std::move(switches));
  group.rows.push_back(site_row(state));
  PanelControl cut{.name = "world.power_cut",
                   .label = "Power cut",
                   .note = {},
                   .icon = Icon::bolt,
                   .on = true,
                   .action = journey::PowerCut{}};
  group.rows.push_back({Look::action, "", Icon::none, "", {std::move(cut)}});
  return group;
}

}  // namespace

const PanelControl* PanelModel::find(std::string_view name) const {
  for (const PanelControl& pace : paces) {
    if (pace.name == name) return &pace;
  }
  for (const PanelGroup& group : groups) {
    for (const PanelRow& row : group.rows) {
      for (const PanelControl& control : row.controls) {
        if (control.name == name) return &control;
      }
    }
  }
  return nullptr;
}

PanelModel make_panel(const PanelState& state) {
  PanelModel model{.paces = {},
                   .station_time = state.station_time,
                   .screen = state.screen,
                   .groups = {},
                   .log = state.log};
  for (const int factor : {1, 10, 60}) {
    model.paces.push_back({.name = fmt::format("pace.{}", factor),
                           .label = fmt::format("×{}", factor),
                           .note = {},
                           .on = state.pace == factor,
                           .action = SetPace{factor}});
  }
  model.groups.push_back(cards(state));
  for (const PanelState::Bay& bay : state.bays) model.groups.push_back(bay_group(bay));
  model.groups.push_back(bank_group(state));
  model.groups.push_back(world_group(state));
  return model;
}

}  // namespace kerb::kiosk
