// From draw commands to pixels, on the CPU. The frame is cut into tiles of 32 × 32 pixels; each
// tile has a hash of everything that is drawn on it, and only tiles whose hash changed are drawn
// again. The same commands give the same pixels on every machine.
#pragma once

#include <memory>

#include "hal/display.hpp"
#include "hal/error.hpp"
#include "kiosk/ui/canvas.hpp"
#include "kiosk/ui/text.hpp"

struct ImDrawList;

namespace kerb::kiosk::ui {

struct Frame {
  hal::FrameView view;    // good until the next end()
  hal::PixelRect damage;  // empty when nothing changed
  int tiles_drawn = 0;
  int tiles = 0;
};

class Renderer {
 public:
  // Errors: those of TextEngine::create().
  static hal::Result<std::unique_ptr<Renderer>> create(FontFolders folders = {});
  ~Renderer();

  // Width and height 1 to 8192. The canvas is good until end().
  Canvas& begin(int width, int height, Colour clear);
  Frame end();
  // Draws every tile of the next frame again.
  void invalidate();

  TextEngine& text();
  hal::FrameView view() const;
  // What the last frame was drawn from, until the next begin(): for a benchmark that lets others
  // draw it.
  const ImDrawList& commands() const;

 private:
  struct Parts;
  explicit Renderer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace kerb::kiosk::ui
