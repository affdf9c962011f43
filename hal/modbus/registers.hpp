// What a KEBA KeContact P30 (c-series from firmware 3.10.16, x-series from 1.11) says and takes over
// Modbus TCP, and nothing else about it.
//
// Source: KEBA, "KeContact P30 Modbus TCP Programmers Guide", V 1.07, December 2025 (document
// 132578); sections 3 (readable) and 4 (writeable data). What its writers leave out is from their
// "KeContact P30 UDP Programmers Guide", V 2.01, of the same functions, and is marked UDP below.
//
// Readable values are unsigned numbers of 32 bits in two holding registers, high word first, read
// one value at a time (function 3, two registers, never more); writeable ones are one register
// (function 6). The unit id is 255. The guide asks for half a second between readings and five
// between writings.
//
// Up to V 1.04 the guide gave the energies in watt hours. V 1.06 (July 2024) corrects that: the unit
// was a tenth of it in every firmware. packaging/modbus.md has the integrator compare once.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "hal/charge_controller.hpp"
#include "hal/error.hpp"

namespace kerb::hal::modbus {

// ---- readable: the address of the high word
inline constexpr int kReadChargingState = 1000;
inline constexpr int kReadCableState = 1004;
inline constexpr int kReadErrorCode = 1006;  // 0: none
inline constexpr int kReadSerialNumber = 1014;
inline constexpr int kReadProduct = 1016;          // decimal digits: see Portrait
inline constexpr int kReadFirmware = 1018;         // 0x030A1000 is 3.10.16
inline constexpr int kReadActivePower = 1020;      // mW
inline constexpr int kReadTotalEnergy = 1036;      // 0.1 Wh, survives power cuts
inline constexpr int kReadFailsafeCurrent = 1600;  // mA
inline constexpr int kReadFailsafeTimeout = 1602;  // s; 0: no failsafe

// ---- writeable
inline constexpr int kWriteChargingCurrent = 5004;  // mA, 6000 to 63000
inline constexpr int kWriteUnlockPlug = 5012;       // 0; only while it is suspended
inline constexpr int kWriteEnable = 5014;           // 1: may charge; 0: suspended
inline constexpr int kWriteFailsafeCurrent = 5016;  // mA; 0: no charging (UDP)
inline constexpr int kWriteFailsafeTimeout = 5018;  // s, 10 to 600 (UDP)
inline constexpr int kWriteFailsafePersist = 5020;  // 1: kept over a restart of the station

enum class ChargingState : std::uint8_t {
  starting_up = 0,
  not_ready = 1,  // no car, or locked by its authorisation, its enable input or register 5014
  ready = 2,      // the contactor closes as soon as the car asks
  charging = 3,
  error = 4,
  interrupted = 5,  // suspended, too hot, or held by something else
};

// One look at the station. The words are as they came; the energy is read last, so that with a
// state that lets nothing flow it is the final one.
struct RawStatus {
  std::uint32_t charging_state = 0;
  std::uint32_t cable_state = 0;
  std::uint32_t error_code = 0;
  std::uint32_t active_power = 0;
  std::uint32_t total_energy = 0;
};

struct Status {
  ChargingState state = ChargingState::starting_up;
  bool locked = false;  // the plug, at the station
  bool car = false;     // the cable leads to a car
  std::uint32_t error_code = 0;
  Watts power{};       // rounded down
  WattHours energy{};  // whole: the tenths are cut off here, and nowhere else
};

// Takes hostile words. Errors: modbus.garbage, with the register that cannot be.
Result<Status> status_in(const RawStatus& raw);

// What it is. The digits of the product are: 3 for a P30; 0 socket, 1 cable; rated current; 0
// x-series, 1 c-series; meter; RFID reader.
struct Portrait {
  std::uint32_t serial = 0;
  std::string firmware;  // "3.10.16"
  bool tethered = false;
  int rated_amperes = 0;
  bool calibrated = false;  // the meter: MID, or by national law
};

// Errors: modbus.other_product (a P40 is enabled in another way, and others are not known),
// modbus.no_meter (nothing could be sold).
Result<Portrait> portrait_in(std::uint32_t serial, std::uint32_t product, std::uint32_t firmware);

constexpr std::uint32_t joined(std::uint16_t high, std::uint16_t low) {
  return std::uint32_t{high} << 16U | low;
}

}  // namespace kerb::hal::modbus
