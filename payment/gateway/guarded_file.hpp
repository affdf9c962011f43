// A file that holds a key, as a secret.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::gateway {

// The rules and errors of hal::read_guarded_file().
hal::Result<Secret> read_guarded_file(const std::filesystem::path& file, const std::string& code);

// A line of such a file without the blanks around it (an editor's, or a carriage return).
std::string_view trimmed(std::string_view line);

}  // namespace kerb::payment::gateway
