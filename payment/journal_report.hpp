// The journal for people: a line an entry for whoever answers the helpline, JSON Lines for
// machines, and the verdict of the check in words. Entries may come from a file that somebody
// changed, so nothing in them is believed to be well-formed.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "payment/journal.hpp"

namespace kerb::payment {

enum class JournalForm {
  lines,       // `kerb journal list`
  json_lines,  // `kerb journal list --json`: what the lines say
  whole,       // `kerb journal export`: everything, the body exactly as it was hashed
};

// One entry, without a line end. In UTC: whoever reads it may be in another zone than the station.
//     12  2025-11-22 05:33:10.123Z  01234567  capture intended  12.64 EUR  21.424 kWh  Visa Debit
//     0010
std::string journal_line(const JournalEntry& entry);
std::string journal_line(const JournalEntry& entry, JournalForm form);

// Every entry in order; with `code`, the first eight hex digits of a session as the receipt shows
// them or less, only those of that session. Errors: those of Journal::read(); journal.io when `out`
// fails.
hal::Result<void> write_journal(Journal& journal, JournalForm form, std::string_view code,
                                std::ostream& out);

// "intact: 120 entries", or which entry is the first that is wrong, why, and what to do.
std::string verdict_sentence(const JournalVerdict& verdict);
std::string verdict_json(const JournalVerdict& verdict);

}  // namespace kerb::payment
