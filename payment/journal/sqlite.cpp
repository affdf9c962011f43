#include "payment/journal/sqlite.hpp"

#include <fmt/format.h>

#include <cerrno>

namespace kerb::payment::sqlite {
namespace {

// The codes that need another remedy than "the disk failed".
struct Meaning {
  int primary;
  const char* code;
  const char* remedy;
};

constexpr const char* kUnknownOutcome =
    "whether the last entry is stored is unknown: stop selling, close the journal, open it and "
    "read again; "
    "check the disk if it comes back";

constexpr Meaning kMeanings[] = {
    {SQLITE_BUSY, "journal.locked",
     "another process holds the journal: stop that kiosk first, or look at a copy"},
    {SQLITE_LOCKED, "journal.locked",
     "another process holds the journal: stop that kiosk first, or look at a copy"},
    {SQLITE_NOTADB, "journal.not_a_journal",
     "this file is something else: name another file in [journal], Kerb will create it"},
    {SQLITE_CORRUPT, "journal.damaged",
     "do not delete it, it is the record of money: keep a copy for the helpline, restore the "
     "latest backup "
     "and check the disk"},
    {SQLITE_TOOBIG, "journal.damaged",
     "it holds an entry that Kerb cannot have written: keep a copy for the helpline and restore "
     "the latest "
     "backup"},
    {SQLITE_CANTOPEN, "journal.io",
     "the folder must exist and belong to the user that runs Kerb, with room on its disk"},
    {SQLITE_READONLY, "journal.io",
     "the file, its folder and its disk must be writable by the user that runs Kerb"},
    {SQLITE_PERM, "journal.io", "the file must belong to the user that runs Kerb"},
    {SQLITE_FULL, "journal.io",
     "the disk is full, and whether the last entry is stored is unknown: stop selling, make room, "
     "close the "
     "journal, open it and read again"},
};

// A file system that finds out late says so at the sync, which SQLite calls an I/O error. Only the
// file knows why: sqlite3_system_errno() says nothing about prepared statements.
bool lacks_room(sqlite3* handle, int which) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle, "main", which, &file);
  if (file == nullptr || file->pMethods == nullptr) return false;
  int number = 0;
  (void)file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number == ENOSPC || number == EDQUOT;
}

}  // namespace

hal::Result<std::unique_ptr<Connection>> Connection::open(const std::string& uri, int flags,
                                                          std::filesystem::path file,
                                                          const std::string& vfs) {
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(uri.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
  // SQLite hands out a handle on failure too: it carries the message and has to be closed.
  std::unique_ptr<Connection> connection(new Connection(handle, std::move(file)));
  if (result != SQLITE_OK) return tl::make_unexpected(connection->error(result, "opening"));
  return connection;
}

Connection::~Connection() {
  sqlite3_close_v2(handle_);
}

bool Connection::out_of_space() const {
  if ((sqlite3_errcode(handle_) & 0xFF) == SQLITE_FULL) return true;
  return lacks_room(handle_, SQLITE_FCNTL_JOURNAL_POINTER) ||
         lacks_room(handle_, SQLITE_FCNTL_FILE_POINTER);
}

hal::Error Connection::error(int result, std::string_view tried) const {
  const int primary = result & 0xFF;
  const char* code = "journal.io";
  const char* remedy = kUnknownOutcome;
  for (const Meaning& meaning : kMeanings) {
    if (meaning.primary != primary) continue;
    code = meaning.code;
    remedy = meaning.remedy;
  }
  // The message for the code, not for the connection: that one may quote what was bound.
  return {code,
          fmt::format("{} the journal {}: {} ({})", tried, file_.string(), sqlite3_errstr(result),
                      result),
          remedy};
}

hal::Result<void> Connection::run(const std::string& sql, std::string_view tried) {
  const int result = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return tl::make_unexpected(error(result, tried));
  return {};
}

hal::Result<std::string> Connection::ask(const std::string& sql, std::string_view tried) {
  auto statement = Statement::prepare(*this, sql, std::string(tried));
  if (!statement) return tl::make_unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return tl::make_unexpected(row.error());
  return *row ? statement->text(0) : std::string();
}

hal::Result<Statement> Statement::prepare(const Connection& connection, std::string_view sql,
                                          std::string tried) {
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(connection.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (result != SQLITE_OK) return tl::make_unexpected(connection.error(result, tried));
  return Statement(connection, handle, std::move(tried));
}

void Statement::note(int result) {
  if (not_bound_ == SQLITE_OK) not_bound_ = result;
}

Statement& Statement::bind(int index, std::int64_t value) {
  note(sqlite3_bind_int64(handle_.get(), index, value));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL instead of an empty text.
  note(sqlite3_bind_text64(handle_.get(), index, text.data() != nullptr ? text.data() : "",
                           text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int index, hal::ByteView octets) {
  note(sqlite3_bind_blob64(handle_.get(), index, octets.data(), octets.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_nothing(int index) {
  note(sqlite3_bind_null(handle_.get(), index));
  return *this;
}

hal::Result<bool> Statement::step() {
  if (not_bound_ != SQLITE_OK) return tl::make_unexpected(connection_->error(not_bound_, tried_));
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return tl::make_unexpected(connection_->error(result, tried_));
}

hal::Result<void> Statement::run() {
  hal::Result<bool> row = step();
  while (row && *row) row = step();
  reset();
  if (!row) return tl::make_unexpected(row.error());
  return {};
}

void Statement::reset() {
  sqlite3_reset(handle_.get());  // repeats the last step's error, which was reported already
  sqlite3_clear_bindings(handle_.get());
  not_bound_ = SQLITE_OK;
}

std::string Statement::text(int column) const {
  const auto* first = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return first == nullptr ? std::string() : std::string(first, size);
}

hal::Bytes Statement::octets(int column) const {
  const auto* first = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return first == nullptr ? hal::Bytes() : hal::Bytes(first, first + size);
}

}  // namespace kerb::payment::sqlite
