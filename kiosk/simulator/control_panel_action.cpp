#include "kiosk/simulator/control_panel_action.hpp"

#include <fmt/format.h>

#include <array>

#include "hal/simulated/world/wire.hpp"

namespace kerb::kiosk {
namespace {

struct StatementOf {
  std::string operator()(const journey::Tap& s) const {
    return fmt::format("tap {}", hal::simulated::card_word(s.card));
  }
  std::string operator()(const journey::TapTwoCards&) const { return "tap two cards"; }
  std::string operator()(const journey::Plug& s) const { return fmt::format("plug {}", s.evse); }
  std::string operator()(const journey::Unplug& s) const {
    return fmt::format("unplug {}", s.evse);
  }
  std::string operator()(const journey::CarTakes& s) const {
    const std::string power = s.at_most.count == 0 ? "nothing" : power_text(s.at_most);
    return fmt::format("car takes {} at {}", power, s.evse);
  }
  std::string operator()(const journey::CarSoc& s) const {
    return fmt::format("car is at {} % at {}", s.percent, s.evse);
  }
  std::string operator()(const journey::SiteGives& s) const {
    return s.at_most.count == 0 ? "site gives nothing"
                                : fmt::format("site gives {}", power_text(s.at_most));
  }
  std::string operator()(const journey::ReaderOn& s) const {
    return s.on ? "reader on" : "reader off";
  }
  std::string operator()(const journey::ChargerReachable& s) const {
    return s.reachable ? "charger reachable" : "charger unreachable";
  }
  std::string operator()(const journey::StartFails& s) const {
    return fmt::format("start fails at {}", s.evse);
  }
  std::string operator()(const journey::ConnectorFault& s) const {
    if (s.fault == hal::ChargerFault::none) return fmt::format("connector {} repaired", s.evse);
    return fmt::format("connector {} broken by {}", s.evse, hal::simulated::word_of(s.fault));
  }
  std::string operator()(const journey::KeepConnector& s) const {
    constexpr std::array<std::string_view, 4> kHow{"for everybody", "reserved", "switched off",
                                                   "updating"};
    return fmt::format("connector {} {}", s.evse, kHow[static_cast<std::size_t>(s.how)]);
  }
  std::string operator()(const journey::PagePaid& s) const {
    return s.accepted ? "page paid" : "page declined";
  }
  std::string operator()(const journey::ChargePauses& s) const {
    switch (s.why) {
      case hal::PauseReason::none:
        return fmt::format("charge goes on at {}", s.evse);
      case hal::PauseReason::user:
        return fmt::format("charge pauses on request at {}", s.evse);
      case hal::PauseReason::no_energy:
        return fmt::format("charge pauses without power at {}", s.evse);
      case hal::PauseReason::error:
        break;
    }
    return fmt::format("charge pauses by {} at {}", hal::simulated::word_of(s.fault), s.evse);
  }
  std::string operator()(const journey::LockJams& s) const {
    return fmt::format("lock {} at {}", s.jammed ? "jams" : "works", s.evse);
  }
  std::string operator()(const journey::EmergencyStop& s) const {
    return s.pressed ? "emergency stop" : "emergency stop released";
  }
  std::string operator()(const journey::Bank& s) const {
    return fmt::format("bank {}", bank_word(s.mood));
  }
  std::string operator()(const journey::PowerCut&) const { return "power cut"; }
  std::string operator()(const SetPace& s) const { return fmt::format("# time ×{}", s.factor); }
};

template <typename... Parts>
void call(const std::function<void(Parts...)>& control, std::common_type_t<Parts>... parts) {
  if (control) control(parts...);
}

struct CarryOut {
  const WorldControls& world;
  void operator()(const journey::Tap& s) const { call(world.tap_card, s.card); }
  void operator()(const journey::TapTwoCards&) const { call(world.tap_two_cards); }
  void operator()(const journey::Plug& s) const { call(world.plug, s.evse); }
  void operator()(const journey::Unplug& s) const { call(world.unplug, s.evse); }
  void operator()(const journey::CarTakes& s) const { call(world.car_takes, s.evse, s.at_most); }
  void operator()(const journey::CarSoc& s) const { call(world.car_soc, s.evse, s.percent); }
  void operator()(const journey::SiteGives& s) const { call(world.site_gives, s.at_most); }
  void operator()(const journey::ReaderOn& s) const { call(world.reader_on, s.on); }
  void operator()(const journey::ChargerReachable& s) const {
    call(world.charger_reachable, s.reachable);
  }
  void operator()(const journey::StartFails& s) const { call(world.fail_next_start, s.evse); }
  void operator()(const journey::ConnectorFault& s) const {
    call(world.connector_fault, s.evse, s.fault);
  }
  void operator()(const journey::KeepConnector& s) const { call(world.keep, s.evse, s.how); }
  void operator()(const journey::ChargePauses& s) const {
    call(world.interrupt, s.evse, s.why, s.fault);
  }
  void operator()(const journey::LockJams& s) const { call(world.jam_lock, s.evse, s.jammed); }
  void operator()(const journey::EmergencyStop& s) const { call(world.emergency_stop, s.pressed); }
  void operator()(const journey::Bank& s) const { call(world.bank, s.mood); }
  void operator()(const journey::PagePaid& s) const { call(world.page_paid, s.accepted); }
  void operator()(const journey::PowerCut&) const { call(world.power_cut); }
  void operator()(const SetPace& s) const { call(world.pace, s.factor); }
};

}  // namespace

void carry_out(const PanelAction& action, const WorldControls& world) {
  std::visit(CarryOut{world}, action);
}

std::string statement_of(const PanelAction& action) {
  return std::visit(StatementOf{}, action);
}

std::string power_text(hal::Watts power) {
  const auto tenths = (power.count + 50) / 100;
  if (tenths % 10 == 0 || tenths >= 1000) return fmt::format("{} kW", (tenths + 5) / 10);
  return fmt::format("{}.{} kW", tenths / 10, tenths % 10);
}

std::string_view bank_word(BankMood mood) {
  constexpr std::array<std::string_view, 8> kWords{
      "normal", "slow", "unreachable", "declines", "drops before", "drops after", "html", "502"};
  return kWords[static_cast<std::size_t>(mood)];
}

}  // namespace kerb::kiosk
