// What the clock on the wall says where the station stands: cards and terminals know no time zone.
#pragma once

#include <string>

#include "hal/clock.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::kiosk {

// `time_zone`: an IANA name. Any thread.
payment::emv::LocalTime local_time(hal::Utc at, const std::string& time_zone);

}  // namespace kerb::kiosk
