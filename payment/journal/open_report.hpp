// What Kerb still has to do about anybody's money, for whoever answers the helpline: first what
// only a person can settle, with why and what to do; then what each open session waits for and
// since when. It reads bodies that another Kerb wrote, or that somebody changed: a state it does
// not know is shown by its own name, and nothing is left out because it cannot be read.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "payment/journal.hpp"

namespace kerb::payment {

struct OpenOperation {
  std::string session;      // 32 hex digits
  bool for_person = false;  // nothing happens until somebody acts
  std::string state;        // the journal's word; empty when the body cannot be read
  hal::Utc since{};         // when it entered this state
  hal::Utc opened{};        // its first entry that is still here
  std::string waits_for;    // in words
  std::string to_do;        // for_person: what that person does
  std::string why;          // for_person: why
  std::string held;         // "50.00 EUR"; empty: nothing is held as far as is known
  std::string amount;       // being captured or released, "12.64 EUR"
  std::string energy;       // delivered, "21.424 kWh"
  std::string reference;    // the bank's, of the hold
  std::string card;         // "Visa Debit 0010"
  std::optional<std::int64_t> evse;
};

// The queue for a person first, each the oldest first. Errors: those of Journal's reading.
hal::Result<std::vector<OpenOperation>> open_operations(Journal& journal);

// Writes them: a few lines each, or one JSON object a line; says it when there is none. With
// `code` only sessions that begin with it. Errors: also journal.io when `out` fails.
hal::Result<void> write_open(Journal& journal, bool json, std::string_view code, std::ostream& out);

}  // namespace kerb::payment
