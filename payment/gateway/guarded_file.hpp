// A file that holds a key, as a secret.
#pragma once

#include <filesystem>
#include <string>

#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::gateway {

// The rules and errors of hal::read_guarded_file().
hal::Result<Secret> read_guarded_file(const std::filesystem::path& file, const std::string& code);

}  // namespace kerb::payment::gateway
