// The back end's messages as a file: JSON with a version, every value checked when it is read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hal/back_end.hpp"
#include "hal/error.hpp"

namespace kerb::kiosk {

std::string messages_to_json(const std::vector<hal::DisplayMessage>& messages);
// Errors: messages.unreadable, with what is wrong.
hal::Result<std::vector<hal::DisplayMessage>> messages_from_json(std::string_view json);

// No file: no messages. Errors: messages.unreadable.
hal::Result<std::vector<hal::DisplayMessage>> read_messages(const std::filesystem::path& file);
// Whole or not at all, mode 0600, on the disk when it returns. Errors: messages.io.
hal::Result<void> write_messages(const std::filesystem::path& file,
                                 const std::vector<hal::DisplayMessage>& messages);

}  // namespace kerb::kiosk
