// Walks the chain from its start to its end. The verdict is about what was changed behind Kerb's
// back; whether the file itself is sound was asked when it was opened.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "payment/journal/sqlite_journal.hpp"

namespace kerb::payment {
namespace {

JournalVerdict broken(JournalVerdict verdict, std::int64_t number, std::string problem,
                      std::string session = {}) {
  verdict.broken_at = number;
  verdict.problem = std::move(problem);
  verdict.session = std::move(session);
  return verdict;
}

// ---- the rows

// Every hash that stands in the file, the chain's start first.
hal::Result<std::vector<ChainLink>> stored_links(const sqlite::Connection& connection,
                                                 const ChainLink& start) {
  auto rows = sqlite::Statement::prepare(
      connection, "SELECT number, hash FROM event ORDER BY number", "verifying");
  if (!rows) return tl::make_unexpected(rows.error());
  std::vector<ChainLink> links{start};
  for (auto row = rows->step(); row && *row; row = rows->step()) {
    ChainLink link{rows->number(0), {}};
    if (read_hash(rows->octets(1), link.hash)) links.push_back(link);
  }
  return links;
}

// The number under which this entry was written, as far as its own hash bears witness: it covers
// the number and the hash before it, which stands somewhere in the file unless it was changed too.
// Tried are the places beside each of them and beside where the entry stands now.
std::optional<std::int64_t> written_as(JournalEntry entry, const std::vector<ChainLink>& links) {
  const std::int64_t here = entry.number;
  for (const ChainLink& link : links) {
    for (const std::int64_t number :
         {link.number - 1, link.number, link.number + 1, here - 1, here, here + 1}) {
      entry.number = number;
      if (hash_text(chained(link.hash, entry)) == entry.hash) return number;
    }
  }
  return std::nullopt;
}

hal::Result<JournalVerdict> does_not_fit(const sqlite::Connection& connection,
                                         const ChainLink& start, const JournalEntry& entry,
                                         JournalVerdict verdict) {
  const auto links = stored_links(connection, start);
  if (!links) return tl::make_unexpected(links.error());
  const auto number = written_as(entry, *links);
  std::string problem =
      "its hash does not fit: this entry was changed, or put here from another place";
  if (number && *number != entry.number) {
    problem = fmt::format(
        "this entry was written as number {}: entries were put into another order, or some before "
        "it were taken out",
        *number);
  }
  return broken(std::move(verdict), entry.number, std::move(problem), entry.session);
}

hal::Result<JournalVerdict> is_missing(const sqlite::Connection& connection, std::int64_t number,
                                       std::string problem, JournalVerdict verdict) {
  auto row = sqlite::Statement::prepare(connection, "SELECT session FROM session WHERE latest = ?1",
                                        "verifying");
  if (!row) return tl::make_unexpected(row.error());
  const auto found = row->bind(1, number).step();
  if (!found) return tl::make_unexpected(found.error());
  return broken(std::move(verdict), number, std::move(problem), *found ? row->text(0) : "");
}

// ---- the start

struct Attested {
  std::int64_t through = 0;
  std::string hash;
};

Attested attested_by(const JournalEntry& entry) {
  const auto body = nlohmann::json::parse(entry.body, nullptr, false);
  if (!body.is_object()) return {};
  const auto through = body.find("through");
  const auto hash = body.find("hash");
  if (through == body.end() || !through->is_number_integer() || hash == body.end() ||
      !hash->is_string()) {
    return {};
  }
  return {through->get<std::int64_t>(), hash->get<std::string>()};
}

// ---- the sessions

// Sessions whose row differs from their last entry, in either direction, with what both say.
constexpr const char* kStraySessions = R"(
WITH told AS (SELECT session, session_open AS open, max(number) AS latest FROM event
              WHERE session_open IS NOT NULL GROUP BY session)
SELECT max(coalesce(told.latest, 0), coalesce(session.latest, 0)), told.session,
    session.open, session.latest, told.open, told.latest
  FROM told LEFT JOIN session ON session.session = told.session
  WHERE session.latest IS NOT told.latest OR session.open IS NOT told.open
UNION ALL
SELECT session.latest, session.session, session.open, session.latest, NULL, NULL FROM session
  WHERE session.session NOT IN (SELECT session FROM told)
ORDER BY 1 LIMIT 1
)";

std::string state_in(const sqlite::Statement& row, int column) {
  if (row.nothing(column)) return "nothing";
  return fmt::format("\"{}, last entry {}\"", row.number(column) != 0 ? "open" : "closed",
                     row.number(column + 1));
}

hal::Result<JournalVerdict> verify_sessions(const sqlite::Connection& connection,
                                            JournalVerdict verdict) {
  auto stray = sqlite::Statement::prepare(connection, kStraySessions, "verifying");
  if (!stray) return tl::make_unexpected(stray.error());
  const auto row = stray->step();
  if (!row) return tl::make_unexpected(row.error());
  if (!*row) return verdict;
  return broken(
      std::move(verdict), stray->number(0),
      fmt::format("the session of this entry has a state that its entries do not give: its row "
                  "says {}, its entries say {}",
                  state_in(*stray, 2), state_in(*stray, 4)),
      stray->text(1));
}

// ---- all of it

class Walk {
 public:
  Walk(const sqlite::Connection& connection, const ChainLink& start, const ChainLink& head)
      : connection_(connection), start_(start), head_(head), last_(start) {}

  hal::Result<JournalVerdict> run() {
    auto rows = sqlite::Statement::prepare(
        connection_, fmt::format("SELECT {} FROM event ORDER BY number", kEntryColumns),
        "verifying");
    if (!rows) return tl::make_unexpected(rows.error());
    for (;;) {
      const auto row = rows->step();
      if (!row && row.error().code == "journal.damaged") {
        return broken(verdict_, last_.number + 1, "the file is damaged here: " + row.error().tried);
      }
      if (!row) return tl::make_unexpected(row.error());
      if (!*row) return end();
      const JournalEntry entry = entry_in(*rows);
      if (entry.number != last_.number + 1) {
        return is_missing(connection_, last_.number + 1, "this entry is missing", verdict_);
      }
      const ChainHash hash = chained(last_.hash, entry);
      if (hash_text(hash) != entry.hash) return does_not_fit(connection_, start_, entry, verdict_);
      if (entry.kind == kPrunedKind) attested_ = attested_by(entry);
      last_ = {entry.number, hash};
      ++verdict_.entries;
    }
  }

 private:
  hal::Result<JournalVerdict> end() const {
    if (last_.number < head_.number) {
      return is_missing(connection_, last_.number + 1, "this entry is missing at the end",
                        verdict_);
    }
    if (last_.number > head_.number || last_.hash != head_.hash) {
      return broken(verdict_, last_.number, "it is not the entry that was appended last");
    }
    if (start_.number != 0 &&
        (attested_.through != start_.number || attested_.hash != hash_text(start_.hash))) {
      return broken(verdict_, start_.number + 1,
                    fmt::format("the {} entries before it were not removed by Kerb: no entry says "
                                "that they were pruned",
                                start_.number));
    }
    return verify_sessions(connection_, verdict_);
  }

  const sqlite::Connection& connection_;
  const ChainLink start_;
  const ChainLink head_;
  ChainLink last_;
  Attested attested_;  // by the last entry that says so
  JournalVerdict verdict_;
};

}  // namespace

hal::Result<JournalVerdict> verify_journal(const sqlite::Connection& connection) {
  const auto start = read_chain(connection, ChainEnd::start);
  if (!start) return tl::make_unexpected(start.error());
  const auto head = read_chain(connection, ChainEnd::head);
  if (!head) return tl::make_unexpected(head.error());
  return Walk(connection, *start, *head).run();
}

}  // namespace kerb::payment
