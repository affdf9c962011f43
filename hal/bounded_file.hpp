// A whole file, but only a small one: what a person or a back end puts on the disk must not fill the
// memory.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace kerb::hal {

// Empty optional: not there, not readable, or more than `most` octets. Any thread.
std::optional<std::string> read_bounded_file(const std::filesystem::path& file, std::size_t most);

}  // namespace kerb::hal
