// What the numbers of a terminal mean, in words for logs and for `kerb doctor` (PA00P015, ch. 10;
// those below 64 are the host's, as Lavego uses them).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kerb::hal::zvt {

// Result of a payment, of an abort, and the reason of a negative answer.
namespace code {

constexpr std::uint8_t kOk = 0x00;
constexpr std::uint8_t kAborted = 0x6C;  // by the driver, or nobody came
constexpr std::uint8_t kEndOfDayImpossible = 0x77;
constexpr std::uint8_t kFunctionNotPossible = 0x83;
constexpr std::uint8_t kProtocolFault = 0x9A;
constexpr std::uint8_t kNotYet = 0x9C;
constexpr std::uint8_t kAlreadyReversed = 0xB4;
constexpr std::uint8_t kReversalNotPossible = 0xB5;
constexpr std::uint8_t kOpenReservations = 0xB8;  // the answer to the enquiry is an abort with it
constexpr std::uint8_t kNoPrinter = 0xCC;

}  // namespace code

// "the driver aborted, or time was over"; empty when the code is not known.
std::string_view result_words(std::uint8_t code);
// Of the terminal, in the completion of a status enquiry; empty when not known.
std::string_view terminal_words(std::uint8_t status);
// Of an intermediate status, without its number; empty when not known.
std::string_view intermediate_words(std::uint8_t status);

// "6C the driver aborted, or time was over", or the number alone.
std::string with_words(std::uint8_t code, std::string_view words);

// What the terminal does right now, as the driver's screen can say it in every language. What only
// the terminal's own text tells (FF) is `see_text`.
enum class Progress : std::uint8_t {
  please_wait,
  present_card,
  remove_card,
  watch_pin_pad,  // amount or PIN is asked for there
  wrong_pin,
  card_refused,  // not accepted, not admitted, unknown, expired, not readable
  asking_bank,
  approved,
  declined,
  aborted,
  reversing,  // an auto-reversal is being sent
  card_seen,
  choose_currency,
  out_of_order,
  housekeeping,  // end of day, diagnosis, initialisation, bookings sent later
  see_text,
};
Progress progress_of(std::uint8_t intermediate_status);

}  // namespace kerb::hal::zvt
