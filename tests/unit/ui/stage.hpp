// What the tests of the drawing layer draw with.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kiosk/ui/renderer.hpp"
#include "kiosk/ui/widgets.hpp"

namespace kerb::kiosk::ui {

// A screen for a test: draws into the context.
using Draw = std::function<void(ScreenContext&)>;

class UiStage {
 public:
  explicit UiStage(int width = 1024, int height = 600, ThemeChoice theme = ThemeChoice::light,
                   bool large_text = false)
      : width_(width), height_(height), theme_(theme) {
    auto made = Renderer::create();
    if (!made) throw std::runtime_error(made.error().sentence());
    renderer_ = std::move(*made);
    DisplayConfig panel;
    panel.width = width;
    panel.height = height;
    panel.width_mm = panel.width_mm * width / 1024;
    panel.height_mm = panel.height_mm * height / 600;
    metrics_ = metrics_for(panel, width, height, large_text);
  }

  Frame draw(const Draw& draw, hal::Millis at = hal::Millis{0}) {
    const Palette& colours = palette(theme_);
    Canvas& canvas = renderer_->begin(width_, height_, colours.page.top);
    tree.clear();
    ScreenContext ctx{canvas, tree, colours, metrics_, canvas.area()};
    ctx.now = hal::Monotonic{at};
    ctx.pressed = pressed;
    ctx.rtl = renderer_->text().rtl();
    draw(ctx);
    again_in = ctx.again_in();
    marks = canvas.text_marks();
    return renderer_->end();
  }

  Renderer& renderer() { return *renderer_; }
  const Metrics& metrics() const { return metrics_; }

  SemanticTree tree;
  std::string pressed;
  std::optional<hal::Millis> again_in;
  std::vector<TextMark> marks;

 private:
  int width_;
  int height_;
  ThemeChoice theme_;
  std::unique_ptr<Renderer> renderer_;
  Metrics metrics_;
};

inline std::vector<std::uint32_t> copy_of(const hal::FrameView& view) {
  return {view.pixels.begin(), view.pixels.end()};
}

// Every widget once, in the colours and sizes of the product.
void draw_sample_sheet(ScreenContext& ctx);

}  // namespace kerb::kiosk::ui
