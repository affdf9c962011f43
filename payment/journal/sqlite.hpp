// SQLite's handles with an owner, and its result codes as Kerb's errors. One connection belongs to
// one thread; statements must not outlive their connection.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "hal/bytes.hpp"
#include "hal/error.hpp"

namespace kerb::payment::sqlite {

class Connection {
 public:
  // `uri` is a SQLite URI, `file` what a person calls it; `flags` are SQLITE_OPEN_*; `vfs` is
  // SQLite's name of a file system, empty for the machine's own.
  static hal::Result<std::unique_ptr<Connection>> open(const std::string& uri, int flags,
                                                       std::filesystem::path file,
                                                       const std::string& vfs = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs one or more statements, ignoring rows. `tried` as in hal::Error.
  hal::Result<void> run(const std::string& sql, std::string_view tried);

  // The first column of the first row as text; empty when there is no row.
  hal::Result<std::string> ask(const std::string& sql, std::string_view tried);

  // What a result code means for the journal: journal.locked, .not_a_journal, .damaged or .io.
  hal::Error error(int result, std::string_view tried) const;

  // The last error was that the disk (or its user's share of it) is full.
  bool out_of_space() const;

  sqlite3* get() const { return handle_; }
  const std::filesystem::path& file() const { return file_; }

 private:
  Connection(sqlite3* handle, std::filesystem::path file)
      : handle_(handle), file_(std::move(file)) {}
  sqlite3* handle_;
  std::filesystem::path file_;
};

// A prepared statement that is used again and again. A parameter that did not bind is reported by
// the next step.
class Statement {
 public:
  static hal::Result<Statement> prepare(const Connection& connection, std::string_view sql,
                                        std::string tried);

  // Parameters count from 1. Text and octets are copied.
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, hal::ByteView octets);
  Statement& bind_nothing(int index);

  // True: there is a row, read it before the next step.
  hal::Result<bool> step();
  // Steps to the end and makes the statement ready for the next use, whatever happened.
  hal::Result<void> run();
  void reset();

  // Columns count from 0.
  std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  bool nothing(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
  }
  std::string text(int column) const;
  hal::Bytes octets(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  Statement(const Connection& connection, sqlite3_stmt* handle, std::string tried)
      : connection_(&connection), handle_(handle), tried_(std::move(tried)) {}
  void note(int result);

  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::string tried_;
  int not_bound_ = SQLITE_OK;
};

}  // namespace kerb::payment::sqlite
