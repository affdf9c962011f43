// The one studio of a test program, with the texts of the source tree.
#pragma once

#include <fmt/format.h>

#include <cstdlib>

#include "kiosk/gallery/studio.hpp"

namespace kerb::kiosk::gallery {

// Ends the program with a message when fonts or texts are missing.
inline Studio& studio() {
  static const auto the_one = Studio::create(KERB_SOURCE_DIR "/locales");
  if (!the_one) {
    fmt::print(stderr, "{}\n", the_one.error().sentence());
    std::exit(2);
  }
  return **the_one;
}

}  // namespace kerb::kiosk::gallery
