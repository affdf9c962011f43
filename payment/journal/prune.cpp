// Forgetting what may be forgotten. Entries leave from the beginning only, so that the rest stays
// one chain; what was removed and up to where is an entry like any other, and verify() believes a
// start that is not the first one only when such an entry attests it.
#include <fmt/format.h>

#include <algorithm>

#include "payment/journal/sqlite_journal.hpp"

namespace kerb::payment {
namespace {

// A wall clock is believed only when so many entries were written under it: one that jumps ahead by
// years must not make everything old at once. They also stay in any case.
constexpr std::int64_t kWitnesses = 1000;

hal::Result<std::int64_t> number_of(sqlite::Statement& statement) {
  const auto row = statement.step();
  if (!row) return tl::make_unexpected(row.error());
  const std::int64_t number = *row ? statement.number(0) : 0;
  statement.reset();
  return number;
}

hal::Result<std::int64_t> ask(const sqlite::Connection& connection, std::string_view sql,
                              std::int64_t first, std::int64_t second) {
  auto statement = sqlite::Statement::prepare(connection, sql, "pruning");
  if (!statement) return tl::make_unexpected(statement.error());
  statement->bind(1, first).bind(2, second);
  return number_of(*statement);
}

hal::Result<void> run(const sqlite::Connection& connection, std::string_view sql,
                      std::int64_t through) {
  auto statement = sqlite::Statement::prepare(connection, sql, "pruning");
  if (!statement) return tl::make_unexpected(statement.error());
  return statement->bind(1, through).run();
}

// The first entry up to ?2 that is not from before ?1.
constexpr const char* kFirstYoung =
    "SELECT number FROM event WHERE number <= ?2 AND at >= ?1 ORDER BY number LIMIT 1";

// Whether the clock has been right for a while: the earliest time among the last entries.
constexpr const char* kEarliestWitness = "SELECT min(at) FROM event WHERE number > ?1 - ?2";

// The first entry up to ?1 of a session that must be kept. (?2 is not used, so that all have two.)
constexpr const char* kFirstKept = R"(
SELECT number FROM event WHERE number <= ?1 AND ?2 = 0 AND session IN (
  SELECT session FROM session WHERE open = 1
  UNION ALL
  SELECT session.session FROM event AS last
    JOIN session ON session.session = last.session AND session.latest = last.number
    WHERE last.kind = 'saga.for_person')
ORDER BY number LIMIT 1)";

constexpr const char* kForgetSessions =
    "DELETE FROM session WHERE latest <= ?1 AND session IN "
    "(SELECT session FROM event WHERE number <= ?1)";

}  // namespace

hal::Result<SqliteJournal::Prunable> SqliteJournal::prunable(std::chrono::days keep, hal::Utc now,
                                                             int most) {
  const auto start = read_chain(*connection_, ChainEnd::start);
  if (!start) return tl::make_unexpected(start.error());
  Prunable found{start->number + 1, std::min(start->number + most, head_.number - kWitnesses), {}};
  if (found.last < found.first) return found;

  const auto earliest = ask(*connection_, kEarliestWitness, head_.number, kWitnesses);
  if (!earliest) return tl::make_unexpected(earliest.error());
  found.before = std::min(now, hal::Utc(hal::Millis(*earliest))) - keep;
  const auto young =
      ask(*connection_, kFirstYoung, found.before.time_since_epoch().count(), found.last);
  if (!young) return tl::make_unexpected(young.error());
  if (*young != 0) found.last = *young - 1;
  const auto kept = ask(*connection_, kFirstKept, found.last, 0);
  if (!kept) return tl::make_unexpected(kept.error());
  if (*kept != 0) found.last = *kept - 1;
  return found;
}

hal::Result<JournalEntry> SqliteJournal::remove(const Prunable& prunable, hal::Utc now) {
  const auto removed =
      run(*connection_,
          "UPDATE chain SET start_number = ?1, start_hash = "
          "(SELECT hash FROM event WHERE number = ?1)",
          prunable.last)
          .and_then([&] { return run(*connection_, kForgetSessions, prunable.last); })
          .and_then([&] {
            return run(*connection_, "DELETE FROM event WHERE number <= ?1", prunable.last);
          });
  if (!removed) return tl::make_unexpected(removed.error());
  const auto start = read_chain(*connection_, ChainEnd::start);
  if (!start) return tl::make_unexpected(start.error());
  JournalEntry entry;
  entry.at = now;
  entry.kind = kPrunedKind;
  entry.body = fmt::format(R"({{"from":{},"through":{},"before":{},"hash":"{}"}})", prunable.first,
                           prunable.last, prunable.before.time_since_epoch().count(),
                           hash_text(start->hash));
  return entry;
}

hal::Result<void> SqliteJournal::commit_pruning(const Prunable& prunable, hal::Utc now) {
  if (auto begun = statements_.begin.run(); !begun) return begun;
  auto entry = remove(prunable, now);
  if (!entry) return tl::make_unexpected(entry.error());
  std::vector<JournalEntry> one{std::move(*entry)};
  std::vector<ChainHash> hashes;
  const ChainLink head = link(one, false, hashes);
  const auto done =
      insert(one.front(), hashes.front()).and_then([&] { return statements_.commit.run(); });
  if (done) head_ = head;
  return done;
}

hal::Result<std::int64_t> SqliteJournal::prune(std::chrono::days keep, hal::Utc now, int most) {
  if (auto may = may_write(); !may) return tl::make_unexpected(may.error());
  const auto found = remember(prunable(keep, now, most));
  if (!found) return tl::make_unexpected(found.error());
  if (found->last < found->first) return 0;
  if (const auto done = remember(commit_pruning(*found, now)); !done) {
    return tl::make_unexpected(done.error());
  }
  return found->last - found->first + 1;
}

}  // namespace kerb::payment
