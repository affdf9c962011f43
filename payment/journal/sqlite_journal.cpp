#include "payment/journal/sqlite_journal.hpp"

#include <fmt/format.h>

#include "payment/journal/entry_rules.hpp"
#include "payment/journal/settings.hpp"

namespace kerb::payment {
namespace {

JournaledSession session_in(const sqlite::Statement& row) {
  return {row.text(0), row.number(1) != 0, row.text(2)};
}

constexpr const char* kSessions =
    "SELECT session.session, session.open, event.body FROM session JOIN event ON event.number = "
    "session.latest ";

}  // namespace

JournalEntry entry_in(const sqlite::Statement& row) {
  JournalEntry entry;
  entry.number = row.number(0);
  entry.at = hal::Utc(hal::Millis(row.number(1)));
  entry.session = row.text(2);
  if (!row.nothing(3)) entry.session_open = row.number(3) != 0;
  entry.kind = row.text(4);
  entry.body = row.text(5);
  ChainHash hash{};
  if (read_hash(row.octets(6), hash)) entry.hash = hash_text(hash);
  return entry;
}

hal::Result<ChainLink> read_chain(const sqlite::Connection& connection, ChainEnd end) {
  auto row = sqlite::Statement::prepare(connection,
                                        end == ChainEnd::start
                                            ? "SELECT start_number, start_hash FROM chain"
                                            : "SELECT head_number, head_hash FROM chain",
                                        "reading");
  if (!row) return tl::make_unexpected(row.error());
  const auto found = row->step();
  if (!found) return tl::make_unexpected(found.error());
  ChainLink link;
  if (!*found || !read_hash(row->octets(1), link.hash)) {
    return tl::make_unexpected(connection.error(SQLITE_CORRUPT, "reading"));
  }
  link.number = row->number(0);
  return link;
}

hal::Result<SqliteJournal::Statements> SqliteJournal::prepare(
    const sqlite::Connection& connection) {
  using sqlite::Statement;
  auto begin = Statement::prepare(connection, "BEGIN IMMEDIATE", "appending to");
  if (!begin) return tl::make_unexpected(begin.error());
  auto insert = Statement::prepare(
      connection,
      fmt::format("INSERT INTO event ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", kEntryColumns),
      "appending to");
  if (!insert) return tl::make_unexpected(insert.error());
  auto commit = Statement::prepare(connection, "COMMIT", "appending to");
  if (!commit) return tl::make_unexpected(commit.error());
  auto open_sessions = Statement::prepare(
      connection, fmt::format("{} WHERE session.open = 1 ORDER BY session.latest", kSessions),
      "reading");
  if (!open_sessions) return tl::make_unexpected(open_sessions.error());
  auto for_person =
      Statement::prepare(connection,
                         "SELECT session.session, session.open, event.body FROM event JOIN session "
                         "ON session.session = event.session AND session.latest = event.number "
                         "WHERE event.kind = 'saga.for_person' ORDER BY event.number",
                         "reading");
  if (!for_person) return tl::make_unexpected(for_person.error());
  auto session = Statement::prepare(
      connection, fmt::format("{} WHERE session.session = ?1", kSessions), "reading");
  if (!session) return tl::make_unexpected(session.error());
  auto entries = Statement::prepare(
      connection, fmt::format("SELECT {} FROM event ORDER BY number", kEntryColumns), "reading");
  if (!entries) return tl::make_unexpected(entries.error());
  return Statements{std::move(*begin),         std::move(*insert),     std::move(*commit),
                    std::move(*open_sessions), std::move(*for_person), std::move(*session),
                    std::move(*entries)};
}

hal::Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::filesystem::path& file,
                                                                Access access,
                                                                const std::string& vfs,
                                                                std::int64_t reserve) {
  SpaceReserve space(file, reserve);
  auto connection = access == Access::write ? open_to_write(file, vfs) : open_to_read(file);
  if (!connection && space.disk_is_full()) {
    space.spend();
    connection = open_to_write(file, vfs);
  }
  if (!connection) return tl::make_unexpected(connection.error());
  auto statements = prepare(**connection);
  if (!statements) return tl::make_unexpected(statements.error());
  const auto head = read_chain(**connection, ChainEnd::head);
  if (!head) return tl::make_unexpected(head.error());
  (void)space.make();  // room_for_new_sessions() tells
  return std::unique_ptr<SqliteJournal>(new SqliteJournal(
      std::move(*connection), access, std::move(*statements), *head, std::move(space)));
}

SqliteJournal::SqliteJournal(std::unique_ptr<sqlite::Connection> connection, Access access,
                             Statements statements, const ChainLink& head, SpaceReserve reserve)
    : connection_(std::move(connection)),
      access_(access),
      statements_(std::move(statements)),
      head_(head),
      reserve_(std::move(reserve)) {}

SqliteJournal::~SqliteJournal() {
  // After a failed sync the kernel may claim that pages are on the disk that are not. The log is
  // then the only witness: only an orderly close copies it into the file and removes it.
  if (!failed_) sqlite3_db_config(connection_->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

bool SqliteJournal::room_for_new_sessions() const {
  return !failed_ && reserve_.whole();
}

void SqliteJournal::fail(const hal::Error& error) {
  failed_ = error;
  if (connection_->out_of_space()) reserve_.spend();  // for the next opening
}

hal::Result<void> SqliteJournal::may_write() const {
  if (access_ == Access::read) {
    return hal::failure("journal.read_only", "writing to a journal that was opened to be read", "");
  }
  if (failed_) return tl::make_unexpected(*failed_);
  return {};
}

ChainLink SqliteJournal::link(std::vector<JournalEntry>& entries, bool session_open,
                              std::vector<ChainHash>& hashes) const {
  ChainLink head = head_;
  for (JournalEntry& entry : entries) {
    entry.number = ++head.number;
    entry.session_open = moves_session(entry) ? std::optional<bool>(session_open) : std::nullopt;
    head.hash = chained(head.hash, entry);
    entry.hash = hash_text(head.hash);
    hashes.push_back(head.hash);
  }
  return head;
}

hal::Result<void> SqliteJournal::append(std::vector<JournalEntry>& entries, bool session_open) {
  if (auto may = may_write(); !may) return may;
  if (auto fine = check_entries(entries); !fine) return fine;

  std::vector<JournalEntry> numbered = entries;
  std::vector<ChainHash> hashes;
  const ChainLink head = link(numbered, session_open, hashes);
  if (auto done = remember(commit(numbered, hashes)); !done) return done;
  head_ = head;
  entries = std::move(numbered);
  return {};
}

hal::Result<void> SqliteJournal::commit(const std::vector<JournalEntry>& entries,
                                        const std::vector<ChainHash>& hashes) {
  if (auto begun = statements_.begin.run(); !begun) return begun;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // The transaction stays open on failure: closing rolls it back, and nothing else is done before
    // that.
    if (auto inserted = insert(entries[i], hashes[i]); !inserted) return inserted;
  }
  return statements_.commit.run();
}

hal::Result<void> SqliteJournal::insert(const JournalEntry& entry, const ChainHash& hash) {
  sqlite::Statement& row = statements_.insert;
  row.bind(1, entry.number).bind(2, entry.at.time_since_epoch().count()).bind(3, entry.session);
  if (entry.session_open) {
    row.bind(4, std::int64_t{*entry.session_open});
  } else {
    row.bind_nothing(4);
  }
  return row.bind(5, entry.kind).bind(6, entry.body).bind(7, hal::ByteView(hash)).run();
}

hal::Result<std::vector<JournaledSession>> SqliteJournal::sessions(sqlite::Statement& rows) {
  if (failed_) return tl::make_unexpected(*failed_);
  std::vector<JournaledSession> found;
  hal::Result<bool> row = rows.step();
  for (; row && *row; row = rows.step()) found.push_back(session_in(rows));
  rows.reset();
  if (!remember(row)) return tl::make_unexpected(row.error());
  return found;
}

hal::Result<std::vector<JournaledSession>> SqliteJournal::open_sessions() {
  return sessions(statements_.open_sessions);
}

hal::Result<std::vector<JournaledSession>> SqliteJournal::sessions_for_person() {
  return sessions(statements_.for_person);
}

hal::Result<std::optional<JournaledSession>> SqliteJournal::session(const std::string& id) {
  if (failed_) return tl::make_unexpected(*failed_);
  sqlite::Statement& rows = statements_.session;
  const hal::Result<bool> row = rows.bind(1, id).step();
  std::optional<JournaledSession> session;
  if (row && *row) session = session_in(rows);
  rows.reset();
  if (!remember(row)) return tl::make_unexpected(row.error());
  return session;
}

hal::Result<void> SqliteJournal::read(const std::function<bool(const JournalEntry&)>& each) {
  if (failed_) return tl::make_unexpected(*failed_);
  sqlite::Statement& rows = statements_.entries;
  hal::Result<bool> row = rows.step();
  while (row && *row && each(entry_in(rows))) row = rows.step();
  rows.reset();
  if (!remember(row)) return tl::make_unexpected(row.error());
  return {};
}

hal::Result<JournalVerdict> SqliteJournal::verify() {
  if (failed_) return tl::make_unexpected(*failed_);
  return verify_journal(*connection_);
}

hal::Result<bool> SqliteJournal::copy_some(const std::filesystem::path& target, int pages) {
  if (failed_) return tl::make_unexpected(*failed_);
  if (copy_ == nullptr || copy_->target() != target) {
    copy_.reset();
    auto begun = JournalCopy::begin(*connection_, target);
    if (!begun) return tl::make_unexpected(begun.error());
    copy_ = std::move(*begun);
  }
  const auto complete = copy_->step(pages);
  if (!complete || *complete) copy_.reset();
  return complete;
}

// Journals that live in memory only need neither.
hal::Result<bool> Journal::copy_some(const std::filesystem::path& /*target*/, int /*pages*/) {
  return hal::failure("journal.backup", "copying a journal that is not in a file", "");
}

hal::Result<std::int64_t> Journal::prune(std::chrono::days /*keep*/, hal::Utc /*now*/,
                                         int /*most*/) {
  return 0;
}

hal::Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& file,
                                                    const JournalOptions& options) {
  const bool reserved = options.reserve_space && options.vfs.empty();
  auto journal = SqliteJournal::open(file, SqliteJournal::Access::write, options.vfs,
                                     reserved ? kSpaceReserve : 0);
  if (!journal) return tl::make_unexpected(journal.error());
  return std::unique_ptr<Journal>(std::move(*journal));
}

hal::Result<std::unique_ptr<Journal>> Journal::open_read_only(const std::filesystem::path& file) {
  auto journal = SqliteJournal::open(file, SqliteJournal::Access::read);
  if (!journal) return tl::make_unexpected(journal.error());
  return std::unique_ptr<Journal>(std::move(*journal));
}

}  // namespace kerb::payment
