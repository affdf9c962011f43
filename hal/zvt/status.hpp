// What a status information (04 0F) says of a payment, taken out of its bitmaps: what a receipt and
// the journal need, and nothing that names the card.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hal/zvt/characters.hpp"
#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

// The four numbers that together name one payment for ever: receipt numbers have four digits and
// begin anew. Digits as the terminal wrote them; empty when it left one out.
struct PaymentName {
  std::string terminal;  // 8 digits
  std::string receipt;   // 4 digits
  std::string trace;     // 6 digits
  std::string date;      // MMDD
  bool operator==(const PaymentName&) const = default;
};

struct Status {
  std::uint8_t result = 0;
  std::optional<std::uint64_t> amount;    // minor units
  std::optional<std::uint16_t> currency;  // ISO 4217; terminals name it only when it was sent
  PaymentName name;
  std::string original_trace;  // of the reservation that this books or undoes
  std::string time;            // HHMMSS, terminal's
  Bytes authorisation;         // 3B: has to come back with a booking; empty or 8 octets
  std::uint8_t card_type = 0;  // 8A; 0 when missing
  std::string card_name;       // "Mastercard"
  std::string last_four;       // of the card number, for receipts
  std::string contract;
  std::string text;                // has to stand on the receipt
  std::string emv_print;           // 46: has to stand on the driver's receipt
  std::string emv_print_merchant;  // 47: and this on the merchant's
  // 1F1F: what the next order for a payment has to mirror; nothing where the terminal does
  // not synchronise by receipt numbers.
  std::optional<Bytes> mirror;
  std::string reason;  // 1F17, of a refusal, in the terminal's language
  bool approved() const { return result == 0; }
};

// A message without a result is believed only with an amount and a receipt number (seen in the
// field); else it is a processing error. 04 0F, or 06 1E: then only result and reason are set.
Status status_in(const Message& message, Charset charset);

}  // namespace kerb::hal::zvt
