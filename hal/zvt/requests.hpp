// The commands that Kerb gives a terminal, field by field in the order in which the known clients
// send them (PA00P015, ch. 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hal/zvt/commands.hpp"
#include "hal/zvt/message.hpp"
#include "hal/zvt/wall_clock.hpp"

namespace kerb::hal::zvt {

// Up to six digits; it protects nothing but against mistakes.
using Password = std::uint32_t;

// Config byte: what the terminal leaves to Kerb.
constexpr std::uint8_t kPaymentReceiptByUs = 0x02;
constexpr std::uint8_t kAdminReceiptByUs = 0x04;
constexpr std::uint8_t kTellsProgress = 0x08;
constexpr std::uint8_t kPaymentsByUsOnly = 0x10;
constexpr std::uint8_t kAdminByUsOnly = 0x20;

Frame registration(Password password, std::uint8_t config, std::uint16_t currency, bool offer_utf8);
Frame log_off();
Frame status_enquiry(Password password);
// Asks whether a card is in the field, without holding the terminal up as 06 C0 does.
Frame card_enquiry(Password password);
Frame feig_system();
Frame diagnosis(std::optional<std::uint8_t> kind);
Frame initialisation(Password password);
// `id`: eight digits. Only with an empty turnover store.
Frame set_terminal_id(Password password, std::string_view id);
Frame set_clock(Password password, const WallClock& now);
Frame end_of_day(Password password);
Frame repeat_receipt(Password password);  // sends the last status information again, prints nothing
Frame abort_command();

// `reference`: at most 30 octets that the host keeps with the reservation (E9: Feig, Lavego);
// empty leaves it out. Amounts are minor units below 10^12.
Frame reservation(std::uint64_t amount, std::uint16_t currency, std::string_view reference);

// What a booking says of the reservation that it is for.
struct ReservationName {
  std::uint16_t receipt = 0;    // 0 to 9999
  std::string_view trace = {};  // six digits, or empty
  ByteView authorisation = {};  // 8 octets, or empty
  std::uint16_t currency = 978;
  std::string_view reference = {};  // as in reservation()
};
// Keeps `more` aside besides; the card is not asked for again (1F06 03).
Frame reservation_extension(const ReservationName& of, std::uint64_t more);
Frame partial_reversal(const ReservationName& of, std::uint64_t unused);
Frame book_total(const ReservationName& of, std::uint64_t used);
Frame reservation_reversal(const ReservationName& of);
// Answered by an abort B8 with the receipts of the reservations that are open.
Frame open_reservations();
// Staff: takes back a payment of today, or pays money out to a card.
Frame reversal(Password password, std::uint16_t receipt);
Frame refund(Password password, std::uint64_t amount, std::uint16_t currency);

// Shown on the terminal for some seconds; lines 1 to 8, what is longer is cut at 99 octets.
Frame display_text(std::uint8_t seconds, const std::vector<std::string_view>& lines);

// Answers to the terminal.
Frame positive();
Frame negative(std::uint8_t reason);

}  // namespace kerb::hal::zvt
