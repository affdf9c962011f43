// Why a kernel ended as it did, by layer (Error Indication, C-2 A.1.77): L1 the air, L2 the card,
// L3 the terminal.
#pragma once

#include <array>
#include <cstdint>

#include "payment/emv/ui_request.hpp"

namespace kerb::payment::emv {

enum class Level1 : std::uint8_t { ok = 0, time_out = 1, transmission = 2, protocol = 3 };

enum class Level2 : std::uint8_t {
  ok = 0x00,
  card_data_missing = 0x01,
  authentication_failed = 0x02,  // CAM failed
  status_bytes = 0x03,
  parsing = 0x04,
  limit_exceeded = 0x05,
  card_data = 0x06,
  mag_stripe_only = 0x07,
  no_ppse = 0x08,
  ppse_fault = 0x09,
  empty_candidate_list = 0x0A,
  terminal_data = 0x0F,
};

enum class Level3 : std::uint8_t { ok = 0, time_out = 1, stop = 2, amount_missing = 3 };

struct ErrorIndication {
  Level1 level1 = Level1::ok;
  Level2 level2 = Level2::ok;
  Level3 level3 = Level3::ok;
  std::uint16_t sw = 0;  // with status_bytes
  Message message = Message::none;
};

// The six octets of DF8115.
constexpr std::array<std::uint8_t, 6> octets_of(const ErrorIndication& error) {
  return {static_cast<std::uint8_t>(error.level1),     static_cast<std::uint8_t>(error.level2),
          static_cast<std::uint8_t>(error.level3),     static_cast<std::uint8_t>(error.sw >> 8U),
          static_cast<std::uint8_t>(error.sw & 0xFFU), static_cast<std::uint8_t>(error.message)};
}

}  // namespace kerb::payment::emv
