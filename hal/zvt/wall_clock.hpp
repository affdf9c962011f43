// What a clock on the wall says: terminals know no time zone. In 04 01 the terminal tells it, with
// 06 91 it is told.
#pragma once

#include <optional>

#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

struct WallClock {
  int year = 2000;  // 2000 to 2099
  int month = 1;    // 1 to 12
  int day = 1;      // 1 to 31, as the month has
  int hour = 0;     // 0 to 23
  int minute = 0;   // 0 to 59
  int second = 0;   // 0 to 59
  bool operator==(const WallClock&) const = default;
};

// From bitmaps AA (YYMMDD) and 0C (HHMMSS), or from tag 34. Empty when one is missing or there is no
// such moment.
std::optional<WallClock> clock_in(const Message& message);

}  // namespace kerb::hal::zvt
