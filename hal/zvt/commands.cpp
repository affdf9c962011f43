#include "hal/zvt/commands.hpp"

namespace kerb::hal::zvt {

std::string_view command_name(Command command) {
  struct Name {
    Command command;
    std::string_view name;
  };
  constexpr Name kNames[] = {
      {kStatusEnquiry, "status enquiry"},
      {kRegistration, "registration"},
      {kAuthorisation, "authorisation"},
      {kLogOff, "log-off"},
      {kTurnoverTotals, "turnover totals"},
      {kReprint, "print the last receipt again"},
      {kResetTerminal, "reset"},
      {kPrintConfiguration, "print the configuration"},
      {kSetTerminalId, "set the terminal's id"},
      {kRepeatReceipt, "repeat the last receipt"},
      {kReservation, "reservation"},
      {kPartialReversal, "partial reversal of a reservation"},
      {kBookTotal, "booking of a reservation"},
      {kReservationReversal, "reversal of a reservation"},
      {kExternalReversal, "reversal of an external reservation"},
      {kReversal, "reversal"},
      {kRefund, "refund"},
      {kEndOfDay, "end of day"},
      {kDiagnosis, "diagnosis"},
      {kSetClock, "set the clock"},
      {kInitialisation, "initialisation"},
      {kAbortCommand, "abort"},
      {kReadCard, "read card"},
      {kDisplayText, "display text"},
      {kSetLanguage, "language"},
      {kFeigSystem, "system information"},
      {kClockFromTerminal, "clock"},
      {kInputRequest, "input request"},
      {kMenuRequest, "menu request"},
      {kStatusInformation, "status information"},
      {kIntermediateStatus, "intermediate status"},
      {kCompletion, "completion"},
      {kAbort, "abort by the terminal"},
      {kPrintLine, "print line"},
      {kPrintBlock, "print block"},
      {kDialUp, "dial for the terminal"},
      {kTransmit, "send for the terminal"},
      {kReceive, "receive for the terminal"},
      {kHangUp, "hang up for the terminal"},
      {0x040C, "file request"},     // Feig
      {0x0813, "change the host"},  // Feig
      {0x0814, "send files"},       // Feig
      {0x0850, "activate service"},
  };
  if (is_answer(command)) return is_negative(command) ? "negative answer" : "positive answer";
  for (const Name& name : kNames) {
    if (name.command == command) return name.name;
  }
  return {};
}

}  // namespace kerb::hal::zvt
