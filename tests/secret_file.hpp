// A key for a test, in a file that only its owner may read: Kerb refuses others.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace kerb::stand_in {

// Mode 0600; one that was there before goes. Throws std::runtime_error.
inline void write_secret_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::remove(file);
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      opened >= 0 && ::write(opened, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (opened >= 0) ::close(opened);
  if (!written) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace kerb::stand_in
