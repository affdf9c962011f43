// Which parts of a frame changed. The frame is cut into tiles; a tile's hash covers every vertex,
// clip and texture serial of what lies on it, in order. Equal hash, equal pixels: such a tile is
// not drawn again.
#pragma once

#include <cstdint>
#include <vector>

#include <imgui.h>

#include "kiosk/ui/raster/pixels.hpp"

namespace kerb::kiosk::ui::raster {

inline constexpr int kTile = 32;  // pixels

class TileDamage {
 public:
  // Takes note of the next frame and gives the rectangles to draw, whole tiles within the frame,
  // disjoint.
  std::vector<Clip> changed(const ImDrawData& data, int width, int height, std::uint32_t clear);
  // Everything counts as changed in the next frame.
  void invalidate() { valid_ = false; }
  int tiles() const { return across_ * down_; }
  int tiles_changed() const { return tiles_changed_; }

 private:
  struct Box {
    float left, top, right, bottom;
  };
  // The very same commands as in the frame before: then no tile has to be looked at.
  bool repeats(const ImDrawData& data, std::uint32_t clear);
  void note(const ImDrawData& data, std::uint32_t clear);
  void note_command(const ImDrawList& list, const ImDrawCmd& command);
  void note_box(const Box& box, std::uint64_t hash);
  std::vector<Clip> runs() const;

  int width_ = 0;
  int height_ = 0;
  int across_ = 0;
  int down_ = 0;
  bool valid_ = false;
  int tiles_changed_ = 0;
  std::vector<std::uint64_t> vertex_hashes_;
  std::vector<std::uint64_t> now_;
  std::vector<std::uint64_t> before_;
  std::vector<char> commands_;  // of this frame and of the one before, octet by octet
  std::vector<char> commands_before_;
};

}  // namespace kerb::kiosk::ui::raster
