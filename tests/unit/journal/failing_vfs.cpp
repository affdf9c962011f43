#include "tests/unit/journal/failing_vfs.hpp"

#include <atomic>
#include <utility>

namespace kerb::payment {
namespace {

// SQLite allocates szOsFile octets: ours, with the file beneath right behind it.
struct File {
  sqlite3_file base;
  FailingVfs* vfs;
  sqlite3_file* beneath() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file);
}

template <typename... Wanted, typename... Given>
int pass(DiskCall call, sqlite3_file* file,
         int (*sqlite3_io_methods::*method)(sqlite3_file*, Wanted...), Given... given) {
  if (const int refused = of(file).vfs->ask(call); refused != SQLITE_OK) return refused;
  sqlite3_file* beneath = of(file).beneath();
  return (beneath->pMethods->*method)(beneath, given...);
}

const sqlite3_io_methods kMethods = {
    1,
    [](sqlite3_file* file) {
      sqlite3_file* beneath = of(file).beneath();
      return beneath->pMethods->xClose(beneath);
    },
    [](sqlite3_file* file, void* into, int count, sqlite3_int64 at) {
      return pass(DiskCall::read, file, &sqlite3_io_methods::xRead, into, count, at);
    },
    [](sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
      return pass(DiskCall::write, file, &sqlite3_io_methods::xWrite, from, count, at);
    },
    [](sqlite3_file* file, sqlite3_int64 size) {
      return pass(DiskCall::truncate, file, &sqlite3_io_methods::xTruncate, size);
    },
    [](sqlite3_file* file, int /*flags*/) {
      // Power is not cut here, so nothing has to reach the disk, and tests are quick.
      return of(file).vfs->ask(DiskCall::sync);
    },
    [](sqlite3_file* file, sqlite3_int64* size) {
      return pass(DiskCall::file_size, file, &sqlite3_io_methods::xFileSize, size);
    },
    [](sqlite3_file* file, int level) {
      return pass(DiskCall::lock, file, &sqlite3_io_methods::xLock, level);
    },
    [](sqlite3_file* file, int level) {
      sqlite3_file* beneath = of(file).beneath();
      return beneath->pMethods->xUnlock(beneath, level);
    },
    [](sqlite3_file* file, int* reserved) {
      return pass(DiskCall::lock, file, &sqlite3_io_methods::xCheckReservedLock, reserved);
    },
    [](sqlite3_file* file, int operation, void* argument) {
      sqlite3_file* beneath = of(file).beneath();
      return beneath->pMethods->xFileControl(beneath, operation, argument);
    },
    [](sqlite3_file* file) {
      sqlite3_file* beneath = of(file).beneath();
      return beneath->pMethods->xSectorSize(beneath);
    },
    [](sqlite3_file* file) {
      sqlite3_file* beneath = of(file).beneath();
      return beneath->pMethods->xDeviceCharacteristics(beneath);
    },
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr};

FailingVfs& of(sqlite3_vfs* vfs) {
  return *static_cast<FailingVfs*>(vfs->pAppData);
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* got) {
  File& made = of(file);
  made.base.pMethods = nullptr;
  made.vfs = &of(vfs);
  if (const int refused = of(vfs).ask(DiskCall::open); refused != SQLITE_OK) return refused;
  sqlite3_vfs* beneath = of(vfs).beneath();
  const int result = beneath->xOpen(beneath, name, made.beneath(), flags, got);
  if (made.beneath()->pMethods != nullptr) made.base.pMethods = &kMethods;
  return result;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  if (const int refused = of(vfs).ask(DiskCall::remove); refused != SQLITE_OK) return refused;
  sqlite3_vfs* beneath = of(vfs).beneath();
  return beneath->xDelete(beneath, name, sync_folder);
}

int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  if (const int refused = of(vfs).ask(DiskCall::access); refused != SQLITE_OK) return refused;
  sqlite3_vfs* beneath = of(vfs).beneath();
  return beneath->xAccess(beneath, name, flags, result);
}

}  // namespace

FailingVfs::FailingVfs() : beneath_(sqlite3_vfs_find(nullptr)) {
  static std::atomic<int> made{0};
  name_ = "kerb-failing-" + std::to_string(++made);
  vfs_ = *beneath_;  // what is not replaced does not need its self
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + beneath_->szOsFile;
  vfs_.zName = name_.c_str();
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  vfs_.xAccess = access;
  vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* name, int size, char* full) {
    sqlite3_vfs* beneath = of(vfs).beneath();
    return beneath->xFullPathname(beneath, name, size, full);
  };
  sqlite3_vfs_register(&vfs_, 0);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

int io_error_of(DiskCall call) {
  switch (call) {
    case DiskCall::open:
      return SQLITE_CANTOPEN;
    case DiskCall::remove:
      return SQLITE_IOERR_DELETE;
    case DiskCall::access:
      return SQLITE_IOERR_ACCESS;
    case DiskCall::read:
      return SQLITE_IOERR_READ;
    case DiskCall::write:
      return SQLITE_IOERR_WRITE;
    case DiskCall::truncate:
      return SQLITE_IOERR_TRUNCATE;
    case DiskCall::sync:
      return SQLITE_IOERR_FSYNC;
    case DiskCall::file_size:
      return SQLITE_IOERR_FSTAT;
    case DiskCall::lock:
      return SQLITE_IOERR_LOCK;
  }
  return SQLITE_IOERR;
}

}  // namespace kerb::payment
