// The control panel of the station: everything that a driver's hands and the world can do to the
// charger, as groups of controls. Pure: what the world is comes in as a value, what is touched goes
// out as an action.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "kiosk/simulator/control_panel_action.hpp"
#include "kiosk/ui/icons.hpp"
#include "kiosk/ui/theme.hpp"

namespace kerb::kiosk {

// The world as it is now; whoever owns it fills this in for every frame.
struct PanelState {
  struct Bay {
    hal::Evse evse;
    hal::EvseState state = hal::EvseState::available;
    bool plugged = false;
    hal::Watts power{};
    hal::Watts car_limit{150'000};
    std::optional<int> soc_percent;
    bool broken = false;
    bool start_will_fail = false;
    hal::simulated::Kept kept = hal::simulated::Kept::no;
    bool paused = false;
    bool lock_jammed = false;
  };
  std::vector<Bay> bays;
  hal::Watts site_limit = kNoLimit;
  bool reader_on = true;
  bool charger_reachable = true;
  bool emergency_stop = false;
  BankMood bank = BankMood::normal;
  bool page_open = false;    // a phone could pay on it
  int pace = 1;              // seconds of the station for one of the desk
  std::string station_time;  // "14:32:07"
  std::string screen;        // Stage::screen()
  // What happened, oldest first: the kiosk's session states and the statements that were played.
  struct LogLine {
    std::string time;
    std::string text;
    bool by_world = false;  // a statement: shown as it is written in a journey
  };
  std::vector<LogLine> log;
};

struct PanelControl {
  std::string name;   // in the semantic tree: "card.visa", "bay.1.plug"
  std::string label;  // "Visa"
  std::string note;   // a few words below it; may be empty
  ui::Icon icon = ui::Icon::none;
  bool on = false;  // a switch that is on, the choice that holds
  bool enabled = true;
  PanelAction action;
};

// Controls that belong together.
struct PanelRow {
  enum class Look {
    cards,     // plastic and phones, to be tapped
    action,    // the one big button of a group
    choices,   // one of several holds
    switches,  // each on or off; on means that something is wrong
    faults,    // the same in one short track
  };
  Look look = Look::choices;
  std::string label;               // what the choices are about; may be empty
  ui::Icon icon = ui::Icon::none;  // the same as a sign
  std::string unit;                // of the choices: "kW"
  std::vector<PanelControl> controls;
};

struct PanelGroup {
  std::string name;   // "cards", "bay.1", "bank", "world"
  std::string title;  // "Hold a card to the reader"
  ui::Icon icon = ui::Icon::none;
  std::optional<hal::ConnectorKind> connector;  // instead of the icon
  std::string number;                           // of the connector
  std::string state;                            // a chip; empty: none
  ui::Tone tone = ui::Tone::neutral;
  std::string figures;  // "50 kW · 64 %"; may be empty
  std::vector<PanelRow> rows;
};

struct PanelModel {
  std::vector<PanelControl> paces;  // ×1 ×10 ×60
  std::string station_time;
  std::string screen;
  std::vector<PanelGroup> groups;
  std::vector<PanelState::LogLine> log;

  // The control of that name, or nullptr.
  const PanelControl* find(std::string_view name) const;
};

PanelModel make_panel(const PanelState& state);

}  // namespace kerb::kiosk
