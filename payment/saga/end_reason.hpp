// Why a charge came to its end, or never began: the journal keeps it, and the driver is told.
#pragma once

namespace kerb::payment {

enum class EndReason {
  driver_stopped,
  car_stopped,
  unplugged,
  limit_reached,   // the cost came up to the hold
  cancelled,       // by the driver, before energy flowed
  not_plugged_in,  // in time
  start_failed,
  emergency_stop,
  charger_fault,
  power_loss,  // of the kiosk, before the charge had started
  stopped_elsewhere,
  hold_expires,   // the bank keeps the money aside no longer
  hold_vanished,  // the terminal took back what it had approved
};

}  // namespace kerb::payment
