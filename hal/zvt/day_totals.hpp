// What the terminal says at the end of a day that it took, in bitmap 60 (PA00P015, 3.2 and ch. 8): the
// first and the last receipt, then how many payments and how much for each kind of card.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

struct KindTotal {
  std::string_view name;     // "Mastercard"
  std::uint32_t count = 0;   // 255 may be more: there is one octet for it
  std::uint64_t amount = 0;  // minor units
};

struct DayTotals {
  std::string first_receipt;  // 4 digits; 0000 for none
  std::string last_receipt;
  std::vector<KindTotal> kinds;  // all seven, in the order of the terminal
  ByteView rest = {};            // what stands behind them; within the octets that were read

  std::uint64_t amount() const;
};

// The value of bitmap 60. Empty when it is too short, or an amount is no number.
std::optional<DayTotals> day_totals_in(ByteView value);

}  // namespace kerb::hal::zvt
