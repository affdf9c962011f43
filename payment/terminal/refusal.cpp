#include "payment/terminal/refusal.hpp"

#include <algorithm>

#include "hal/zvt/codes.hpp"

namespace kerb::payment::terminal {

DeclineReason decline_reason(std::uint8_t result) {
  struct Row {
    std::uint8_t result;
    DeclineReason reason;
  };
  // PA00P015, ch. 10; below 64 Lavego's host. A PIN is asked for by inserting the card, or by a
  // phone that knows its owner.
  constexpr Row kRows[] = {
      {0x13, DeclineReason::needs_owner},  {0x21, DeclineReason::expired},
      {0x33, DeclineReason::needs_owner},  {0x3D, DeclineReason::needs_owner},
      {0x3E, DeclineReason::blocked},      {0x41, DeclineReason::needs_owner},
      {0x64, DeclineReason::not_read},     {0x65, DeclineReason::not_read},
      {0x67, DeclineReason::not_accepted}, {0x68, DeclineReason::not_accepted},
      {0x6B, DeclineReason::try_later},    {0x6C, DeclineReason::not_read},
      {0x6E, DeclineReason::blocked},      {0x71, DeclineReason::insufficient},
      {0x72, DeclineReason::not_read},     {0x73, DeclineReason::not_read},
      {0x78, DeclineReason::expired},      {0x7A, DeclineReason::not_accepted},
      {0x7D, DeclineReason::try_later},    {0x9B, DeclineReason::try_later},
      {0x9C, DeclineReason::try_later},    {0xA0, DeclineReason::try_later},
      {0xA1, DeclineReason::try_later},    {0xA3, DeclineReason::try_later},
      {0xC3, DeclineReason::insufficient}, {0xC5, DeclineReason::not_accepted},
      {0xD2, DeclineReason::not_accepted}, {0xEC, DeclineReason::needs_owner},
      {0xED, DeclineReason::needs_owner},  {0xFC, DeclineReason::needs_owner},
  };
  const auto* const found = std::find_if(std::begin(kRows), std::end(kRows),
                                         [&](const Row& row) { return row.result == result; });
  if (found != std::end(kRows)) return found->reason;
  // The terminal itself cannot just now: no other card helps.
  return may_pass_later(result) ? DeclineReason::try_later : DeclineReason::generic;
}

bool may_pass_later(std::uint8_t result) {
  constexpr std::uint8_t kLater[] = {0x62, 0x6A, 0x6C, 0x7D, 0x9A, 0x9B, 0x9C, 0xA0, 0xA1,
                                     0xA3, 0xB1, 0xB2, 0xBF, 0xC2, 0xDC, 0xE1, 0xE4, 0xF0};
  return std::find(std::begin(kLater), std::end(kLater), result) != std::end(kLater);
}

bool has_none(std::uint8_t result) {
  return result == hal::zvt::code::kAlreadyReversed ||
         result == hal::zvt::code::kReversalNotPossible ||
         result == hal::zvt::code::kOpenReservations;
}

}  // namespace kerb::payment::terminal
