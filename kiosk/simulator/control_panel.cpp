#include "kiosk/simulator/control_panel.hpp"

#include <algorithm>
#include <utility>

#include "kiosk/simulator/control_panel_view.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::size_t kMostLines = 200;
constexpr float kDeskPixelsPerMm = 3.8F;  // 96 pixels an inch
constexpr float kKeyStep = 120;

}  // namespace

hal::Result<std::unique_ptr<ControlPanel>> ControlPanel::create(WorldControls world,
                                                                ThemeChoice theme) {
  auto renderer = ui::Renderer::create();
  if (!renderer) return tl::make_unexpected(renderer.error());
  return std::unique_ptr<ControlPanel>(
      new ControlPanel(std::move(world), theme, std::move(*renderer)));
}

ControlPanel::ControlPanel(WorldControls world, ThemeChoice theme,
                           std::unique_ptr<ui::Renderer> renderer)
    : world_(std::move(world)),
      theme_(theme),
      renderer_(std::move(renderer)),
      touch_(kDeskPixelsPerMm) {}

ui::Frame ControlPanel::draw(const PanelState& state, int width, int height, hal::Monotonic now) {
  model_ = make_panel(state);
  model_.log.assign(log_.begin(), log_.end());
  const ui::Palette& palette = ui::palette(theme_);
  const ui::Metrics metrics = panel_metrics(width, height);
  window_ = static_cast<float>(height);
  scroll_by(0);
  ui::Canvas& canvas = renderer_->begin(width, height, palette.page.top);
  tree_.clear();
  ui::ScreenContext ctx{.canvas = canvas,
                        .tree = tree_,
                        .palette = palette,
                        .metrics = metrics,
                        .area = canvas.area(),
                        .now = now,
                        .pressed = touch_.pressed(),
                        .focused = {},
                        .rtl = false,
                        .still = true};
  content_ = draw_panel(model_, ctx, scroll_);
  return renderer_->end();
}

bool ControlPanel::handle(const hal::DisplayEvent& event, hal::Monotonic now) {
  if (const auto* touch = std::get_if<hal::Touch>(&event)) {
    return follow(touch_.on_touch(*touch, now, tree_));
  }
  if (const auto* key = std::get_if<hal::Key>(&event)) {
    if (key->meaning == hal::Key::Meaning::next) return scroll_by(kKeyStep), true;
    if (key->meaning == hal::Key::Meaning::previous) return scroll_by(-kKeyStep), true;
  }
  return std::holds_alternative<hal::Resized>(event);
}

bool ControlPanel::on_time(hal::Monotonic now) {
  return follow(touch_.on_time(now, tree_));
}

bool ControlPanel::follow(const std::vector<ui::Gesture>& gestures) {
  bool changed = false;
  for (const ui::Gesture& gesture : gestures) {
    if (const auto* dragged = std::get_if<ui::Dragged>(&gesture)) scroll_by(-dragged->dy);
    changed = changed || !std::holds_alternative<ui::Touching>(gesture);
    const auto* activated = std::get_if<ui::Activated>(&gesture);
    if (activated == nullptr) continue;
    if (const PanelControl* control = model_.find(activated->name)) {
      // A copy: what the world does may ask for a new frame, and with it a new model.
      const PanelAction action = control->action;
      note(statement_of(action), true);
      carry_out(action, world_);
    }
  }
  return changed;
}

void ControlPanel::say(std::string text) {
  note(std::move(text), false);
}

void ControlPanel::note(std::string text, bool by_world) {
  if (log_.size() == kMostLines) log_.pop_front();
  log_.push_back({model_.station_time, std::move(text), by_world});
}

void ControlPanel::scroll_by(float pixels) {
  scroll_ = std::clamp(scroll_ + pixels, 0.0F, std::max(0.0F, content_ - window_));
}

}  // namespace kerb::kiosk
