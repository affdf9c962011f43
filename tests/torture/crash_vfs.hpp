// SQLite's way to the crash disk: a VFS that is every connection's default in this program. Which
// disk a thread means is what it mounted.
#pragma once

#include <cstdint>

#include "tests/torture/crash_disk.hpp"

namespace kerb::torture {

// Asked before every call that changes the disk.
enum class DiskFate : std::uint8_t {
  fine,
  error,     // EIO: the call fails, what it did is unknown
  no_space,  // ENOSPC, for calls that make a file longer
  dead,      // the process died here: nothing is done, now or later
};

class DiskWatch {
 public:
  virtual ~DiskWatch() = default;
  virtual DiskFate before_change() = 0;
  // The process is dead: its last calls do nothing.
  virtual bool dead() const = 0;
  virtual Random& chance() = 0;
  virtual bool lies_about_sync() const = 0;
};

// For this thread, until it mounts another; null unmounts.
void mount(CrashDisk* disk, DiskWatch* watch);
// Once, before the first connection; any thread.
void register_crash_vfs();

}  // namespace kerb::torture
