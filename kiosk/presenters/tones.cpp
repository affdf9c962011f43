#include "kiosk/presenters/tones.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk {
namespace {

constexpr int samples_of(int milliseconds) {
  return kSampleRate * milliseconds / 1000;
}

void append_tone(std::vector<std::int16_t>& out, double hertz, int milliseconds, double volume) {
  constexpr double kTau = 6.283185307179586;
  const int length = samples_of(milliseconds);
  const int ramp = std::min(samples_of(4), length / 2);
  for (int i = 0; i < length; ++i) {
    const double edge = std::min(1.0, static_cast<double>(std::min(i, length - 1 - i)) / ramp);
    const double wave = std::sin(kTau * hertz * i / kSampleRate);
    out.push_back(static_cast<std::int16_t>(std::lround(32767 * volume * edge * wave)));
  }
}

}  // namespace

std::vector<std::int16_t> tone_of(hal::Beep beep) {
  std::vector<std::int16_t> out;
  switch (beep) {
    case hal::Beep::card_read:
      append_tone(out, 1500, 500, 0.5);
      break;
    case hal::Beep::alert:
      append_tone(out, 750, 200, 0.6);
      out.insert(out.end(), static_cast<std::size_t>(samples_of(200)), 0);
      append_tone(out, 750, 200, 0.6);
      break;
    case hal::Beep::touch:
      append_tone(out, 1000, 12, 0.12);
      break;
  }
  return out;
}

}  // namespace kerb::kiosk
