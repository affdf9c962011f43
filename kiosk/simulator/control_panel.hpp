// The window of whoever plays the world: it draws the panel, follows the mouse, and does to the
// world what was touched. It owns no window itself: frames go out and events come in, so that the
// same panel is drawn headless in a test.
//
// UI thread only.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "hal/display.hpp"
#include "hal/error.hpp"
#include "kiosk/simulator/control_panel_model.hpp"
#include "kiosk/ui/renderer.hpp"
#include "kiosk/ui/semantic_tree.hpp"
#include "kiosk/ui/touch.hpp"

namespace kerb::kiosk {

class ControlPanel {
 public:
  static constexpr int kWidth = 480;  // the size to open its window with
  static constexpr int kHeight = 900;

  // Errors: those of ui::Renderer::create().
  static hal::Result<std::unique_ptr<ControlPanel>> create(WorldControls world,
                                                           ThemeChoice theme = ThemeChoice::light);

  // The panel for this state; `state.log` is left aside, the panel keeps its own.
  ui::Frame draw(const PanelState& state, int width, int height, hal::Monotonic now);
  // An event of its window. Returns whether a new frame should be drawn.
  bool handle(const hal::DisplayEvent& event, hal::Monotonic now);
  // Time went by: call it when wake_at() says. Returns whether a new frame should be drawn.
  bool on_time(hal::Monotonic now);
  std::optional<hal::Monotonic> wake_at() const { return touch_.wake_at(); }

  // A line of the log, stamped with the station time of the last drawn state: "Session K7F3:
  // charging". The last 200 are kept.
  void say(std::string text);

  // Of the last frame.
  const ui::SemanticTree& tree() const { return tree_; }

 private:
  ControlPanel(WorldControls world, ThemeChoice theme, std::unique_ptr<ui::Renderer> renderer);
  bool follow(const std::vector<ui::Gesture>& gestures);
  void note(std::string text, bool by_world);
  void scroll_by(float pixels);

  WorldControls world_;
  ThemeChoice theme_;
  std::unique_ptr<ui::Renderer> renderer_;
  ui::SemanticTree tree_;
  ui::TouchRecogniser touch_;
  PanelModel model_;
  std::deque<PanelState::LogLine> log_;
  float scroll_ = 0;
  float content_ = 0;  // height of all there is
  float window_ = 0;   // height of what is seen
};

}  // namespace kerb::kiosk
