#include "payment/journal/space_reserve.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "payment/journal/file_system.hpp"

namespace kerb::payment {
namespace {

constexpr std::int64_t kBlock = 512;  // what st_blocks counts, whatever the file system uses

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags)
      : number_(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

// Octets of the disk that the file really occupies: one with holes promises nothing.
std::int64_t occupied(int descriptor) {
  struct stat state {};
  if (::fstat(descriptor, &state) != 0 || !S_ISREG(state.st_mode)) return -1;
  return static_cast<std::int64_t>(state.st_blocks) * kBlock;
}

// 0, or what errno says.
int fill(int descriptor, std::int64_t size) {
  const int result = ::posix_fallocate(descriptor, 0, size);
  if (result != 0) return result;
  if (occupied(descriptor) < size) return ENOSPC;
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

tl::unexpected<hal::Error> no_room(const std::filesystem::path& file, const std::string& why) {
  return hal::failure("journal.no_room",
                      fmt::format("reserving room for the journal in {}: {}", file.string(), why),
                      "no new charge is sold, what is open is settled: make room on this disk");
}

}  // namespace

SpaceReserve::SpaceReserve(const std::filesystem::path& journal, std::int64_t size)
    : file_(beside(journal)), size_(size), whole_(size == 0) {}

std::filesystem::path SpaceReserve::beside(const std::filesystem::path& journal) {
  std::filesystem::path file = journal;
  file += "-reserve";
  return file;
}

hal::Result<void> SpaceReserve::make() {
  if (size_ == 0) return {};
  whole_ = false;
  const Descriptor reserve(file_, O_RDWR | O_CREAT);
  if (reserve.get() < 0) return no_room(file_, std::generic_category().message(errno));
  const std::int64_t there = occupied(reserve.get());
  if (there < 0) return no_room(file_, "it is no ordinary file");
  if (there < size_) {
    if (free_space_beside(file_) < size_ - there + size_ / 2) {
      return no_room(file_, "the disk is nearly full");
    }
    if (const int wrong = fill(reserve.get(), size_); wrong != 0) {
      spend();
      return no_room(file_, std::generic_category().message(wrong));
    }
    if (const auto synced = sync_folder(file_); !synced) return synced;
  }
  whole_ = true;
  return {};
}

void SpaceReserve::spend() {
  if (size_ == 0) return;
  whole_ = false;
  const Descriptor reserve(file_, O_RDWR);
  // Nothing to be done when it fails: then the disk is as full as it was.
  if (reserve.get() >= 0 && ::ftruncate(reserve.get(), 0) == 0) (void)::fsync(reserve.get());
}

bool SpaceReserve::disk_is_full() const {
  return size_ != 0 && free_space_beside(file_) < size_;
}

}  // namespace kerb::payment
