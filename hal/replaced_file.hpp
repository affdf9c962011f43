// A small file that is written anew, synced, and put in the place of the old one: a power cut leaves
// the one or the other, and never half of either.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace kerb::hal {

// On the disk, readable by its owner alone, when this succeeds; else the old file is as it was. Its
// folder must be there. One at a time for the same file: FILE.new is used meanwhile. Any thread;
// waits for the disk.
std::error_code replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace kerb::hal
