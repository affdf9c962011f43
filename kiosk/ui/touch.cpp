#include "kiosk/ui/touch.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk::ui {
namespace {

constexpr hal::Millis kLongPress{600};
constexpr hal::Millis kPalm{10'000};    // who rests this long does not mean anything
constexpr hal::Millis kRainWindow{50};  // three contacts within it are rain
constexpr std::size_t kRainContacts = 3;
constexpr hal::Millis kGlideStep{16};
constexpr float kGlidePerSecond = 0.02F;  // share of the speed that is left after a second
constexpr float kGlideEnds = 20.0F;       // pixels per second
constexpr float kSlopMm = 2.2F;           // 10 px on a panel of 4.6 px/mm
constexpr float kHitSlopMm = 1.0F;        // half the least gap between targets

float seconds(hal::Millis span) {
  return static_cast<float>(span.count()) / 1000.0F;
}

float length(Point p) {
  return std::sqrt(p.x * p.x + p.y * p.y);
}

}  // namespace

TouchRecogniser::TouchRecogniser(float px_per_mm)
    : slop_(kSlopMm * px_per_mm), hit_slop_(kHitSlopMm * px_per_mm) {}

void TouchRecogniser::set_pressed(std::string name, std::vector<Gesture>& out) {
  if (name == pressed_) return;
  pressed_ = std::move(name);
  out.emplace_back(PressedChanged{});
}

void TouchRecogniser::ignore(std::int64_t finger) {
  constexpr std::size_t kMost = 32;  // a panel that never reports lifting must not fill the memory
  if (ignored_.size() >= kMost) ignored_.erase(ignored_.begin());
  ignored_.push_back(finger);
}

bool TouchRecogniser::is_rain(hal::Monotonic now) {
  std::erase_if(recent_downs_, [&](hal::Monotonic at) { return now - at > kRainWindow; });
  recent_downs_.push_back(now);
  return recent_downs_.size() >= kRainContacts;
}

std::vector<Gesture> TouchRecogniser::down(const hal::Touch& touch, hal::Monotonic now,
                                           const SemanticTree& tree) {
  std::vector<Gesture> out;
  glide_last_.reset();
  if (is_rain(now)) {
    if (finger_) {
      finger_->spent = true;
      set_pressed({}, out);
    }
    ignore(touch.finger);
    return out;
  }
  if (finger_ && finger_->id != touch.finger) {  // a second finger
    ignore(touch.finger);
    return out;
  }
  finger_.reset();  // the same finger again: its lifting got lost
  const Point at{touch.x, touch.y};
  Finger finger;
  finger.id = touch.finger;
  finger.start = finger.last = at;
  finger.down = finger.moved = now;
  finger_ = finger;
  out.emplace_back(Touching{});
  const Element* element = tree.hit(at, hit_slop_);
  set_pressed(element != nullptr ? element->name : std::string(), out);
  return out;
}

std::vector<Gesture> TouchRecogniser::move(const hal::Touch& touch, hal::Monotonic now,
                                           const SemanticTree& tree) {
  std::vector<Gesture> out;
  if (!finger_ || finger_->id != touch.finger) return out;
  Finger& f = *finger_;
  const Point at{touch.x, touch.y};
  const Point step{at.x - f.last.x, at.y - f.last.y};
  if (!f.dragging && length({at.x - f.start.x, at.y - f.start.y}) > slop_) {
    f.dragging = !f.spent;
    // A finger that slides within a large button still means it; one that leaves it does not, and
    // one that moves the page with the button on it does not, either.
    const Element* element = pressed_.empty() ? nullptr : tree.find(pressed_);
    if (element == nullptr || element->view || !element->bounds.contains(at)) {
      f.spent = true;
      set_pressed({}, out);
    }
  }
  if (f.dragging) {
    const Element* element = pressed_.empty() ? nullptr : tree.find(pressed_);
    if (element != nullptr && !element->bounds.contains(at)) {
      f.spent = true;
      set_pressed({}, out);
    }
    const float dt = std::max(0.001F, seconds(now - f.moved));
    f.vx = 0.6F * f.vx + 0.4F * step.x / dt;
    f.vy = 0.6F * f.vy + 0.4F * step.y / dt;
    out.emplace_back(Dragged{step.x, step.y});
  }
  f.last = at;
  f.moved = now;
  return out;
}

std::vector<Gesture> TouchRecogniser::up(const hal::Touch& touch, hal::Monotonic now,
                                         const SemanticTree& tree) {
  std::vector<Gesture> out;
  std::erase(ignored_, touch.finger);
  if (!finger_ || finger_->id != touch.finger) return out;
  const Finger f = *finger_;
  finger_.reset();
  const std::string name = pressed_;
  set_pressed({}, out);
  if (touch.phase == hal::Touch::Phase::cancel) return out;
  if (!f.spent && !name.empty()) {
    const Element* element = tree.find(name);
    if (element != nullptr && element->enabled && element->touchable) {
      out.emplace_back(Activated{element->name, element->action});
      return out;
    }
  }
  constexpr hal::Millis kStill{80};  // a finger that rested before it left does not throw
  if (f.dragging && now - f.moved < kStill && length({f.vx, f.vy}) > kGlideEnds) {
    glide_velocity_ = {f.vx, f.vy};
    glide_last_ = now;
  }
  return out;
}

std::vector<Gesture> TouchRecogniser::on_touch(const hal::Touch& touch, hal::Monotonic now,
                                               const SemanticTree& tree) {
  if (!std::isfinite(touch.x) || !std::isfinite(touch.y)) return {};
  switch (touch.phase) {
    case hal::Touch::Phase::down:
      std::erase(ignored_, touch.finger);
      return down(touch, now, tree);
    case hal::Touch::Phase::move:
      return move(touch, now, tree);
    case hal::Touch::Phase::up:
    case hal::Touch::Phase::cancel:
      return up(touch, now, tree);
  }
  return {};
}

std::vector<Gesture> TouchRecogniser::on_time(hal::Monotonic now, const SemanticTree& tree) {
  std::vector<Gesture> out;
  if (finger_) {
    Finger& f = *finger_;
    if (!f.spent && !f.dragging && !f.long_reported && now - f.down >= kLongPress) {
      // It stays a press: whoever has slow fingers still activates the button when they lift.
      f.long_reported = true;
      out.emplace_back(
          LongPressed{tree.find(pressed_) != nullptr ? pressed_ : std::string(), f.last});
    } else if (now - f.moved >= kPalm) {
      ignore(f.id);
      finger_.reset();
      set_pressed({}, out);
    }
  }
  if (glide_last_ && now > *glide_last_) {
    const float dt = seconds(std::min<hal::Millis>(now - *glide_last_, hal::Millis{100}));
    out.emplace_back(Dragged{glide_velocity_.x * dt, glide_velocity_.y * dt});
    const float left = std::pow(kGlidePerSecond, dt);
    glide_velocity_ = {glide_velocity_.x * left, glide_velocity_.y * left};
    glide_last_ = now;
    if (length(glide_velocity_) < kGlideEnds) glide_last_.reset();
  }
  return out;
}

std::optional<hal::Monotonic> TouchRecogniser::wake_at() const {
  std::optional<hal::Monotonic> at;
  const auto sooner = [&](hal::Monotonic other) { at = at ? std::min(*at, other) : other; };
  if (glide_last_) sooner(*glide_last_ + kGlideStep);
  if (finger_) {
    if (!finger_->spent && !finger_->dragging && !finger_->long_reported)
      sooner(finger_->down + kLongPress);
    sooner(finger_->moved + kPalm);
  }
  return at;
}

void TouchRecogniser::forget() {
  if (finger_) finger_->spent = true;
  pressed_.clear();
  glide_last_.reset();
}

}  // namespace kerb::kiosk::ui
