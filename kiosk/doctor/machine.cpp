#include "kiosk/doctor/machine.hpp"

#include <grp.h>
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace kerb::kiosk::doctor {
namespace {

// File systems that lose a journal at a power cut, or whose locks SQLite cannot rely on.
std::string volatile_or_remote(const struct statfs& system) {
  constexpr unsigned long kCifs = 0xFF534D42;
  switch (static_cast<unsigned long>(system.f_type)) {
    case TMPFS_MAGIC:
      return "tmpfs, which is in memory";
    case RAMFS_MAGIC:
      return "ramfs, which is in memory";
    case NFS_SUPER_MAGIC:
      return "NFS";
    case kCifs:
      return "a network share";
    default:
      return {};
  }
}

std::string group_name(gid_t id) {
  std::array<char, 4096> room{};
  struct group entry {};
  struct group* found = nullptr;
  if (::getgrgid_r(id, &entry, room.data(), room.size(), &found) != 0 || found == nullptr) {
    return std::to_string(id);
  }
  return found->gr_name;
}

}  // namespace

std::optional<FileFacts> file_facts(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  FileFacts facts;
  facts.regular = S_ISREG(status.st_mode);
  facts.readable = ::access(file.c_str(), R_OK) == 0;
  facts.mode = status.st_mode & 07777U;
  facts.size = static_cast<std::uintmax_t>(status.st_size);
  return facts;
}

std::optional<FolderFacts> folder_facts(const std::filesystem::path& folder) {
  struct stat status {};
  struct statfs system {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      ::statfs(folder.c_str(), &system) != 0) {
    return std::nullopt;
  }
  FolderFacts facts;
  facts.writable = ::access(folder.c_str(), W_OK | X_OK) == 0;
  facts.free =
      static_cast<std::uintmax_t>(system.f_bavail) * static_cast<std::uintmax_t>(system.f_bsize);
  facts.volatile_or_remote = volatile_or_remote(system);
  return facts;
}

ClockFacts clock_facts() {
  struct timex question {};  // modes = 0: asks, changes nothing
  const int state = ::adjtimex(&question);
  ClockFacts facts;
  facts.now = hal::SystemClock().utc();
  facts.synchronised = state >= 0 && state != TIME_ERROR && (question.status & STA_UNSYNC) == 0;
  return facts;
}

std::vector<std::string> group_names() {
  if (::geteuid() == 0) return {"root"};
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> ids(count > 0 ? static_cast<std::size_t>(count) : 0);
  const int listed = ::getgroups(static_cast<int>(ids.size()), ids.data());
  ids.resize(listed > 0 ? static_cast<std::size_t>(listed) : 0);
  std::vector<std::string> names{group_name(::getegid())};
  for (const gid_t id : ids) names.push_back(group_name(id));
  return names;
}

CoreDumpFacts core_dump_facts() {
  struct rlimit limit {};
  CoreDumpFacts facts;
  facts.limit_is_zero = ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0;
  std::string pattern;
  std::getline(std::ifstream("/proc/sys/kernel/core_pattern"), pattern);
  if (pattern.starts_with('|')) facts.handler = pattern.substr(1, pattern.find(' ') - 1);
  return facts;
}

}  // namespace kerb::kiosk::doctor
