// The commands of ZVT by name (PA00P015, ch. 2 and 3): first those of the cash register (here:
// Kerb) to the terminal, then those of the terminal.
#pragma once

#include <string_view>

#include "hal/zvt/frame.hpp"

namespace kerb::hal::zvt {

constexpr Command kStatusEnquiry = 0x0501;
constexpr Command kRegistration = 0x0600;
constexpr Command kAuthorisation = 0x0601;
constexpr Command kLogOff = 0x0602;
constexpr Command kTurnoverTotals = 0x0610;
constexpr Command kReprint = 0x0612;
constexpr Command kResetTerminal = 0x0618;
constexpr Command kPrintConfiguration = 0x061A;
constexpr Command kSetTerminalId = 0x061B;
constexpr Command kRepeatReceipt = 0x0620;
constexpr Command kReservation = 0x0622;
constexpr Command kPartialReversal = 0x0623;  // with receipt FFFF: which reservations are open?
constexpr Command kBookTotal = 0x0624;
constexpr Command kReservationReversal = 0x0625;
constexpr Command kExternalReversal = 0x0626;
constexpr Command kReversal = 0x0630;
constexpr Command kRefund = 0x0631;
constexpr Command kEndOfDay = 0x0650;
constexpr Command kDiagnosis = 0x0670;
constexpr Command kSetClock = 0x0691;
constexpr Command kInitialisation = 0x0693;
constexpr Command kAbortCommand = 0x06B0;
constexpr Command kReadCard = 0x06C0;
constexpr Command kDisplayText = 0x06E0;
constexpr Command kSetLanguage = 0x0830;
constexpr Command kFeigSystem = 0x0FA1;

constexpr Command kClockFromTerminal = 0x0401;
constexpr Command kInputRequest = 0x040D;
constexpr Command kMenuRequest = 0x040E;
constexpr Command kStatusInformation = 0x040F;
constexpr Command kIntermediateStatus = 0x04FF;
constexpr Command kCompletion = 0x060F;
constexpr Command kAbort = 0x061E;
constexpr Command kPrintLine = 0x06D1;
constexpr Command kPrintBlock = 0x06D3;
constexpr Command kDialUp = 0x06D8;
constexpr Command kTransmit = 0x06D9;
constexpr Command kReceive = 0x06DA;
constexpr Command kHangUp = 0x06DB;

// Answers, in both directions.
constexpr Command kPositive = 0x8000;
constexpr Command kNegative = 0x8400;  // the low octet is the reason
constexpr bool is_answer(Command command) {
  return command >> 8U == 0x80U || command >> 8U == 0x84U;
}
constexpr bool is_negative(Command command) {
  return command >> 8U == 0x84U;
}

// "reservation"; empty when it is not known.
std::string_view command_name(Command command);

}  // namespace kerb::hal::zvt
