// Pixels that the rasteriser can read: pictures, the shadow's blur, pages of glyphs.
#pragma once

#include <cstdint>
#include <vector>

namespace kerb::kiosk::ui {

// `serial` is unique for the content: whoever changes texels takes a new one (next_texture_serial),
// because a tile is redrawn only when the hash of what lies on it changes, and the hash cannot look
// into textures. An atlas that only adds texels keeps its serial.
struct Texture {
  enum class Format : std::uint8_t { alpha, rgba };
  Format format = Format::rgba;
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> alpha;  // format alpha: width × height
  std::vector<std::uint32_t> rgba;  // format rgba: straight alpha, R first in memory
  std::uint64_t serial = 0;
};
std::uint64_t next_texture_serial();  // any thread

// A picture, e.g. the operator's logo from a PNG (kiosk/presenters/png.hpp). Must outlive the
// frame.
using Image = Texture;

}  // namespace kerb::kiosk::ui
