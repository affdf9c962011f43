// What a PN532 makes of the commands that libnfc sends it (NXP UM0701-02, 7).
#pragma once

#include <map>

#include "tests/interop/pn532/radio_field.hpp"

namespace kerb::interop {

// One thread.
class Pn532Chip {
 public:
  explicit Pn532Chip(RadioField& field) : field_(field) {}

  // An answer, beginning with the command's code and 1. None: a command that it does not know.
  std::optional<hal::Bytes> answer(hal::ByteView command);
  // It was told to look for a card for ever, which Kerb must not do.
  bool waits_for_ever() const { return tries_ == kForEver; }

 private:
  static constexpr std::uint8_t kForEver = 0xFF;
  hal::Bytes read_registers(hal::ByteView addresses);
  void write_registers(hal::ByteView addresses_and_values);
  void configure_radio(hal::ByteView item);
  hal::Bytes list_target(hal::ByteView wish);
  hal::Bytes exchange(hal::ByteView octets);
  hal::Bytes communicate_through(hal::ByteView octets);

  RadioField& field_;
  std::map<unsigned, std::uint8_t> registers_;
  std::uint8_t tries_ = kForEver;  // as after power on
};

}  // namespace kerb::interop
