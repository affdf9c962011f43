// Walks the chain from its start to its end. The verdict is about what was changed behind Kerb's
// back; whether the file itself is sound was asked when it was opened.
#include "payment/journal/sqlite_journal.hpp"

namespace kerb::payment {
namespace {

JournalVerdict broken(JournalVerdict verdict, std::int64_t number, std::string problem) {
  verdict.broken_at = number;
  verdict.problem = std::move(problem);
  return verdict;
}

// Sessions whose row differs from their last entry, in either direction.
constexpr const char* kStraySessions = R"(
WITH told AS (SELECT session, session_open AS open, max(number) AS latest FROM event
              WHERE session_open IS NOT NULL GROUP BY session)
SELECT max(coalesce(told.latest, 0), coalesce(session.latest, 0))
  FROM told LEFT JOIN session ON session.session = told.session
  WHERE session.latest IS NOT told.latest OR session.open IS NOT told.open
UNION ALL
SELECT session.latest FROM session WHERE session.session NOT IN (SELECT session FROM told)
ORDER BY 1 LIMIT 1
)";

hal::Result<JournalVerdict> verify_sessions(const sqlite::Connection& connection,
                                            JournalVerdict verdict) {
  auto stray = sqlite::Statement::prepare(connection, kStraySessions, "verifying");
  if (!stray) return tl::make_unexpected(stray.error());
  const auto row = stray->step();
  if (!row) return tl::make_unexpected(row.error());
  if (!*row) return verdict;
  return broken(std::move(verdict), stray->number(0),
                "the session of this entry has a state that its entries do not give");
}

}  // namespace

hal::Result<JournalVerdict> verify_journal(const sqlite::Connection& connection) {
  const auto start = read_chain(connection, ChainEnd::start);
  if (!start) return tl::make_unexpected(start.error());
  const auto head = read_chain(connection, ChainEnd::head);
  if (!head) return tl::make_unexpected(head.error());
  auto rows = sqlite::Statement::prepare(
      connection, fmt::format("SELECT {} FROM event ORDER BY number", kEntryColumns), "verifying");
  if (!rows) return tl::make_unexpected(rows.error());

  JournalVerdict verdict;
  ChainLink last = *start;
  for (;;) {
    const auto row = rows->step();
    if (!row && row.error().code == "journal.damaged") {
      return broken(std::move(verdict), last.number + 1,
                    "the file is damaged here: " + row.error().tried);
    }
    if (!row) return tl::make_unexpected(row.error());
    if (!*row) break;
    const JournalEntry entry = entry_in(*rows);
    if (entry.number != last.number + 1) {
      return broken(std::move(verdict), last.number + 1, "this entry is missing");
    }
    const ChainHash hash = chained(last.hash, entry);
    if (hash_text(hash) != entry.hash) {
      return broken(
          std::move(verdict), entry.number,
          "its hash does not fit: this entry was changed, or put here from another place");
    }
    last = {entry.number, hash};
    ++verdict.entries;
  }
  if (last.number < head->number) {
    return broken(std::move(verdict), last.number + 1, "this entry is missing at the end");
  }
  if (last.number > head->number || last.hash != head->hash) {
    return broken(std::move(verdict), last.number, "it is not the entry that was appended last");
  }
  return verify_sessions(connection, std::move(verdict));
}

}  // namespace kerb::payment
