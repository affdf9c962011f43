// A person has settled what Kerb could not: the session leaves the queue, with what was done about
// it in that person's words.
#pragma once

#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "payment/journal.hpp"

namespace kerb::payment {

// `code`: the session's first digits, eight or more, in upper or lower case, with or without the
// receipt's dash. `note`: 1 to 500 octets. Gives the session. Errors: journal.not_for_person (none
// or several sessions of that code wait for a person), journal.bad_note, and those of
// Journal::append().
hal::Result<std::string> settle_by_person(Journal& journal, std::string_view code,
                                          const std::string& note, hal::Utc at);

}  // namespace kerb::payment
