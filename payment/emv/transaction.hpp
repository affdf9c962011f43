// One tap, from the first SELECT to what the station has to do next. Pure: no reader, clock, file,
// thread, global or random number; the caller brings the card as a function and the changing values
// as a struct, so the same code runs behind a real reader, in the simulator and under the fuzzer.
//
// EMV Contactless Book A and B (Entry Point), C-2 (kernel 2) and C-3 (kernel 3), to the final
// outcome. It knows the whole of an unattended terminal; a kiosk as no_pin_kiosk() describes it asks
// the bank about every tap, and nothing is approved offline there.
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
#include "payment/emv/error_indication.hpp"
#include "payment/emv/outcome_parameters.hpp"
#include "payment/emv/step.hpp"
#include "payment/emv/terminal.hpp"
#include "payment/emv/ui_request.hpp"
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
  std::optional<Money> amount_other = {};  // 9F03, cashback: part of `amount`
  std::uint8_t type = 0x00;  // 9C: 00 goods and services, 01 cash, 09 with cashback, 20 refund
  std::array<std::uint8_t, 4>
      unpredictable_number{};  // 9F37: fresh from a random source for every tap
  std::uint32_t counter = 1;   // 9F41: goes up by one a tap, at most 99999999
};

// By 9C (ISO 8583): 01 and 17 are cash, 09 is a purchase with cashback, and so is any purchase with
// another amount.
bool is_cash(const Transaction& transaction);
bool is_cashback(const Transaction& transaction);
bool is_refund(const Transaction& transaction);

// One command, one answer including SW1 SW2; what CardReader::transceive() does.
using Transceive = std::function<hal::ReaderResult<hal::Bytes>(hal::ByteView command)>;

enum class OutcomeKind {
  online_request,    // ask the bank; the card may leave
  approved_offline,  // card and terminal agree without the bank (never at a no_pin_kiosk())
  declined_by_card,  // the card itself says no
  try_again,         // the card left or garbled: present it again
  see_phone,         // its owner has to unlock it first; drop the field, then present it again
  other_card,        // no application that can be used here, or a card whose data is wrong
  other_interface,   // the card wants to be inserted, or the amount is none for contactless cards
  needs_device,      // over the limit for plastic: a phone or watch would do
};
std::string_view outcome_word(OutcomeKind kind);  // "online request", "try again", …

struct TapOutcome {
  OutcomeKind kind = OutcomeKind::other_card;
  // Why, for the log and `kerb card`; never card data.
  std::string cause;
  // How long to keep the field off before the next presentation (C-3: 1.3 s for a phone). 0: no
  // need.
  hal::Millis field_off{0};
  // Exactly when `kind` is online_request or approved_offline.
  std::optional<CardPresentation> presentation = {};

  // The same in EMV's own terms, for a test laboratory, a log and `kerb card`.
  OutcomeParameters parameters = {};
  std::optional<UiRequest> ui_on_outcome = {};
  std::optional<UiRequest> ui_on_restart = {};
  ErrorIndication error = {};
  // BER-TLV. The record carries the card number and goes nowhere but to an acquirer; the
  // discretionary data tells a technician why (DF8115 and what the card said of itself).
  Secret data_record = {};
  hal::Bytes discretionary_data = {};

  // The card has no payment directory (PPSE answered 6A82): it is no payment card at all.
  bool no_payment_application = false;
  // A scheme that the card offers and that this station does not take: "American Express". Empty
  // when it offers one that is taken, or none that is known.
  std::string scheme_not_taken = {};
};

// Runs the tap: Start A, B and C of Book B, table 3-1. After an outcome whose `parameters.start` is
// B the caller drops the field for `field_off`, waits for a card and runs it again: with the same
// amount pre-processing comes to the same result, and the unpredictable number has to be new anyway.
// Blocks as long as `transceive` does; calls `observer` after each step and `display` when the
// driver should see something, both before it returns.
TapOutcome run(const Terminal& terminal, const Transaction& transaction,
               const Transceive& transceive, const Observer& observer = {},
               const Display& display = {});

}  // namespace kerb::payment::emv
