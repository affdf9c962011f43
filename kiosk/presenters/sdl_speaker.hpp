// The beeps through SDL's audio. Without a sound device it is silent, because a charge must not
// depend on it.
#pragma once

#include <memory>

#include "hal/speaker.hpp"

namespace kerb::kiosk {

// Never fails: a SilentSpeaker when no device opens.
std::unique_ptr<hal::Speaker> make_sdl_speaker();

}  // namespace kerb::kiosk
