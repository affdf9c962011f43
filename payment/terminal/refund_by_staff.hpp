// Staff gives back what a charge cost, at the terminal that took it: a mistake, or goodwill. All of it,
// once for a session; what was meant, by whose words, and what came of it is in the journal.
#pragma once

#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/journal.hpp"
#include "payment/money.hpp"
#include "payment/terminal/shared_terminal.hpp"

namespace kerb::payment::terminal {

struct Refunded {
  std::string session;
  Money amount;
};

// `code`: the session's first digits, eight or more, as settle_by_person() reads them. `note`: 1 to 500
// octets, why. Blocks as long as the terminal takes. May be called again after any error: it is the
// same order then, and the terminal is asked first what became of it.
// Errors: refund.not_found (no session, or several, of that code was paid at this terminal),
// refund.bad_note, refund.done_before, refund.refused (by the terminal), refund.unknown (it may have
// happened), refund.not_sent, and those of Journal::append().
hal::Result<Refunded> refund_by_staff(Journal& journal, SharedTerminal& terminal,
                                      std::string_view code, const std::string& note, hal::Utc at);

}  // namespace kerb::payment::terminal
