#include "hal/replaced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace kerb::hal {
namespace {

std::error_code last_problem() {
  return {errno, std::generic_category()};
}

std::error_code write_and_sync(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return last_problem();
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0 ? std::error_code() : last_problem();
}

// Without it a power cut may bring the old name back.
std::error_code sync_folder_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return last_problem();
  const std::error_code problem = ::fsync(descriptor) == 0 ? std::error_code() : last_problem();
  ::close(descriptor);
  return problem;
}

}  // namespace

std::error_code replace_file(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path unfinished = file;
  unfinished += ".new";
  // What an earlier try left; and nobody's link is followed to another file.
  ::unlink(unfinished.c_str());
  const int descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return last_problem();
  std::error_code problem = write_and_sync(descriptor, text);
  if (::close(descriptor) != 0 && !problem) problem = last_problem();
  if (problem) return problem;
  if (::rename(unfinished.c_str(), file.c_str()) != 0) return last_problem();
  return sync_folder_of(file);
}

}  // namespace kerb::hal
