#include "tests/torture/crash_disk.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kerb::torture {
namespace {

constexpr std::size_t kRoom = 512 * 1024;  // more than most seeds write: growing a file is slow

void put(Octets& to, std::int64_t offset, const std::uint8_t* from, std::size_t count) {
  const auto at = static_cast<std::size_t>(offset);
  if (to.size() < at + count) to.resize(at + count);
  if (count > 0) std::memcpy(to.data() + at, from, count);
}

void land(Octets& medium, const CrashDisk::File::Pending& one) {
  if (one.octets.empty()) {
    medium.resize(static_cast<std::size_t>(one.offset));
  } else {
    put(medium, one.offset, one.octets.data(), one.octets.size());
  }
}

}  // namespace

std::shared_ptr<CrashDisk::File> CrashDisk::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<CrashDisk::File> CrashDisk::create(const std::string& name) {
  auto& file = files_[name];
  if (file == nullptr) {
    file = std::make_shared<File>();
    file->name = name;
    file->seen.reserve(kRoom);
    file->medium.reserve(kRoom);
  }
  return file;
}

void CrashDisk::remove(const std::string& name, bool synced) {
  const auto found = files_.find(name);
  if (found == files_.end()) return;
  if (synced) {
    sync_folder();
  } else if (found->second->name_is_safe) {
    ghosts_[name] = found->second;
  }
  files_.erase(found);
}

void CrashDisk::write(File& file, std::int64_t offset, const std::uint8_t* octets,
                      std::size_t count) {
  put(file.seen, offset, octets, count);
  file.pending.push_back({offset, Octets(octets, octets + count)});
}

void CrashDisk::truncate(File& file, std::int64_t size) {
  file.seen.resize(static_cast<std::size_t>(size));
  file.pending.push_back({size, {}});
}

void CrashDisk::sync(File& file) {
  for (const File::Pending& one : file.pending) land(file.medium, one);
  file.pending.clear();
}

void CrashDisk::sync_folder() {
  for (auto& [name, file] : files_) file->name_is_safe = true;
  ghosts_.clear();
}

void CrashDisk::fail_to_sync(File& file, Random& random) {
  for (const File::Pending& one : file.pending) {
    if (random.one_in(2)) land(file.medium, one);
  }
  file.pending.clear();
}

// Each write is taken apart into sectors; each of them makes it, or does not, or is spoilt. Later
// writes may make it without earlier ones.
void CrashDisk::cut(File& file, Random& random) const {
  std::vector<File::Pending> sectors;
  for (File::Pending& one : file.pending) {
    if (one.octets.empty()) {
      sectors.push_back(std::move(one));
      continue;
    }
    const auto end = one.offset + static_cast<std::int64_t>(one.octets.size());
    for (std::int64_t at = one.offset; at < end;) {
      const std::int64_t next = std::min(end, (at / sector_ + 1) * sector_);
      const auto begin = one.octets.begin() + (at - one.offset);
      sectors.push_back({at, Octets(begin, begin + (next - at))});
      at = next;
    }
  }
  file.pending.clear();
  const bool in_order = random.one_in(2);
  const auto made_it =
      static_cast<std::size_t>(random.below(static_cast<std::int64_t>(sectors.size()) + 1));
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    const bool there = in_order ? i < made_it : random.one_in(2);
    if (there) land(file.medium, sectors[i]);
  }
  const bool torn = !sectors.empty() && random.one_in(2);
  if (torn) {
    const File::Pending& last = sectors[std::min(made_it, sectors.size() - 1)];
    const std::int64_t begin = last.offset / sector_ * sector_;
    if (!last.octets.empty() && begin < static_cast<std::int64_t>(file.medium.size())) {
      const auto size = static_cast<std::int64_t>(file.medium.size());
      for (std::int64_t at = begin; at < std::min(size, begin + sector_); ++at) {
        file.medium[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random.next());
      }
    }
  }
  file.seen = file.medium;
}

void CrashDisk::cut_power(Random& random) {
  for (auto it = files_.begin(); it != files_.end();) {
    File& file = *it->second;
    cut(file, random);
    const bool lost = !file.name_is_safe && random.one_in(2);
    file.name_is_safe = true;
    it = lost ? files_.erase(it) : std::next(it);
  }
  for (auto& [name, ghost] : ghosts_) {
    if (files_.count(name) != 0 || random.one_in(2)) continue;
    ghost->pending.clear();
    ghost->seen = ghost->medium;
    files_[name] = ghost;
  }
  ghosts_.clear();
}

bool CrashDisk::contains(std::string_view text) const {
  const auto holds = [&](const Octets& octets) {
    return ::memmem(octets.data(), octets.size(), text.data(), text.size()) != nullptr;
  };
  return std::any_of(files_.begin(), files_.end(), [&](const auto& entry) {
    return holds(entry.second->seen) || holds(entry.second->medium);
  });
}

}  // namespace kerb::torture
