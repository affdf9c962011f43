// The journal on SQLite. Journal::open() makes one; the class is visible so that tests can look at
// its connection and so that pruning and backup can be added beside it.
#pragma once

#include <memory>
#include <optional>

#include "payment/journal.hpp"
#include "payment/journal/chain.hpp"
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
  static hal::Result<std::unique_ptr<SqliteJournal>> open(const std::filesystem::path& file,
                                                          Access access);
  ~SqliteJournal() override;

  hal::Result<void> append(std::vector<JournalEntry>& entries, bool session_open) override;
  hal::Result<std::vector<JournaledSession>> open_sessions() override;
  hal::Result<std::optional<JournaledSession>> session(const std::string& id) override;
  hal::Result<void> read(const std::function<bool(const JournalEntry&)>& each) override;
  hal::Result<JournalVerdict> verify() override;

  // For tests and maintenance on the journal's own thread.
  sqlite::Connection& connection() { return *connection_; }

 private:
  // Prepared once: an append costs a commit, not a compilation.
  struct Statements {
    sqlite::Statement begin;
    sqlite::Statement insert;
    sqlite::Statement commit;
    sqlite::Statement open_sessions;
    sqlite::Statement session;
    sqlite::Statement entries;
  };
  SqliteJournal(std::unique_ptr<sqlite::Connection> connection, Access access,
                Statements statements, const ChainLink& head);
  static hal::Result<Statements> prepare(const sqlite::Connection& connection);

  hal::Result<void> commit(const std::vector<JournalEntry>& entries,
                           const std::vector<ChainHash>& hashes);
  template <typename T>
  hal::Result<T> remember(hal::Result<T> result);

  std::unique_ptr<sqlite::Connection> connection_;
  Access access_;
  Statements statements_;
  ChainLink head_;
  std::optional<hal::Error> failed_;  // the first error of SQLite; nothing is believed after it
};

// The entry in the statement's row: number, at, session, session_open, kind, body, hash.
constexpr const char* kEntryColumns = "number, at, session, session_open, kind, body, hash";
JournalEntry entry_in(const sqlite::Statement& row);

// Where the chain starts or ends, as the file says.
enum class ChainEnd { start, head };
hal::Result<ChainLink> read_chain(const sqlite::Connection& connection, ChainEnd end);

// What verify() does.
hal::Result<JournalVerdict> verify_journal(const sqlite::Connection& connection);

}  // namespace kerb::payment
