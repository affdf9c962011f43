// What a kernel tells the terminal to do next: the Outcome Parameter Set (EMV Contactless Book A,
// 6.2; C-2 A.1.116; the values are the coded ones of C-2, so that they can be compared with a test
// laboratory's).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "hal/clock.hpp"

namespace kerb::payment::emv {

enum class Status : std::uint8_t {
  approved = 0x10,
  declined = 0x20,
  online_request = 0x30,
  end_application = 0x40,
  select_next = 0x50,
  try_another_interface = 0x60,
  try_again = 0x70,
};

// Where Entry Point goes on: A pre-processing, B the field comes on again, C the next application,
// D the same kernel after the bank has answered.
enum class Start : std::uint8_t { a = 0x00, b = 0x10, c = 0x20, d = 0x30, none = 0xF0 };

enum class OnlineResponse : std::uint8_t { emv_data = 0x10, any = 0x20, none = 0xF0 };

// How the card's owner is, or is still to be, verified. `device`: the phone or watch did it.
enum class Cvm : std::uint8_t {
  no_cvm = 0x00,
  signature = 0x10,
  online_pin = 0x20,
  device = 0x30,
  none = 0xF0,
};

enum class AlternateInterface : std::uint8_t { contact = 0x10, mag_stripe = 0x20, none = 0xF0 };

struct OutcomeParameters {
  Status status = Status::end_application;
  Start start = Start::none;
  OnlineResponse online_response = OnlineResponse::none;
  Cvm cvm = Cvm::none;
  bool ui_on_outcome = false;
  bool ui_on_restart = false;
  bool data_record = false;
  bool discretionary_data = false;
  bool receipt = false;
  AlternateInterface alternate_interface = AlternateInterface::none;
  // How long the field stays off before the next presentation, in whole tenths of a second up to
  // 25.4 s; empty: not asked for.
  std::optional<hal::Millis> field_off = {};
  hal::Millis removal_timeout{0};  // tenths of a second, up to 25.5 s
};

// The eight octets of DF8129.
std::array<std::uint8_t, 8> octets_of(const OutcomeParameters& parameters);

std::string_view status_word(Status status);  // "online request", "select next", …
std::string_view start_word(Start start);     // "B", "none"
std::string_view cvm_word(Cvm cvm);           // "no CVM", "verified on the device", …

}  // namespace kerb::payment::emv
