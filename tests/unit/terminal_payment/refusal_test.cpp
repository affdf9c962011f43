// What the driver is told of a terminal's refusal.
#include "payment/terminal/refusal.hpp"

#include <gtest/gtest.h>

#include "hal/zvt/codes.hpp"

namespace kerb::payment::terminal {
namespace {

struct ResultRow {
  std::uint8_t result;
  DeclineReason reason;
  const char* source;
};

// PA00P015, ch. 10, for results from 64 on; below, the host's own (Lavego; ISO 8583, field 39, as
// far as the others keep to it).
constexpr ResultRow kResults[] = {
    {0x02, DeclineReason::generic, "Lavego: call the bank"},
    {0x05, DeclineReason::generic, "Lavego: declined"},
    {0x13, DeclineReason::needs_owner, "Lavego: too many payments without a PIN"},
    {0x21, DeclineReason::expired, "Lavego"},
    {0x33, DeclineReason::needs_owner, "Lavego: PIN"},
    {0x3D, DeclineReason::needs_owner, "Lavego: PIN"},
    {0x3E, DeclineReason::blocked, "a captured dialogue: the card is blocked"},
    {0x41, DeclineReason::needs_owner, "Lavego: PIN"},
    {0x64, DeclineReason::not_read, "card not readable"},
    {0x65, DeclineReason::not_read, "no card data"},
    {0x67, DeclineReason::not_accepted, "function not permitted for this card"},
    {0x68, DeclineReason::not_accepted, "function not permitted for this card"},
    {0x6A, DeclineReason::try_later, "turnover store full: no other card helps"},
    {0x6B, DeclineReason::try_later, "card payments deactivated: no other card helps"},
    {0x6C, DeclineReason::not_read, "stopped at the terminal, or no card in time"},
    {0x6E, DeclineReason::blocked, "on the blocked list"},
    {0x71, DeclineReason::insufficient, "not enough credit"},
    {0x72, DeclineReason::not_read, "the chip cannot be read"},
    {0x73, DeclineReason::not_read, "card data wrong"},
    {0x78, DeclineReason::expired, "expired"},
    {0x7A, DeclineReason::not_accepted, "card unknown"},
    {0x7D, DeclineReason::try_later, "communication"},
    {0x9A, DeclineReason::try_later, "protocol with the host"},
    {0x9B, DeclineReason::try_later, "no dial-up"},
    {0xA0, DeclineReason::try_later, "receiver not ready"},
    {0xA1, DeclineReason::try_later, "no connection"},
    {0xA3, DeclineReason::try_later, "no connection"},
    {0xB1, DeclineReason::try_later, "memory full"},
    {0xB2, DeclineReason::try_later, "merchant journal full"},
    {0xBF, DeclineReason::try_later, "supply voltage too low"},
    {0xC2, DeclineReason::try_later, "diagnosis needed"},
    {0xC3, DeclineReason::insufficient, "highest amount exceeded"},
    {0xC5, DeclineReason::not_accepted, "payment method not supported"},
    {0xE4, DeclineReason::try_later, "activation needed"},
    {0xEC, DeclineReason::needs_owner, "PIN or contact, and no keys here"},
    {0xED, DeclineReason::needs_owner, "PIN"},
    {0xF0, DeclineReason::try_later, "end of day needed"},
    {0xFC, DeclineReason::needs_owner, "no device to insert it in, or to type the PIN"},
};

TEST(TerminalRefusal, EachResultOfPA00P015AndOfLavegosHostTellsTheDriverWhatHelps) {
  for (const ResultRow& row : kResults) {
    EXPECT_EQ(decline_reason(row.result), row.reason)
        << std::hex << int{row.result} << " " << row.source;
  }
}

// The list above forgets none that the log has words for, but those whose card is at fault.
TEST(TerminalRefusal, WhatNoCardCanChangeIsNeverTheCardsFault) {
  for (int result = 0x64; result <= 0xFF; ++result) {
    const auto code = static_cast<std::uint8_t>(result);
    if (!may_pass_later(code) || code == 0x6C) continue;
    EXPECT_EQ(decline_reason(code), DeclineReason::try_later) << std::hex << result;
  }
}

}  // namespace
}  // namespace kerb::payment::terminal
