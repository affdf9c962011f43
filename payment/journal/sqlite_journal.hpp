// The journal on SQLite. Journal::open() makes one; the class is visible so that tests can look at
// its connection and so that pruning and backup can be added beside it.
#pragma once

#include <memory>
#include <optional>

#include "payment/journal.hpp"
#include "payment/journal/chain.hpp"
#include "payment/journal/copy.hpp"
#include "payment/journal/space_reserve.hpp"
#include "payment/journal/sqlite.hpp"

namespace kerb::payment {

// Number and hash of an entry: the first one still to come follows it.
struct ChainLink {
  std::int64_t number = 0;
  ChainHash hash{};
};

class SqliteJournal final : public Journal {
 public:
  enum class Access { write, read };
  // `reserve` in octets, 0 for none.
  static hal::Result<std::unique_ptr<SqliteJournal>> open(const std::filesystem::path& file,
                                                          Access access,
                                                          const std::string& vfs = {},
                                                          std::int64_t reserve = 0);
  ~SqliteJournal() override;

  hal::Result<void> append(std::vector<JournalEntry>& entries, bool session_open) override;
  hal::Result<std::vector<JournaledSession>> open_sessions() override;
  hal::Result<std::optional<JournaledSession>> session(const std::string& id) override;
  hal::Result<void> read(const std::function<bool(const JournalEntry&)>& each) override;
  hal::Result<JournalVerdict> verify() override;
  hal::Result<std::vector<JournaledSession>> sessions_for_person() override;
  bool room_for_new_sessions() const override;
  hal::Result<void> regain_room() override { return reserve_.make(); }
  hal::Result<bool> copy_some(const std::filesystem::path& target, int pages) override;
  void abandon_copy() override { copy_.reset(); }
  hal::Result<std::int64_t> prune(std::chrono::days keep, hal::Utc now, int most) override;

  // For tests and maintenance on the journal's own thread.
  sqlite::Connection& connection() { return *connection_; }

 private:
  // Prepared once: an append costs a commit, not a compilation.
  struct Statements {
    sqlite::Statement begin;
    sqlite::Statement insert;
    sqlite::Statement commit;
    sqlite::Statement open_sessions;
    sqlite::Statement for_person;
    sqlite::Statement session;
    sqlite::Statement entries;
  };
  SqliteJournal(std::unique_ptr<sqlite::Connection> connection, Access access,
                Statements statements, const ChainLink& head, SpaceReserve reserve);
  static hal::Result<Statements> prepare(const sqlite::Connection& connection);

  // An append in three parts: the entries in order with their numbers and hashes, which gives the
  // new head; and the rows, within a transaction.
  ChainLink link(std::vector<JournalEntry>& entries, bool session_open,
                 std::vector<ChainHash>& hashes) const;
  hal::Result<void> commit(const std::vector<JournalEntry>& entries,
                           const std::vector<ChainHash>& hashes);
  hal::Result<void> insert(const JournalEntry& entry, const ChainHash& hash);
  hal::Result<std::vector<JournaledSession>> sessions(sqlite::Statement& rows);
  // Why nothing may be written now, if it is so.
  hal::Result<void> may_write() const;

  // A row of entries from the beginning of the chain that may go: none when `last` is less.
  struct Prunable {
    std::int64_t first = 1;
    std::int64_t last = 0;
    hal::Utc before{};
  };
  hal::Result<Prunable> prunable(std::chrono::days keep, hal::Utc now, int most);
  hal::Result<JournalEntry> remove(const Prunable& prunable, hal::Utc now);
  hal::Result<void> commit_pruning(const Prunable& prunable, hal::Utc now);

  // What SQLite says went wrong is believed from then on, and the space for the rest is freed when
  // it says that the disk is full.
  void fail(const hal::Error& error);
  template <typename T>
  hal::Result<T> remember(hal::Result<T> result) {
    if (!result) fail(result.error());
    return result;
  }

  std::unique_ptr<sqlite::Connection> connection_;
  Access access_;
  Statements statements_;
  ChainLink head_;
  SpaceReserve reserve_;
  std::unique_ptr<JournalCopy> copy_;  // ends before the connection it copies from
  std::optional<hal::Error> failed_;   // the first error of SQLite; nothing is believed after it
};

// The entry that pruning leaves behind: whoever keeps the removed entries elsewhere can join them
// to what is here.
constexpr const char* kPrunedKind = "journal.pruned";

// The entry in the statement's row: number, at, session, session_open, kind, body, hash.
constexpr const char* kEntryColumns = "number, at, session, session_open, kind, body, hash";
JournalEntry entry_in(const sqlite::Statement& row);

// Where the chain starts or ends, as the file says.
enum class ChainEnd { start, head };
hal::Result<ChainLink> read_chain(const sqlite::Connection& connection, ChainEnd end);

// What verify() does.
hal::Result<JournalVerdict> verify_journal(const sqlite::Connection& connection);

}  // namespace kerb::payment
