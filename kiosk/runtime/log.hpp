// The kiosk's log. Whatever is written to it goes through the log filter: no card number and no
// forged line reaches the disk, whoever logs, with whatever pattern.
#pragma once

#include <spdlog/logger.h>

#include <filesystem>
#include <memory>

#include "hal/error.hpp"

namespace kerb::kiosk {

// Writes to `file` (mode 0600, with two older ones of at most 5 MB each beside it), or to standard
// error when it is empty, where a service manager keeps it. Times are UTC. The logger may be used
// from any thread. Errors: log.unwritable.
hal::Result<std::shared_ptr<spdlog::logger>> make_logger(const std::filesystem::path& file);

}  // namespace kerb::kiosk
