// The key that a payment service's dashboard hands out, alone in a file that only the service can
// read. Empty lines and lines that begin with # are left alone.
#pragma once

#include <filesystem>

#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::checkout {

// 8 to 255 of [A-Za-z0-9_]. Errors: checkout.key_file; the text never quotes what is in the file.
hal::Result<Secret> read_api_key(const std::filesystem::path& file);

}  // namespace kerb::payment::checkout
