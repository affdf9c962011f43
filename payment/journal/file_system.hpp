// The few calls to the file system that SQLite does not make for us.
#pragma once

#include <cstdint>
#include <filesystem>

#include "hal/error.hpp"

namespace kerb::payment {

// "TRIED the journal FILE: what errno says". Code: journal.io.
tl::unexpected<hal::Error> system_failure(const std::filesystem::path& file, const char* tried,
                                          int number, const char* remedy);

// A name is on the disk only when its folder is: syncs the folder that holds `file`.
hal::Result<void> sync_folder(const std::filesystem::path& file);

// Octets that an ordinary user can still write beside `file`; the most there is when nobody knows.
std::int64_t free_space_beside(const std::filesystem::path& file);

}  // namespace kerb::payment
