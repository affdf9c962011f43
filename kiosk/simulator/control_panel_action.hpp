// What the control panel can do to the world. The actions are the statements of a journey, so
// whoever plays can write a story from the panel's log.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "kiosk/simulator/journey.hpp"

namespace kerb::kiosk {

struct SetPace {
  int factor = 1;  // 1, 10 or 60
};
using PanelAction = std::variant<journey::Tap, journey::TapTwoCards, journey::Plug, journey::Unplug,
                                 journey::CarTakes, journey::CarSoc, journey::SiteGives,
                                 journey::ReaderOn, journey::ChargerReachable, journey::StartFails,
                                 journey::ConnectorFault, journey::KeepConnector, journey::PagePaid,
                                 journey::ChargePauses, journey::LockJams, journey::EmergencyStop,
                                 journey::Bank, journey::PowerCut, SetPace>;

// What `site gives` has when there is no limit: more than any connector can.
inline constexpr hal::Watts kNoLimit{1'000'000};

// The world that the panel plays; whoever owns it fills these in. One that is empty does nothing.
// All are called on the UI thread and return at once.
struct WorldControls {
  std::function<void(hal::simulated::CardKind)> tap_card;
  std::function<void()> tap_two_cards;
  std::function<void(hal::EvseId)> plug;
  std::function<void(hal::EvseId)> unplug;
  std::function<void(hal::EvseId, hal::Watts)> car_takes;
  std::function<void(hal::EvseId, int)> car_soc;
  std::function<void(hal::Watts)> site_gives;
  std::function<void(bool)> reader_on;
  std::function<void(bool)> charger_reachable;
  std::function<void(hal::EvseId)> fail_next_start;
  std::function<void(hal::EvseId, hal::ChargerFault)> connector_fault;
  std::function<void(hal::EvseId, hal::simulated::Kept)> keep;
  std::function<void(hal::EvseId, hal::PauseReason, hal::ChargerFault)> interrupt;
  std::function<void(hal::EvseId, bool)> jam_lock;
  std::function<void(bool)> emergency_stop;
  std::function<void(BankMood)> bank;
  std::function<void(bool)> page_paid;
  std::function<void()> power_cut;
  std::function<void(int)> pace;
};
void carry_out(const PanelAction& action, const WorldControls& world);

// As a journey writes it: "tap visa", "plug 2"; for SetPace, which no journey has, "# time ×10".
std::string statement_of(const PanelAction& action);

// "151 kW", "7.4 kW": rounded to what a person reads.
std::string power_text(hal::Watts power);
// "drops before": the word of a journey for it.
std::string_view bank_word(BankMood mood);

}  // namespace kerb::kiosk
