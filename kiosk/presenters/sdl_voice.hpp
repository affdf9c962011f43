// The voice through SDL's audio: a synthesiser's samples, queued as they come.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hal/voice.hpp"
#include "kiosk/presenters/spoken_program.hpp"

namespace kerb::kiosk {

// Nothing when `program` has no name or no sound device is there. `log` is called from the voice's
// own thread, once a kind of failure.
std::unique_ptr<hal::Voice> make_sdl_voice(SpeechProgram program,
                                           std::function<void(const std::string&)> log);

}  // namespace kerb::kiosk
