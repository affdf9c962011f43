// The machine's file system, seen through a VFS of SQLite's that may refuse any call.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <string>

namespace kerb::payment {

enum class DiskCall { open, remove, access, read, write, truncate, sync, file_size, lock };

class FailingVfs {
 public:
  // Asked before every call: SQLITE_OK lets it pass, anything else is its result.
  using Decide = std::function<int(DiskCall)>;

  FailingVfs();  // lets everything pass
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  const std::string& name() const { return name_; }
  void decide(Decide decide) { decide_ = std::move(decide); }

  int ask(DiskCall call) const { return decide_ ? decide_(call) : SQLITE_OK; }
  sqlite3_vfs* beneath() const { return beneath_; }

 private:
  std::string name_;
  sqlite3_vfs* beneath_;
  sqlite3_vfs vfs_{};
  Decide decide_;
};

// What SQLite's own VFS would give when this call fails.
int io_error_of(DiskCall call);

}  // namespace kerb::payment
