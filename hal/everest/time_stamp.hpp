// RFC 3339, as EVerest writes its times: "2026-11-22T04:16:58.610Z".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hal/clock.hpp"

namespace kerb::hal::everest {

// Any offset, any number of digits of a second (what is less than a millisecond is left out), years
// 1970 to 9999; a leap second is the one before it. Nothing for every other text.
std::optional<Utc> read_time_stamp(std::string_view text);

// In UTC, with milliseconds.
std::string time_stamp(Utc time);

}  // namespace kerb::hal::everest
