// What can be wrong with a charger, in the words that the industry agreed on: the Minimum Required
// Error Codes of the ChargeX consortium (CX001 to CX026). EVerest and OCPP carry the same list, so
// that a driver, the helpline and the operator speak of the same thing.
#pragma once

#include <optional>

namespace kerb::hal {

enum class ChargerFault {
  none = 0,
  lock_failure = 1,      // the plug cannot be locked or unlocked
  ground_fault = 2,      // current leaks to earth
  high_temperature = 3,  // inside the station
  over_current = 4,      // the car took more than it may
  over_voltage = 5,
  under_voltage = 6,          // the grid gives too little
  weak_signal = 7,            // the station's mobile network
  emergency_stop = 8,         // somebody pressed the button
  authorization_timeout = 9,  // plugged in, and nobody authorised it in time: plug in again
  invalid_vehicle_mode = 10,  // the car is in a state in which it cannot charge
  cable_check = 11,           // insulation test before a DC charge
  pre_charge = 12,            // the voltage of car and station did not meet
  no_internet = 13,           // the station has no connection
  pilot_fault = 14,           // the control pilot: station and car do not understand each other
  power_loss = 15,            // the grid is gone
  ev_contactor = 16,          // the car's own switch did not close or open
  contactor = 17,             // the station's own switch did not close or open
  cable_hot_derated = 18,     // the cable is hot: less power
  cable_hot = 19,             // the cable is too hot: stopped
  partial_insertion = 20,     // unplug, wait ten seconds, push in fully
  capacitance = 21,           // the car's capacitance is out of range
  resistance = 22,            // the car's insulation resistance is out of range
  proximity = 23,             // the plug's proximity contact
  connector_voltage = 24,     // voltage at the plug where there must be none
  broken_latch = 25,          // the plug's latch
  cut_cable = 26,             // the cable is damaged or was cut
  internal = 27,              // anything else: no number says it
};

// 1 to 26; 0 for none and internal.
constexpr int mrec_number(ChargerFault fault) {
  const int number = static_cast<int>(fault);
  return number <= 26 ? number : 0;
}
// Nothing for a number that the list does not have.
constexpr std::optional<ChargerFault> fault_of_mrec(int number) {
  if (number < 1 || number > 26) return std::nullopt;
  return static_cast<ChargerFault>(number);
}

}  // namespace kerb::hal
