// Terminal Verification Results (EMV Book 3, C5): five octets that say what was checked and what
// was not as it should be. They go into the cryptogram and to the bank.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "hal/bytes.hpp"

namespace kerb::payment::emv {

// Octet (1 to 5) in the high byte, bit in the low one.
enum class Finding : std::uint16_t {
  not_authenticated = 0x0180,
  card_data_missing = 0x0120,
  cda_failed = 0x0104,
  versions_differ = 0x0280,
  expired = 0x0240,
  not_yet_effective = 0x0220,
  service_not_allowed = 0x0210,
  owner_not_verified = 0x0380,
  unrecognised_cvm = 0x0340,
  online_pin_entered = 0x0304,
  floor_limit_exceeded = 0x0480,
  relay_resistance_not_performed = 0x0501,
};

class VerificationResults {
 public:
  void note(Finding finding) {
    const auto code = static_cast<unsigned>(finding);
    octets_[(code >> 8U) - 1] =
        static_cast<std::uint8_t>(octets_[(code >> 8U) - 1] | (code & 0xFFU));
  }
  bool noted(Finding finding) const {
    const auto code = static_cast<unsigned>(finding);
    return (octets_[(code >> 8U) - 1] & code & 0xFFU) != 0;
  }
  // Whether any bit of an action code is set here too.
  bool meets(hal::ByteView action_code) const {
    for (std::size_t i = 0; i < octets_.size() && i < action_code.size(); ++i) {
      if ((octets_[i] & action_code[i]) != 0) return true;
    }
    return false;
  }
  bool any() const {
    return std::any_of(octets_.begin(), octets_.end(),
                       [](std::uint8_t octet) { return octet != 0; });
  }
  hal::ByteView octets() const { return octets_; }

 private:
  std::array<std::uint8_t, 5> octets_{};
};

}  // namespace kerb::payment::emv
