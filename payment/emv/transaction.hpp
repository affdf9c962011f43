// One tap, from the first SELECT to what the station has to do next. Pure: no reader, clock, file,
// thread, global or random number; the caller brings the card as a function and the changing values
// as a struct, so the same code runs behind a real reader, in the simulator and under the fuzzer.
//
// EMV Contactless Book A and B (Entry Point), C-2 (kernel 2) and C-3 (kernel 3), to the online
// request. A kiosk without a PIN pad asks the bank about every tap: nothing is ever approved
// offline here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hal/card_reader.hpp"
#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"
#include "payment/emv/step.hpp"
#include "payment/emv/terminal.hpp"
#include "payment/money.hpp"

namespace kerb::payment::emv {

// Local wall time of the tap.
struct LocalTime {
  int year = 2026;  // 2000 to 2099
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

struct Transaction {
  Money amount;  // what the bank is asked to hold; in the terminal's currency, at most 12 digits
  LocalTime at;
  std::uint8_t type = 0x00;  // 9C: 00 goods and services
  std::array<std::uint8_t, 4>
      unpredictable_number{};  // 9F37: fresh from a random source for every tap
  std::uint32_t counter = 1;   // 9F41: goes up by one a tap, at most 99999999
};

// One command, one answer including SW1 SW2; what CardReader::transceive() does.
using Transceive = std::function<hal::ReaderResult<hal::Bytes>(hal::ByteView command)>;

enum class OutcomeKind {
  online_request,    // ask the bank; the card may leave
  declined_by_card,  // the card itself says no
  try_again,         // the card left or garbled: present it again
  see_phone,         // its owner has to unlock it first; drop the field, then present it again
  other_card,        // no application that can be used here, or a card whose data is wrong
  needs_device,      // over the limit for plastic: a phone or watch would do
  other_interface,   // the card wants to be inserted, which is not possible here
};
std::string_view outcome_word(OutcomeKind kind);  // "online request", "try again", …

struct TapOutcome {
  OutcomeKind kind = OutcomeKind::other_card;
  // Why, for the log and `kerb card`; never card data.
  std::string cause;
  // How long to keep the field off before the next presentation (C-3: 1.3 s for a phone). 0: no
  // need.
  hal::Millis field_off{0};
  // Exactly when `kind` is online_request.
  std::optional<CardPresentation> presentation;
  bool no_payment_application = false;  // the card has no PPSE (6A82): no payment card
};

// Runs the tap. Blocks as long as `transceive` does; calls `observer` after each step, before it
// returns.
TapOutcome run(const Terminal& terminal, const Transaction& transaction,
               const Transceive& transceive, const Observer& observer = {});

}  // namespace kerb::payment::emv
