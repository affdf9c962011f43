#include "payment/journal/file_system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <system_error>

namespace kerb::payment {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return std::filesystem::absolute(file).parent_path();
}

}  // namespace

tl::unexpected<hal::Error> system_failure(const std::filesystem::path& file, const char* tried,
                                          int number, const char* remedy) {
  return hal::failure("journal.io",
                      fmt::format("{} the journal {}: {}", tried, file.string(),
                                  std::generic_category().message(number)),
                      remedy);
}

hal::Result<void> sync_folder(const std::filesystem::path& file) {
  const int descriptor = ::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return system_failure(file, "opening the folder of", errno,
                          "make the folder readable for Kerb's user");
  }
  const int result = ::fsync(descriptor);
  const int number = errno;
  ::close(descriptor);
  if (result != 0) return system_failure(file, "syncing the folder of", number, "check the disk");
  return {};
}

std::int64_t free_space_beside(const std::filesystem::path& file) {
  struct statvfs disk {};
  if (::statvfs(folder_of(file).c_str(), &disk) != 0) {
    return std::numeric_limits<std::int64_t>::max();
  }
  return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

}  // namespace kerb::payment
