#include "tests/interop/pn532/chip.hpp"

#include <algorithm>

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;

// Status octets of UM0701-02, 7.1.
constexpr std::uint8_t kFine = 0x00;
constexpr std::uint8_t kNoAnswer = 0x01;
constexpr std::uint8_t kReadBlock = 0xB2;  // R(NAK), ISO/IEC 14443-4, 7.5.4: "are you there?"
constexpr std::uint8_t kHere = 0xA3;       // R(ACK)

}  // namespace

std::optional<Bytes> Pn532Chip::answer(ByteView command) {
  const ByteView rest = command.subspan(1);
  Bytes said;
  switch (command[0]) {
    case 0x00:  // Diagnose: the line itself; it says the same again
      said.assign(rest.begin(), rest.end());
      break;
    case 0x02:  // GetFirmwareVersion: PN532, 1.6, type A, type B and ISO/IEC 18092
      said = {0x32, 0x01, 0x06, 0x07};
      break;
    case 0x06:
      said = read_registers(rest);
      break;
    case 0x08:
      write_registers(rest);
      break;
    case 0x12:  // SetParameters
    case 0x14:  // SAMConfiguration
      break;
    case 0x16:  // PowerDown
      field_.power(false);
      said = {kFine};
      break;
    case 0x32:
      configure_radio(rest);
      break;
    case 0x40:
      said = exchange(rest);
      break;
    case 0x42:
      said = communicate_through(rest);
      break;
    case 0x44:  // InDeselect
    case 0x52:  // InRelease
      field_.put_to_sleep();
      said = {kFine};
      break;
    case 0x4A:
      said = list_target(rest);
      break;
    default:
      return std::nullopt;
  }
  said.insert(said.begin(), static_cast<std::uint8_t>(command[0] + 1));
  return said;
}

Bytes Pn532Chip::read_registers(ByteView addresses) {
  Bytes values;
  for (std::size_t at = 0; at + 1 < addresses.size(); at += 2) {
    values.push_back(registers_[addresses[at] * 256U + addresses[at + 1]]);
  }
  return values;
}

void Pn532Chip::write_registers(ByteView addresses_and_values) {
  for (std::size_t at = 0; at + 2 < addresses_and_values.size(); at += 3) {
    registers_[addresses_and_values[at] * 256U + addresses_and_values[at + 1]] =
        addresses_and_values[at + 2];
  }
}

// Items 01: the field; 05: how often it tries.
void Pn532Chip::configure_radio(ByteView item) {
  if (item.size() >= 2 && item[0] == 0x01) field_.power((item[1] & 1U) != 0);
  if (item.size() >= 4 && item[0] == 0x05) tries_ = item[3];
}

// Kerb asks for one target, at 106 kbit/s of type A (00) or B (03).
Bytes Pn532Chip::list_target(ByteView wish) {
  if (wish.size() < 2 || (wish[1] != 0x00 && wish[1] != 0x03)) return {0};
  const auto type = wish[1] == 0x00 ? RadioField::Type::a : RadioField::Type::b;
  for (int round = 0; round <= tries_; ++round) {
    if (const auto told = field_.select(type)) {
      Bytes target = {1, 1};
      target.insert(target.end(), told->begin(), told->end());
      return target;
    }
  }
  return {0};
}

Bytes Pn532Chip::exchange(ByteView octets) {
  const auto response = octets.empty() ? std::nullopt : field_.exchange(octets.subspan(1));
  if (!response) return {kNoAnswer};
  Bytes said = {kFine};
  said.insert(said.end(), response->begin(), response->end());
  return said;
}

Bytes Pn532Chip::communicate_through(ByteView octets) {
  const bool asks = !octets.empty() && octets[0] == kReadBlock;
  if (asks && field_.selected_stays()) return {kFine, kHere};
  return {kNoAnswer};
}

}  // namespace kerb::interop
