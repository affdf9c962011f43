#include "kiosk/runtime/driver_screen.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/screens/screens.hpp"
#include "kiosk/ui/screen_context.hpp"
#include "kiosk/ui/theme.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk {
namespace {

using payment::saga_steps::Match;

constexpr hal::Millis kNothingMoves{60'000};

float px_per_mm(const DisplayConfig& panel, const hal::Display& display) {
  return ui::metrics_for(panel, display.width(), display.height(), false).px_per_mm;
}

struct Moment {
  hal::Monotonic now{};
  std::string_view pressed;
  std::string_view focused;
  bool still = false;
  ui::Point offset = {};
  ui::Scroll* scroll = nullptr;
  hal::Monotonic shown_since = {};
};

// A panel that shows the same edges for years keeps a shadow of them. Within 16 minutes the page
// goes once round a circle that no eye notices.
ui::Point wandered(hal::Monotonic now) {
  constexpr hal::Minutes kStay{2};
  constexpr std::array<ui::Point, 8> kPlaces{
      {{0, 0}, {1, 0}, {2, 1}, {2, 2}, {1, 2}, {0, 2}, {-1, 1}, {-1, 0}}};
  const auto step = now.time_since_epoch() / kStay;
  return kPlaces[static_cast<std::size_t>(step) % kPlaces.size()];
}

// Whoever comes to another page begins at its top.
bool is_another_page(const Snapshot& before, const Snapshot& now) {
  if (before.screen.index() != now.screen.index() ||
      before.preferences.locale != now.preferences.locale ||
      before.preferences.large_text != now.preferences.large_text) {
    return true;
  }
  const auto* help = std::get_if<HelpModel>(&now.screen);
  return help != nullptr && help->topic != std::get<HelpModel>(before.screen).topic;
}

// One frame from a snapshot; says when something on it moves next.
std::optional<hal::Millis> draw_frame_of(ui::Renderer& renderer, ui::SemanticTree& tree,
                                         const Snapshot& snapshot, const Languages& languages,
                                         const ui::Metrics& metrics, const Moment& moment) {
  const ui::Palette& palette = ui::palette(snapshot.preferences.theme);
  renderer.text().set_locale(snapshot.preferences.locale);
  ui::Canvas& canvas = renderer.begin(static_cast<int>(metrics.width),
                                      static_cast<int>(metrics.height), palette.page.top);
  tree.clear();
  ui::ScreenContext context{
      .canvas = canvas,
      .tree = tree,
      .palette = palette,
      .metrics = metrics,
      .area = {moment.offset.x, moment.offset.y, metrics.width, metrics.height},
      .now = moment.now,
      .shown_since = moment.shown_since,
      .pressed = moment.pressed,
      .focused = moment.focused,
      .rtl = renderer.text().rtl(),
      .turned = renderer.text().rtl() != snapshot.preferences.other_hand,
      .still = moment.still,
      .scroll = moment.scroll};
  draw_screen(snapshot, languages, context);
  return context.again_in();
}

}  // namespace

hal::Result<std::unique_ptr<DriverScreen>> DriverScreen::create(hal::Display& display,
                                                                const Languages& languages,
                                                                DriverScreenOptions options) {
  auto renderer = ui::Renderer::create();
  if (!renderer) return tl::make_unexpected(renderer.error());
  return std::unique_ptr<DriverScreen>(
      new DriverScreen(display, languages, std::move(options), std::move(*renderer)));
}

DriverScreen::DriverScreen(hal::Display& display, const Languages& languages,
                           DriverScreenOptions options, std::unique_ptr<ui::Renderer> renderer)
    : display_(display),
      languages_(languages),
      options_(std::move(options)),
      renderer_(std::move(renderer)),
      touch_(px_per_mm(options_.panel, display)) {
  if (options_.voice != nullptr) narrator_.emplace(*options_.voice, languages_, options_.volume);
}

bool DriverScreen::due(const std::shared_ptr<const Snapshot>& snapshot, hal::Monotonic now) const {
  return dirty_ || snapshot != shown_ || (again_at_ && now >= *again_at_);
}

void DriverScreen::draw(const std::shared_ptr<const Snapshot>& snapshot, hal::Monotonic now) {
  if (touch_.wake_at() && now >= *touch_.wake_at()) react(touch_.on_time(now, tree_));
  if (!snapshot || !due(snapshot, now)) return;
  const bool another_screen = shown_ && shown_->screen.index() != snapshot->screen.index();
  if (!shown_ || another_screen) shown_since_ = now;
  if (another_screen) {
    touch_.forget();
    focused_.clear();
    const bool moves = !options_.still && !snapshot->preferences.less_motion;
    if (moves) transition_.begin(renderer_->view(), now);
  }
  if (shown_ && is_another_page(*shown_, *snapshot)) scroll_ = {};
  if (snapshot != shown_) scroll_.heights.clear();
  shown_ = snapshot;
  dirty_ = false;
  paint(*snapshot, now);
}

void DriverScreen::paint(const Snapshot& snapshot, hal::Monotonic now) {
  const ui::Metrics metrics = ui::metrics_for(options_.panel, display_.width(), display_.height(),
                                              snapshot.preferences.large_text);
  const Moment moment{now,
                      touch_.pressed(),
                      focused_,
                      options_.still || snapshot.preferences.less_motion,
                      options_.wander ? wandered(now) : ui::Point{},
                      &scroll_,
                      shown_since_};
  scroll_.most = 0;  // a page that is longer says so
  const auto again = draw_frame_of(*renderer_, tree_, snapshot, languages_, metrics, moment);
  again_at_ = again ? std::optional(now + *again) : std::nullopt;
  const ui::Frame frame = renderer_->end();
  if (scroll_.most <= 0) scroll_.at = 0;
  ++frames_drawn_;
  if (narrator_) narrator_->look(snapshot, tree_, focused_, now);
  show(frame, now);
}

void DriverScreen::show(const ui::Frame& frame, hal::Monotonic now) {
  const hal::PixelRect whole{0, 0, frame.view.width, frame.view.height};
  if (transition_.active(now)) {
    display_.present(transition_.mixed(frame.view, now), whole);
    const auto next = now + ui::Transition::kStep;
    again_at_ = again_at_ ? std::min(*again_at_, next) : next;
  } else if (transition_.just_over(now)) {
    display_.present(frame.view, whole);
  } else if (!frame.damage.empty()) {
    display_.present(frame.view, frame.damage);
  }
}

hal::Millis DriverScreen::idle_for(hal::Monotonic now) const {
  if (dirty_) return hal::Millis{0};
  hal::Millis idle = kNothingMoves;
  if (again_at_) idle = std::min(idle, std::max(hal::Millis{0}, *again_at_ - now));
  if (touch_.wake_at()) idle = std::min(idle, std::max(hal::Millis{0}, *touch_.wake_at() - now));
  return idle;
}

void DriverScreen::handle(const hal::DisplayEvent& event, hal::Monotonic now) {
  std::visit(Match{[&](const hal::Touch& touch) { react(touch_.on_touch(touch, now, tree_)); },
                   [&](const hal::Resized&) {
                     scroll_ = {};
                     renderer_->invalidate();
                     dirty_ = true;
                   },
                   [&](const hal::CloseRequested&) { closed_ = true; },
                   [&](const hal::Key& key) { press_key(key.meaning, now); },
                   [&](const hal::Headset& headset) {
                     options_.act(Touched{});
                     if (narrator_ && shown_) {
                       narrator_->headset(headset.plugged, *shown_, tree_, now);
                     }
                   }},
             event);
}

void DriverScreen::react(const std::vector<ui::Gesture>& gestures) {
  for (const ui::Gesture& gesture : gestures) {
    std::visit(
        Match{[&](const ui::Touching&) { options_.act(Touched{}); },
              [&](const ui::PressedChanged&) { dirty_ = true; },
              [&](const ui::Activated& it) { activate(it.name, it.action); },
              [](const ui::LongPressed&) {}, [&](const ui::Dragged& it) { scroll_by(-it.dy); }},
        gesture);
  }
}

// The tactile keys walk what can be touched, in reading order.
void DriverScreen::press_key(hal::Key::Meaning meaning, hal::Monotonic now) {
  options_.act(Touched{});
  dirty_ = true;
  if (narrator_ && shown_ && narrator_->heed(meaning, *shown_, tree_, now)) return;
  // The keys go where a page hides something, and the page follows; they need no button for that.
  auto elements = tree_.stops();
  std::erase_if(elements, [](const ui::Element* element) {
    return element->action && std::holds_alternative<ScrollPage>(*element->action);
  });
  const auto at = std::find_if(elements.begin(), elements.end(), [&](const ui::Element* element) {
    return element->name == focused_;
  });
  const auto count = static_cast<std::ptrdiff_t>(elements.size());
  if (meaning == hal::Key::Meaning::back) return options_.act(Back{});
  if (meaning == hal::Key::Meaning::help) return options_.act(OpenHelp{});
  if (count == 0) return;
  if (meaning == hal::Key::Meaning::activate) {
    if (at != elements.end()) activate((*at)->name, (*at)->action);
    if (at == elements.end() && narrator_ && shown_) narrator_->ask_to_choose(*shown_);
    return;
  }
  if (meaning != hal::Key::Meaning::next && meaning != hal::Key::Meaning::previous) return;
  const bool forward = meaning == hal::Key::Meaning::next;
  std::ptrdiff_t index = forward ? 0 : count - 1;
  if (at != elements.end()) index = (at - elements.begin() + (forward ? 1 : count - 1)) % count;
  const ui::Element& stop = *elements[static_cast<std::size_t>(index)];
  focused_ = stop.name;
  bring_into_view(stop);
}

void DriverScreen::scroll_by(float pixels) {
  const float to = std::clamp(scroll_.at + pixels, 0.0F, scroll_.most);
  if (to == scroll_.at) return;
  scroll_.at = to;
  dirty_ = true;
}

void DriverScreen::bring_into_view(const ui::Element& element) {
  if (!element.view) return;
  const ui::Rect& view = *element.view;
  if (element.bounds.y < view.y) return scroll_by(element.bounds.y - view.y);
  const float below = element.bounds.bottom() - view.bottom();
  if (below > 0) scroll_by(std::min(below, element.bounds.y - view.y));
}

void DriverScreen::activate(const std::string& name, const std::optional<Intent>& action) {
  const ui::Element* element = tree_.find(name);
  if (element == nullptr || !element->enabled || !action) return;
  if (options_.speaker != nullptr) options_.speaker->play(hal::Beep::touch);
  if (const auto* scroll = std::get_if<ScrollPage>(&*action)) {
    return scroll_by(scroll->down ? scroll_.step : -scroll_.step);
  }
  options_.act(*action);
}

void draw_still(ui::Renderer& renderer, ui::SemanticTree& tree, const Snapshot& snapshot,
                const Languages& languages, const DisplayConfig& panel, int width, int height) {
  const ui::Metrics metrics =
      ui::metrics_for(panel, width, height, snapshot.preferences.large_text);
  draw_frame_of(renderer, tree, snapshot, languages, metrics,
                {.now = snapshot.at, .pressed = {}, .focused = {}, .still = true});
  renderer.end();
}

}  // namespace kerb::kiosk
