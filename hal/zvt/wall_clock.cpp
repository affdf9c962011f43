#include "hal/zvt/wall_clock.hpp"

#include <chrono>

#include "hal/zvt/bcd.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr Tag kDateAndTime = 0x34;
constexpr Tag kDateTag = 0x1F0E;
constexpr Tag kTimeTag = 0x1F0F;
constexpr std::uint64_t kCentury = 20;

std::optional<std::uint64_t> digits_of(const std::optional<ByteView>& value, std::size_t octets) {
  if (!value || value->size() != octets) return std::nullopt;
  return from_bcd(*value);
}

}  // namespace

std::optional<WallClock> clock_in(const Message& message) {
  auto date = message.number(bmp::kDateWithYear);
  if (date) *date += kCentury * 1'000'000;
  auto time_day = message.number(bmp::kTime);
  if (!date || !time_day) {
    date = digits_of(message.tlv({kDateAndTime, kDateTag}), 4);
    time_day = digits_of(message.tlv({kDateAndTime, kTimeTag}), 3);
  }
  if (!date || !time_day || *date / 1'000'000 != kCentury) return std::nullopt;
  const auto two = [](std::uint64_t number, std::uint64_t divisor) {
    return static_cast<int>(number / divisor % 100);
  };
  const WallClock clock{static_cast<int>(*date / 10'000), two(*date, 100),     two(*date, 1),
                        two(*time_day, 10'000),           two(*time_day, 100), two(*time_day, 1)};
  const std::chrono::year_month_day day(std::chrono::year(clock.year),
                                        std::chrono::month(static_cast<unsigned>(clock.month)),
                                        std::chrono::day(static_cast<unsigned>(clock.day)));
  if (!day.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 59) return std::nullopt;
  return clock;
}

}  // namespace kerb::hal::zvt
