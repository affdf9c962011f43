#include "hal/modbus/registers.hpp"

#include <fmt/format.h>

namespace kerb::hal::modbus {
namespace {

// The register turns over beyond 99,999,999.9 Wh (UDP guide, report 3, "E total").
constexpr std::uint32_t kMostTenths = 999'999'999;
constexpr std::uint32_t kTenthsInWattHour = 10;
// More than 63 A in three phases of 400 V.
constexpr std::uint32_t kMostMilliwatts = 100'000'000;
constexpr std::uint32_t kMilliwattsInWatt = 1'000;

constexpr std::uint32_t kPluggedAtStation = 1;  // the bits of the cable's state
constexpr std::uint32_t kPlugLocked = 2;
constexpr std::uint32_t kPluggedAtCar = 4;

tl::unexpected<Error> garbage(int address, std::uint32_t value) {
  return failure("modbus.garbage", fmt::format("reading register {}: {} cannot be", address, value),
                 "is it a KEBA KeContact P30 that answers there?");
}

// 0, 1, 3, 5 and 7 are named: a lock or a car without a cable is none of them.
bool is_cable_state(std::uint32_t value) {
  const bool nothing = value == 0;
  const bool known = value <= (kPluggedAtStation | kPlugLocked | kPluggedAtCar);
  return nothing || (known && (value & kPluggedAtStation) != 0);
}

int rated_amperes(char digit) {
  constexpr std::array kAmperes = {13, 16, 20, 32};
  return digit >= '1' && digit <= '4' ? kAmperes.at(static_cast<std::size_t>(digit - '1')) : 0;
}

}  // namespace

Result<Status> status_in(const RawStatus& raw) {
  if (raw.charging_state > static_cast<std::uint32_t>(ChargingState::interrupted)) {
    return garbage(kReadChargingState, raw.charging_state);
  }
  if (!is_cable_state(raw.cable_state)) return garbage(kReadCableState, raw.cable_state);
  if (raw.active_power > kMostMilliwatts) return garbage(kReadActivePower, raw.active_power);
  if (raw.total_energy > kMostTenths) return garbage(kReadTotalEnergy, raw.total_energy);
  return Status{.state = static_cast<ChargingState>(raw.charging_state),
                .locked = (raw.cable_state & kPlugLocked) != 0,
                .car = (raw.cable_state & kPluggedAtCar) != 0,
                .error_code = raw.error_code,
                .power = {raw.active_power / kMilliwattsInWatt},
                .energy = {raw.total_energy / kTenthsInWattHour}};
}

Result<Portrait> portrait_in(std::uint32_t serial, std::uint32_t product, std::uint32_t firmware) {
  const std::string digits = std::to_string(product);
  constexpr std::size_t kDigits = 6;
  const int amperes = digits.size() == kDigits ? rated_amperes(digits[2]) : 0;
  if (digits.size() != kDigits || digits[0] != '3' || digits[1] > '1' || amperes == 0) {
    return failure(
        "modbus.other_product", fmt::format("recognising the charger: its product is {}", product),
        "only the KEBA KeContact P30, c-series and x-series, is known (300000 to 314331)");
  }
  if (digits[4] == '0') {
    return failure("modbus.no_meter",
                   fmt::format("recognising the charger: product {} has no energy meter", product),
                   "energy can be sold only with one that measures it");
  }
  return Portrait{.serial = serial,
                  .firmware = fmt::format("{}.{}.{}", firmware >> 24U, firmware >> 16U & 0xFFU,
                                          firmware >> 8U & 0xFFU),
                  .tethered = digits[1] == '1',
                  .rated_amperes = amperes,
                  .calibrated = digits[4] >= '2'};
}

}  // namespace kerb::hal::modbus
