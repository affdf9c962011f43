// What may enter the journal. Everything is refused before it is written: what is in an
// append-only, chained file cannot be taken out again.
#pragma once

#include <vector>

#include "hal/error.hpp"
#include "payment/journal.hpp"

namespace kerb::payment {

constexpr std::size_t kLongestBody = std::size_t{64} * 1024;  // octets
constexpr std::size_t kLongestKind = 64;

// The rules of Journal::append(). Errors: journal.bad_entry, journal.card_data; they never quote
// the entry's content.
hal::Result<void> check_entries(const std::vector<JournalEntry>& entries);

// Only the saga's own entries move its session: a note about a session does not reopen it. A fault
// report with an id is a matter of its own, open until somebody has taken it.
bool moves_session(const JournalEntry& entry);

}  // namespace kerb::payment
