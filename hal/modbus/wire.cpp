#include "hal/modbus/wire.hpp"

#include <fmt/format.h>

#include <utility>

namespace kerb::hal::modbus {
namespace {

constexpr int kMilliampsInAmpere = 1'000;
constexpr std::uint16_t kOpen = 1;
constexpr std::uint16_t kShut = 0;

}  // namespace

Wire::Wire(Address address, int amperes, Seconds failsafe)
    : line_(std::move(address)),
      milliamperes_(static_cast<std::uint16_t>(amperes * kMilliampsInAmpere)),
      failsafe_(static_cast<std::uint16_t>(failsafe.count())) {}

Result<Portrait> Wire::meet() {
  if (auto opened = line_.open(); !opened) return tl::make_unexpected(std::move(opened.error()));
  // Firmware 3.10.80 was seen to refuse the first question of a connection, or to hang up on it.
  if (!line_.read(kReadFirmware) && !line_.is_open()) {
    if (auto again = line_.open(); !again) return tl::make_unexpected(std::move(again.error()));
  }
  const auto serial = line_.read(kReadSerialNumber);
  const auto product = line_.read(kReadProduct);
  const auto firmware = line_.read(kReadFirmware);
  for (const auto* answer : {&serial, &product, &firmware}) {
    if (*answer) continue;
    line_.close();
    return tl::make_unexpected(answer->error());
  }
  auto portrait = portrait_in(*serial, *product, *firmware);
  if (!portrait) line_.close();
  return portrait;
}

Result<bool> Wire::failsafe_kept() {
  const auto current = line_.read(kReadFailsafeCurrent);
  if (!current) return tl::make_unexpected(current.error());
  const auto timeout = line_.read(kReadFailsafeTimeout);
  if (!timeout) return tl::make_unexpected(timeout.error());
  return *current == 0 && *timeout == failsafe_;
}

// Only when it is another: what is kept over a restart lies in a memory that wears out.
Result<void> Wire::keep_failsafe() {
  auto kept = failsafe_kept();
  if (!kept) return tl::make_unexpected(std::move(kept.error()));
  if (*kept) return {};
  Result<void> written = line_.write(kWriteFailsafeCurrent, 0);
  if (written) written = line_.write(kWriteFailsafeTimeout, failsafe_);
  if (written) written = line_.write(kWriteFailsafePersist, 1);
  if (!written) return written;
  kept = failsafe_kept();
  if (!kept) return tl::make_unexpected(std::move(kept.error()));
  if (*kept) return {};
  return failure("modbus.no_failsafe",
                 fmt::format("having the station stop by itself after {} s of silence", failsafe_),
                 "it does not keep that; without it nothing is sold. Is its firmware up to date?");
}

Result<Status> Wire::look() {
  RawStatus raw;
  const std::pair<int, std::uint32_t RawStatus::*> order[] = {
      {kReadChargingState, &RawStatus::charging_state},
      {kReadCableState, &RawStatus::cable_state},
      {kReadErrorCode, &RawStatus::error_code},
      {kReadActivePower, &RawStatus::active_power},
      {kReadTotalEnergy, &RawStatus::total_energy}};
  for (const auto& [address, word] : order) {
    const auto value = line_.read(address);
    if (!value) return tl::make_unexpected(value.error());
    raw.*word = *value;
  }
  return status_in(raw);
}

Result<void> Wire::open() {
  if (auto limited = line_.write(kWriteChargingCurrent, milliamperes_); !limited) return limited;
  return line_.write(kWriteEnable, kOpen);
}

Result<void> Wire::shut() {
  return line_.write(kWriteEnable, kShut);
}

Result<void> Wire::unlock() {
  return line_.write(kWriteUnlockPlug, 0);
}

}  // namespace kerb::hal::modbus
