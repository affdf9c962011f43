#include "payment/journal/log_rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "payment/journal/chain.hpp"

namespace kerb::payment {
namespace {

constexpr std::string_view kSeal = "kerb log copy 1\n";
constexpr const char* kTried = "securing the log of";
constexpr int kMostAtOnce = 1 << 16;  // octets: no write of the disk's is longer

// A file of SQLite's file system, so that a simulated disk sees these calls too.
class File {
 public:
  File(sqlite3_vfs& vfs, const std::string& path, int flags)
      : name_(sqlite3_create_filename(path.c_str(), "", "", 0, nullptr)),
        memory_(static_cast<std::size_t>(vfs.szOsFile) / sizeof(std::max_align_t) + 1) {
    result_ = name_ == nullptr ? SQLITE_NOMEM : vfs.xOpen(&vfs, name_, get(), flags, nullptr);
  }
  ~File() {
    if (get()->pMethods != nullptr) (void)get()->pMethods->xClose(get());
    sqlite3_free_filename(name_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int result() const { return result_; }  // of opening it
  sqlite3_file* get() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

 private:
  sqlite3_filename name_;  // as SQLite's file systems want a name: they look behind its end
  std::vector<std::max_align_t> memory_;
  int result_ = SQLITE_OK;
};

int read_all(sqlite3_file* file, hal::Bytes& octets) {
  sqlite3_int64 size = 0;
  if (const int result = file->pMethods->xFileSize(file, &size); result != SQLITE_OK) return result;
  octets.resize(static_cast<std::size_t>(size));
  for (sqlite3_int64 at = 0; at < size; at += kMostAtOnce) {
    const int count = static_cast<int>(std::min<sqlite3_int64>(size - at, kMostAtOnce));
    const int result = file->pMethods->xRead(file, octets.data() + at, count, at);
    if (result != SQLITE_OK) return result;
  }
  return SQLITE_OK;
}

int write_all(sqlite3_file* file, hal::ByteView octets) {
  const auto size = static_cast<sqlite3_int64>(octets.size());
  for (sqlite3_int64 at = 0; at < size; at += kMostAtOnce) {
    const int count = static_cast<int>(std::min<sqlite3_int64>(size - at, kMostAtOnce));
    const int result = file->pMethods->xWrite(file, octets.data() + at, count, at);
    if (result != SQLITE_OK) return result;
  }
  return file->pMethods->xSync(file, SQLITE_SYNC_FULL);
}

// The log within a copy that bears its seal.
std::optional<hal::ByteView> unsealed(hal::ByteView copy) {
  const std::size_t seal = kSeal.size() + ChainHash{}.size();
  if (copy.size() < seal) return std::nullopt;
  const hal::ByteView log = copy.first(copy.size() - seal);
  const hal::Bytes whole = sealed(log);
  return std::equal(copy.begin(), copy.end(), whole.begin(), whole.end())
             ? std::optional<hal::ByteView>(log)
             : std::nullopt;
}

// SQLite itself locks the journal with its first reading. Whoever writes before that locks it here.
class Lock {
 public:
  explicit Lock(sqlite3_file& file) : file_(file) {
    result_ = file_.pMethods->xLock(&file_, SQLITE_LOCK_SHARED);
    if (result_ == SQLITE_OK) result_ = file_.pMethods->xLock(&file_, SQLITE_LOCK_EXCLUSIVE);
  }
  ~Lock() { (void)file_.pMethods->xUnlock(&file_, SQLITE_LOCK_NONE); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  int result() const { return result_; }

 private:
  sqlite3_file& file_;
  int result_;
};

// Where one journal's log and its copy are. The steps give SQLite's result codes.
class Log {
 public:
  explicit Log(const sqlite::Connection& connection)
      : handle_(connection.get()),
        log_path_(sqlite3_db_filename(handle_, "main")),
        copy_path_(log_path_ + std::string(kLogCopySuffix)) {
    log_path_ += "-wal";
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_VFS_POINTER, &vfs_);
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &database_);
  }

  // A copy that is whole was made before the log was touched, and the log may be spoilt since.
  int complete() {
    int there = 0;
    const int asked = vfs_->xAccess(vfs_, copy_path_.c_str(), SQLITE_ACCESS_EXISTS, &there);
    if (asked != SQLITE_OK || there == 0) return asked;
    const Lock lock(*database_);
    if (lock.result() != SQLITE_OK) return lock.result();
    hal::Bytes octets;
    int result = read_copy(octets);
    if (result != SQLITE_OK) return result;
    if (const auto log = unsealed(octets)) result = write(log_path_, *log);
    return result == SQLITE_OK ? remove_copy() : result;
  }

  int rewrite() {
    sqlite3_file* log = nullptr;
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log == nullptr || log->pMethods == nullptr) return SQLITE_OK;  // there is none
    hal::Bytes octets;
    int result = read_all(log, octets);
    if (result != SQLITE_OK || octets.empty()) return result;
    result = write(copy_path_, sealed(octets));
    if (result == SQLITE_OK) result = write_all(log, octets);
    return result == SQLITE_OK ? remove_copy() : result;
  }

 private:
  // A file that is created here: its first sync puts its name on the disk as well.
  int write(const std::string& path, hal::ByteView octets) {
    File file(*vfs_, path, SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    return file.result() != SQLITE_OK ? file.result() : write_all(file.get(), octets);
  }

  int read_copy(hal::Bytes& octets) {
    File copy(*vfs_, copy_path_, SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE);
    return copy.result() != SQLITE_OK ? copy.result() : read_all(copy.get(), octets);
  }

  int remove_copy() {
    const int result = vfs_->xDelete(vfs_, copy_path_.c_str(), 1);
    return result == SQLITE_IOERR_DELETE_NOENT ? SQLITE_OK : result;
  }

  sqlite3* handle_;
  std::string log_path_;
  std::string copy_path_;
  sqlite3_vfs* vfs_ = nullptr;
  sqlite3_file* database_ = nullptr;
};

}  // namespace

hal::Bytes sealed(hal::ByteView log) {
  const ChainHash hash = hash_of(log);
  hal::Bytes copy;
  copy.reserve(log.size() + kSeal.size() + hash.size());
  copy.insert(copy.end(), log.begin(), log.end());
  copy.insert(copy.end(), kSeal.begin(), kSeal.end());
  copy.insert(copy.end(), hash.begin(), hash.end());
  return copy;
}

hal::Result<void> complete_log_rewrite(sqlite::Connection& connection) {
  const int result = Log(connection).complete();
  if (result != SQLITE_OK) return tl::make_unexpected(connection.error(result, kTried));
  return {};
}

hal::Result<void> rewrite_log(sqlite::Connection& connection) {
  const int result = Log(connection).rewrite();
  if (result != SQLITE_OK) return tl::make_unexpected(connection.error(result, kTried));
  return {};
}

}  // namespace kerb::payment
