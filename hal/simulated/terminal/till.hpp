// What the cash register (the till; here: Kerb, or an integrator's own) has told the terminal of
// itself: the config byte of its registration and what followed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/simulated/terminal/profile.hpp"
#include "hal/zvt/message.hpp"

namespace kerb::hal::simulated::terminal {

// The config byte, PA00P015, 2.2.1.
constexpr std::uint8_t kReceiptsByTill = 0x02;
constexpr std::uint8_t kAdminReceiptsByTill = 0x04;
constexpr std::uint8_t kWantsIntermediate = 0x08;
constexpr std::uint8_t kReceiptsAsPrint = 0x80;
// As it is before a registration and after log-off.
constexpr std::uint8_t kConfigLoggedOff = 0x86;

struct Till {
  std::uint8_t config = kConfigLoggedOff;
  bool registered = false;
  bool tags = false;                    // it sent some, so it can read some
  bool logged_off = false;              // no tags then, whatever the terminal is
  bool utf8 = false;                    // else CP437
  bool sequence = false;                // 1F73 in every message
  int paper_width = 0;                  // characters a line; 0: it did not say
  std::size_t longest = 0;              // octets of a message; 0: it did not say
  std::vector<zvt::Command> permitted;  // tag 26

  bool wants_intermediate() const { return (config & kWantsIntermediate) != 0; }
  // `own`: the receipts of payments, else those of the terminal's administration.
  bool prints(bool payments) const {
    const std::uint8_t needed =
        kReceiptsAsPrint | (payments ? kReceiptsByTill : kAdminReceiptsByTill);
    return (config & needed) == needed;
  }
  bool permits(zvt::Command command) const;
  bool reads_tags(const Profile& profile) const {
    return tags || (profile.tlv_unasked && registered && !logged_off);
  }
};

// What a registration says. `profile`: whether the terminal knows message sequence ids.
Till registered_till(const zvt::Message& registration, const Profile& profile);

// Text in the character set that the till reads: UTF-8, or CP437 with ? for what it has not.
Bytes text_for(const Till& till, std::string_view utf8);

}  // namespace kerb::hal::simulated::terminal
