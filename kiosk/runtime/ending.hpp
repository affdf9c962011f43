// An orderly end when the system asks for it: SIGTERM from systemd, SIGINT from a keyboard.
#pragma once

namespace kerb::kiosk {

// From now on these signals are remembered instead of ending the process. Once, at the start.
void heed_ending_signals();
// One has come. Any thread.
bool told_to_end();

}  // namespace kerb::kiosk
