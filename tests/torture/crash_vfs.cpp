#include "tests/torture/crash_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <string>
#include <utility>

namespace kerb::torture {
namespace {

thread_local CrashDisk* mounted = nullptr;
thread_local DiskWatch* watch = nullptr;

// SQLite gives the memory and never calls a constructor.
struct OpenFile {
  sqlite3_file base;
  std::shared_ptr<CrashDisk::File>* file;
  bool remove_at_close;
  bool sync_folder;  // with the first sync, as SQLite's own VFS does for a new journal or log
};
CrashDisk::File& file_of(sqlite3_file* handle) {
  return **reinterpret_cast<OpenFile*>(handle)->file;
}

std::string name_of(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

int close_file(sqlite3_file* handle) {
  auto* it = reinterpret_cast<OpenFile*>(handle);
  if (it->remove_at_close) mounted->remove((*it->file)->name, true);
  delete it->file;
  return SQLITE_OK;
}

int read_file(sqlite3_file* handle, void* to, int amount, sqlite3_int64 offset) {
  if (watch->dead()) return SQLITE_IOERR_READ;
  const Octets& seen = file_of(handle).seen;
  const auto size = static_cast<sqlite3_int64>(seen.size());
  const auto there = std::clamp<sqlite3_int64>(size - offset, 0, amount);
  if (there > 0) std::memcpy(to, seen.data() + offset, static_cast<std::size_t>(there));
  if (there == amount) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(amount - there));
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* handle, const void* from, int amount, sqlite3_int64 offset) {
  if (watch->dead()) return SQLITE_IOERR_WRITE;
  CrashDisk::File& file = file_of(handle);
  const auto* octets = static_cast<const std::uint8_t*>(from);
  const auto count = static_cast<std::size_t>(amount);
  const bool longer = offset + amount > static_cast<sqlite3_int64>(file.seen.size());
  switch (watch->before_change()) {
    case DiskFate::fine:
      CrashDisk::write(file, offset, octets, count);
      return SQLITE_OK;
    case DiskFate::no_space:
      if (longer) return SQLITE_FULL;
      CrashDisk::write(file, offset, octets, count);
      return SQLITE_OK;
    case DiskFate::error:
      CrashDisk::write(file, offset, octets, count / 2);
      return SQLITE_IOERR_WRITE;
    case DiskFate::dead:
      return SQLITE_IOERR_WRITE;
  }
  return SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* handle, sqlite3_int64 size) {
  if (watch->dead()) return SQLITE_IOERR_TRUNCATE;
  const DiskFate fate = watch->before_change();
  if (fate == DiskFate::error || fate == DiskFate::dead) return SQLITE_IOERR_TRUNCATE;
  CrashDisk::truncate(file_of(handle), size);
  return SQLITE_OK;
}

int sync_file(sqlite3_file* handle, int /*flags*/) {
  if (watch->dead()) return SQLITE_IOERR_FSYNC;
  switch (watch->before_change()) {
    case DiskFate::dead:
      return SQLITE_IOERR_FSYNC;
    case DiskFate::error:
      CrashDisk::fail_to_sync(file_of(handle), watch->chance());
      return SQLITE_IOERR_FSYNC;
    case DiskFate::fine:
    case DiskFate::no_space:
      break;
  }
  if (watch->lies_about_sync()) return SQLITE_OK;
  CrashDisk::sync(file_of(handle));
  if (std::exchange(reinterpret_cast<OpenFile*>(handle)->sync_folder, false)) {
    mounted->sync_folder();
  }
  return SQLITE_OK;
}

int file_size(sqlite3_file* handle, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(file_of(handle).seen.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* /*handle*/, int /*level*/) {
  return SQLITE_OK;
}
int check_lock(sqlite3_file* /*handle*/, int* held) {
  *held = 0;
  return SQLITE_OK;
}

int control(sqlite3_file* /*handle*/, int operation, void* argument) {
  switch (operation) {
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
      *static_cast<int*>(argument) = 0;  // a torn sector is lost here
      return SQLITE_OK;
    case SQLITE_FCNTL_MMAP_SIZE:
      *static_cast<sqlite3_int64*>(argument) = 0;
      return SQLITE_OK;
    default:
      return SQLITE_NOTFOUND;
  }
}

int sector_size(sqlite3_file* /*handle*/) {
  return static_cast<int>(mounted->sector());
}
int characteristics(sqlite3_file* /*handle*/) {
  return 0;
}

// Version 1: no shared memory. The journal's exclusive connection needs none.
constexpr sqlite3_io_methods kMethods{
    1,       close_file, read_file,  write_file, truncate_file, sync_file,       file_size,
    lock,    lock,       check_lock, control,    sector_size,   characteristics, nullptr,
    nullptr, nullptr,    nullptr,    nullptr,    nullptr};

int open_file(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* handle, int flags, int* got) {
  handle->pMethods = nullptr;
  if (mounted == nullptr || watch->dead()) return SQLITE_CANTOPEN;
  static constexpr const char* kNameless = "nameless";
  const std::string name = path == nullptr ? kNameless : name_of(path);
  auto file = mounted->find(name);
  const bool made = file == nullptr;
  if (made) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    const DiskFate fate = watch->before_change();
    if (fate == DiskFate::error || fate == DiskFate::dead) return SQLITE_IOERR;
    file = mounted->create(name);
  }
  auto* it = reinterpret_cast<OpenFile*>(handle);
  it->file = new std::shared_ptr<CrashDisk::File>(std::move(file));
  it->remove_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  it->sync_folder =
      made &&
      (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  it->base.pMethods = &kMethods;
  if (got != nullptr) *got = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* path, int sync_folder) {
  if (watch->dead()) return SQLITE_IOERR_DELETE;
  if (mounted->find(name_of(path)) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  const DiskFate fate = watch->before_change();
  if (fate == DiskFate::error || fate == DiskFate::dead) return SQLITE_IOERR_DELETE;
  mounted->remove(name_of(path), sync_folder != 0);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* /*vfs*/, const char* path, int /*flags*/, int* result) {
  *result = mounted->find(name_of(path)) != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* path, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", path);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* /*vfs*/, int size, char* out) {
  std::memset(out, 7, static_cast<std::size_t>(size));
  return size;
}
int sleep_for(sqlite3_vfs* /*vfs*/, int microseconds) {
  return microseconds;
}
int current_time(sqlite3_vfs* /*vfs*/, double* days) {
  *days = 2461000.5;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*out*/) {
  return 0;
}

}  // namespace

void mount(CrashDisk* disk, DiskWatch* watched_by) {
  mounted = disk;
  watch = watched_by;
}

void register_crash_vfs() {
  static std::once_flag once;
  std::call_once(once, [] {
    static sqlite3_vfs vfs{};
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = 512;
    vfs.zName = "kerb-crash";
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep_for;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // a lock for all threads at every allocation
    sqlite3_vfs_register(&vfs, 1);
  });
}

}  // namespace kerb::torture
