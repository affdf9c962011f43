// Reads a file that holds a key or a password: only if nobody but its owner can.
#pragma once

#include <filesystem>
#include <string>

#include "hal/bytes.hpp"
#include "hal/error.hpp"

namespace kerb::hal {

// At most 64 KiB, in one allocation: whoever takes it wipes it (hal/wiped.hpp). The file must be a
// regular one, belong to this user or root, and give nothing to group and others (mode 0600 or
// stricter). Errors carry `code` and say which of these failed and the command that mends it.
Result<Bytes> read_guarded_file(const std::filesystem::path& file, const std::string& code);

}  // namespace kerb::hal
