// A terminal played by lines of words, for whoever has it as a program: the cards, the driver, the
// host, and what goes wrong. kOrders lists them.
#pragma once

#include <string>
#include <string_view>

#include "hal/simulated/terminal/terminal.hpp"

namespace kerb::hal::simulated::terminal {

constexpr std::string_view kOrders =
    "  cards                         the cards that there are, and what becomes of each\n"
    "  tap CARD [MS]                 hold a card there: until it has paid, or so long\n"
    "  remove                        take it away\n"
    "  stop                          the driver presses stop\n"
    "  host up|down                  the bank's computer\n"
    "  host slow MS                  how long it takes for an answer\n"
    "  decline RESULT [COUNT]        it answers so (05, 33, 3E ...) to the next payments\n"
    "  paper on|off                  in the terminal's own printer\n"
    "  status HEX                    what 05 01 says: 00, 51, C2, F0 ...\n"
    "  wanted HEX                    what a registration is told: 01 initialisation, 02 diagnosis\n"
    "  capacity COUNT                payments that fit into the turnover store; 0 is full\n"
    "  numbers RECEIPT TRACE         of the next payment\n"
    "  terminal NUMBER               another terminal's number\n"
    "  serial HEX                    another terminal's serial number\n"
    "  by_receipt on|off             tag 1F1F instead of taking back what was not acknowledged\n"
    "  bookings_by_card on|off       debit cards only by 06 23, the others only by 06 24\n"
    "  passes_over_cards on|off      answers that question as if it had not been asked\n"
    "  tells_cards on|off            whether a card is in the field (05 01 with tag 1F72)\n"
    "  long_lengths on|off           three octets of length, always\n"
    "  cut before|within|after MESSAGE [COUNT]   the connection ends there\n"
    "  lose|double|longer|shorter MESSAGE [COUNT]   not sent; sent twice; wrong length\n"
    "  deaf MESSAGE [COUNT]          the answer to it is not heard\n"
    "  late MESSAGE MS [COUNT]       sent so much later\n"
    "  well                          no more of these faults\n"
    "  send HEX                      these octets, now\n"
    "  restart [MS]                  power off and on; the turnover store stays\n"
    "  keep FILE                     the turnover store is in this file, from now on; what it "
    "holds "
    "counts\n"
    "  turnover                      every payment, and what became of it\n"
    "  state                         till, card, dialogue, display\n"
    "MESSAGE is 040F, 060F, 8000 ... or any. Faults strike the next such message, or the next "
    "COUNT.\n";

// One line of JSON: {"ok":true,...}, or {"ok":false,"why":"..."}. What the terminal does to its
// connection because of it is added to `moves`.
std::string obey(Terminal& terminal, const std::string& line, Moment now, Moves& moves);

}  // namespace kerb::hal::simulated::terminal
