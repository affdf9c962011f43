// Runs a speech synthesiser as a program of its own and hands on the samples that it writes. The
// program is killed when it says too much, takes too long, or nobody listens any more: whatever it
// does, the kiosk goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "hal/error.hpp"

namespace kerb::kiosk {

struct SpeechProgram {
  std::string name = "espeak-ng";  // found in PATH, or a path
  int words_per_minute = 160;      // 80 to 400
};

// The synthesiser's word for a language; empty when it has no voice for it.
std::string synthesiser_voice(const std::string& locale);

inline constexpr int kSpokenRate = 22'050;              // samples a second, mono, 16 bit signed
inline constexpr std::size_t kMostSpokenOctets = 4096;  // of a text; the rest is not said

// Blocks until the program has ended; the worker's own thread. `take` gets the samples as they come
// and says whether anybody still listens. Errors: speech.start, speech.no_voice, speech.failed.
hal::Result<void> synthesise(const SpeechProgram& program, const std::string& text,
                             const std::string& locale,
                             const std::function<bool(std::span<const std::int16_t>)>& take);

}  // namespace kerb::kiosk
