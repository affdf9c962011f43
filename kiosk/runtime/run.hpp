// `kerb run`: the kiosk on a charger's board, until it is told to end.
#pragma once

#include "hal/error.hpp"
#include "kiosk/config.hpp"

namespace kerb::kiosk {

// Blocks. Ends in order on SIGTERM and SIGINT. Errors: whatever keeps it from starting (journal,
// keys, fonts, display); once it runs, it does not end by itself.
hal::Result<void> run_kiosk(const Config& config);

}  // namespace kerb::kiosk
