// The sound of each beep.
#pragma once

#include <cstdint>
#include <vector>

#include "hal/speaker.hpp"

namespace kerb::kiosk {

inline constexpr int kSampleRate = 44'100;  // mono, signed 16 bit

// EMV Contactless Book A, 9: pitch and length. Ends are softened over 4 ms, so that it does not
// click.
std::vector<std::int16_t> tone_of(hal::Beep beep);

}  // namespace kerb::kiosk
