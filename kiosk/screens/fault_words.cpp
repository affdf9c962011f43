#include "kiosk/screens/fault_words.hpp"

#include <fmt/format.h>

#include <array>

namespace kerb::kiosk {
namespace {

using hal::ChargerFault;

// Codes for which a driver does the same.
enum class Family {
  lock,
  plug,
  pushed_in,
  waited,
  emergency,
  vehicle,
  hot,
  grid,
  network,
  safety,
  cable,
  internal,
};

// In the order of the codes; what belongs together, and why.
constexpr std::array<Family, 28> kFamilies{
    Family::internal,  // none
    Family::lock,      // lock_failure: pushing it in once more often helps; stuck is another matter
    Family::safety,    // ground_fault: nobody but a technician may touch that
    Family::hot,       // high_temperature: it goes by itself, but not while anybody waits
    Family::safety,    // over_current: the station protected car and cable
    Family::grid,      // over_voltage: comes from the mains
    Family::grid,      // under_voltage: comes from the mains
    Family::network,   // weak_signal: nothing that a driver could mend
    Family::
        emergency,    // emergency_stop: whoever pressed it may release it when nobody is in danger
    Family::waited,   // authorization_timeout: plugging in again begins anew
    Family::vehicle,  // invalid_vehicle_mode: the car does not say ready
    Family::safety,   // cable_check: the insulation test
    Family::vehicle,  // pre_charge: the voltages of car and station did not meet
    Family::network,  // no_internet: nothing that a driver could mend
    Family::plug,     // pilot_fault: most often a plug that is not quite in
    Family::grid,     // power_loss: the mains are gone
    Family::vehicle,  // ev_contactor: the car's own switch
    Family::safety,   // contactor: the station's own switch
    Family::hot,      // cable_hot_derated: it goes by itself, but not while anybody waits
    Family::hot,      // cable_hot: the same, further on
    Family::pushed_in,  // partial_insertion: unplug, wait ten seconds, push it in
    Family::vehicle,    // capacitance: the car's
    Family::safety,     // resistance: the car's insulation; the next car is not to blame
    Family::plug,       // proximity: most often a plug that is not quite in
    Family::safety,     // connector_voltage: voltage where there must be none
    Family::plug,       // broken_latch: sometimes only dirty; another try tells
    Family::cable,      // cut_cable: must not be touched
    Family::internal,   // internal: nobody knows more
};

Family family_of(ChargerFault fault) {
  const auto number = static_cast<std::size_t>(fault);
  return number < kFamilies.size() ? kFamilies[number] : Family::internal;
}

FaultWords beyond_repair(TextId reason, ui::Icon icon, ui::Tone tone = ui::Tone::bad) {
  return {reason, "fault.next.other"_text, icon, tone, false};
}

}  // namespace

FaultWords fault_words(ChargerFault fault) {
  switch (family_of(fault)) {
    case Family::lock:
      return {"fault.lock"_text, "fault.next.lock"_text, ui::Icon::lock, ui::Tone::warn, true};
    case Family::plug:
      return {"fault.plug"_text, "failure.start_failed.next"_text, ui::Icon::cable, ui::Tone::warn,
              true};
    case Family::pushed_in:
      return {"failure.partial_insertion.title"_text, "failure.partial_insertion.next"_text,
              ui::Icon::cable, ui::Tone::warn, true};
    case Family::waited:
      return {"fault.waited"_text, "fault.next.waited"_text, ui::Icon::timer, ui::Tone::warn, true};
    case Family::emergency:
      return {"failure.emergency_stop.title"_text, "fault.next.emergency"_text, ui::Icon::power_off,
              ui::Tone::bad, true};
    case Family::vehicle:
      return beyond_repair("fault.vehicle"_text, ui::Icon::car, ui::Tone::warn);
    case Family::hot:
      return beyond_repair("fault.hot"_text, ui::Icon::warning, ui::Tone::warn);
    case Family::grid:
      return beyond_repair("fault.grid"_text, ui::Icon::bolt);
    case Family::network:
      return beyond_repair("fault.network"_text, ui::Icon::wifi_off);
    case Family::safety:
      return beyond_repair("fault.safety"_text, ui::Icon::warning);
    case Family::cable:
      return {"fault.cable"_text, "fault.next.cable"_text, ui::Icon::cable, ui::Tone::bad, false};
    case Family::internal:
      break;
  }
  return beyond_repair("fault.internal"_text, ui::Icon::build);
}

std::string fault_next(const Page& page, ChargerFault fault) {
  return page.say(fault_words(fault).next, {{"emergency", page.snapshot.site.emergency_number}});
}

std::string fault_code(ChargerFault fault) {
  if (fault == ChargerFault::none) return {};
  const int number = hal::mrec_number(fault);
  return number > 0 ? fmt::format("CX{:03}", number) : "K-904";
}

std::string fault_call(const Page& page, ChargerFault fault) {
  if (fault == ChargerFault::none) return {};
  return page.language.line(
      {page.say("frame.helpline"_text, {{"number", page.snapshot.site.helpline}}),
       page.say("failure.code"_text, {{"code", fault_code(fault)}})},
      " · ");
}

}  // namespace kerb::kiosk
