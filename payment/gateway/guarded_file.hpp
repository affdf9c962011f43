// Reads a file that holds a key: only if nobody but its owner can.
#pragma once

#include <filesystem>
#include <string>

#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::gateway {

// At most 64 KiB. The file must be a regular one, belong to this user or root, and give nothing to
// group and others (mode 0600 or stricter). Errors carry `code` and say which of these failed and
// the command that mends it.
hal::Result<Secret> read_guarded_file(const std::filesystem::path& file, const std::string& code);

}  // namespace kerb::payment::gateway
