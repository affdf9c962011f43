#include "kiosk/presenters/sdl_windows.hpp"

#include <SDL.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>

#include "kiosk/presenters/sdl_events.hpp"

namespace kerb::kiosk {
namespace {

class Window;

// SDL itself, its one event queue, and the windows that are open.
class Desk {
 public:
  explicit Desk(int wake_fd) : wake_fd_(wake_fd) {}
  ~Desk() {
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    ::close(wake_fd_);
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  void enter(Window* window) { windows_.push_back(window); }
  void leave(Window* window) { std::erase(windows_, window); }
  // Until an event has come for any window, wake() was called, or the time is over.
  void wait(hal::Millis timeout);
  void wake() const {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the waiter wakes anyway.
    [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof one);
  }

 private:
  bool pump();
  bool woken_within(hal::Millis span) const;

  int wake_fd_;
  std::vector<Window*> windows_;
  std::chrono::steady_clock::time_point last_event_{};
};

class Window final : public hal::Display {
 public:
  Window(std::shared_ptr<Desk> desk, SDL_Window* window) : desk_(std::move(desk)), window_(window) {
    SDL_GetWindowSize(window_, &width_, &height_);
    desk_->enter(this);
  }
  ~Window() override {
    desk_->leave(this);
    SDL_DestroyWindow(window_);
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  int width() const override { return width_; }
  int height() const override { return height_; }
  void present(const hal::FrameView& frame, hal::PixelRect damage) override;
  std::optional<hal::DisplayEvent> wait(hal::Millis timeout) override {
    if (events_.empty()) desk_->wait(timeout);
    if (events_.empty()) return std::nullopt;
    const hal::DisplayEvent event = events_.front();
    events_.pop_front();
    return event;
  }
  void wake() override { desk_->wake(); }

  std::uint32_t id() const { return SDL_GetWindowID(window_); }
  bool has_events() const { return !events_.empty(); }
  // True when it became an event.
  bool take(const SDL_Event& event);

 private:
  static void copy(const hal::FrameView& frame, const hal::PixelRect& box, SDL_Surface& surface);

  std::shared_ptr<Desk> desk_;
  SDL_Window* window_;
  int width_ = 0;
  int height_ = 0;
  const SDL_Surface* surface_before_ = nullptr;
  const void* pixels_before_ = nullptr;
  std::deque<hal::DisplayEvent> events_;
};

bool Window::take(const SDL_Event& event) {
  if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_EXPOSED) {
    // The desk lost what was shown. The surface still has it, unless the size changed as well.
    if (surface_before_ != nullptr && SDL_GetWindowSurface(window_) == surface_before_)
      SDL_UpdateWindowSurface(window_);
    return false;
  }
  const auto own = display_event(event, width_, height_);
  if (!own) return false;
  if (const auto* resized = std::get_if<hal::Resized>(&*own)) {
    width_ = resized->width;
    height_ = resized->height;
    surface_before_ = nullptr;
  }
  // A dragged edge or finger makes events faster than frames; only the last place counts.
  if (!events_.empty() && own->index() == events_.back().index()) {
    if (std::holds_alternative<hal::Resized>(*own))
      events_.pop_back();
    else if (const auto* now = std::get_if<hal::Touch>(&*own)) {
      const auto& before = std::get<hal::Touch>(events_.back());
      const bool both_move =
          now->phase == hal::Touch::Phase::move && before.phase == hal::Touch::Phase::move;
      if (both_move && now->finger == before.finger) events_.pop_back();
    }
  }
  events_.push_back(*own);
  return true;
}

void Window::copy(const hal::FrameView& frame, const hal::PixelRect& box, SDL_Surface& surface) {
  const auto from = [&](int y) {
    return frame.pixels.data() + static_cast<std::ptrdiff_t>(y) * frame.width + box.left;
  };
  const auto to = [&](int y) {
    return static_cast<std::uint8_t*>(surface.pixels) +
           static_cast<std::ptrdiff_t>(y) * surface.pitch +
           static_cast<std::ptrdiff_t>(box.left) * surface.format->BytesPerPixel;
  };
  const int width = box.right - box.left;
  const bool red_in_the_middle = surface.format->BytesPerPixel == 4 &&
                                 surface.format->Rmask == 0x00FF0000U &&
                                 surface.format->Bmask == 0x000000FFU;
  if (!red_in_the_middle) {
    SDL_ConvertPixels(width, box.bottom - box.top, SDL_PIXELFORMAT_ABGR8888, from(box.top),
                      frame.width * 4, surface.format->format, to(box.top), surface.pitch);
    return;
  }
  for (int y = box.top; y < box.bottom; ++y) {
    const std::uint32_t* source = from(y);
    auto* target = reinterpret_cast<std::uint32_t*>(to(y));
    for (int x = 0; x < width; ++x) {
      const std::uint32_t pixel = source[x];
      target[x] = (pixel & 0xFF00FF00U) | (pixel & 0xFFU) << 16U | (pixel >> 16U & 0xFFU);
    }
  }
}

void Window::present(const hal::FrameView& frame, hal::PixelRect damage) {
  SDL_Surface* surface = SDL_GetWindowSurface(window_);
  if (surface == nullptr) return;  // minimised or going away; the next frame is drawn whole
  if (surface != surface_before_ || surface->pixels != pixels_before_)
    damage = {0, 0, frame.width, frame.height};
  surface_before_ = surface;
  pixels_before_ = surface->pixels;
  damage.left = std::max(damage.left, 0);
  damage.top = std::max(damage.top, 0);
  damage.right = std::min({damage.right, frame.width, surface->w});
  damage.bottom = std::min({damage.bottom, frame.height, surface->h});
  if (damage.empty()) return;
  copy(frame, damage, *surface);
  const SDL_Rect changed{damage.left, damage.top, damage.right - damage.left,
                         damage.bottom - damage.top};
  SDL_UpdateWindowSurfaceRects(window_, &changed, 1);
}

bool Desk::pump() {
  bool any = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    const std::uint32_t id = window_of(event);
    for (Window* window : windows_) {
      if (id == 0 || window->id() == id) any = window->take(event) || any;
    }
  }
  if (any) last_event_ = std::chrono::steady_clock::now();
  return any || std::any_of(windows_.begin(), windows_.end(),
                            [](const Window* w) { return w->has_events(); });
}

bool Desk::woken_within(hal::Millis span) const {
  pollfd waiting{wake_fd_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(0, span.count()))) <= 0)
    return false;
  std::uint64_t count = 0;
  return ::read(wake_fd_, &count, sizeof count) == static_cast<ssize_t>(sizeof count);
}

void Desk::wait(hal::Millis timeout) {
  using Clock = std::chrono::steady_clock;
  // SDL cannot wait without spinning on a board (KMS, evdev), so it is asked in steps: short ones
  // while somebody is there, longer ones while nobody is.
  constexpr hal::Millis kActiveStep{8};
  constexpr hal::Millis kIdleStep{30};
  constexpr hal::Seconds kActiveFor{5};
  const auto deadline = Clock::now() + timeout;
  for (;;) {
    if (pump()) return;
    const auto now = Clock::now();
    const auto left = std::chrono::ceil<hal::Millis>(deadline - now);
    const hal::Millis step = now - last_event_ < kActiveFor ? kActiveStep : kIdleStep;
    if (woken_within(std::min(left, step))) {
      pump();
      return;
    }
    if (Clock::now() >= deadline) {
      pump();
      return;
    }
  }
}

class Windows final : public SdlWindows {
 public:
  explicit Windows(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
  hal::Result<std::unique_ptr<hal::Display>> open(const Wish& wish) override;
  hal::PixelRect room() const override {
    SDL_Rect room{};
    if (SDL_GetDisplayUsableBounds(0, &room) != 0) return {};
    return {room.x, room.y, room.x + room.w, room.y + room.h};
  }
  void wait_any(hal::Millis timeout) override { desk_->wait(timeout); }
  void wake() override { desk_->wake(); }

 private:
  std::shared_ptr<Desk> desk_;
};

hal::Result<std::unique_ptr<hal::Display>> Windows::open(const Wish& wish) {
  Uint32 flags = SDL_WINDOW_SHOWN;
  if (wish.resizable) flags |= SDL_WINDOW_RESIZABLE;
  if (wish.whole_screen) flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
  const int x = wish.x.value_or(static_cast<int>(SDL_WINDOWPOS_UNDEFINED));
  const int y = wish.y.value_or(static_cast<int>(SDL_WINDOWPOS_UNDEFINED));
  SDL_Window* window = SDL_CreateWindow(wish.title.c_str(), x, y, wish.width, wish.height, flags);
  if (window == nullptr) {
    return hal::failure(
        "display.no_window",
        fmt::format("opening a window of {} × {}: {}", wish.width, wish.height, SDL_GetError()),
        "check the display, or play a journey without a window (kerb simulate --journey FILE)");
  }
  if (wish.whole_screen) SDL_ShowCursor(SDL_DISABLE);
  return std::make_unique<Window>(desk_, window);
}

}  // namespace

hal::Result<std::unique_ptr<SdlWindows>> SdlWindows::create(const std::string& driver) {
  if (!driver.empty()) SDL_SetHint(SDL_HINT_VIDEODRIVER, driver.c_str());
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION,
              "0");                               // else SDL puts a GL texture behind the surface
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "1");  // a mouse is a finger
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");  // and a finger is no mouse
  SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");  // the touch that wakes a window counts
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
    return hal::failure(
        "display.unavailable", fmt::format("opening the display: {}", SDL_GetError()),
        "set DISPLAY or WAYLAND_DISPLAY on a desk; on a board, the user needs the groups video, "
        "render and input");
  }
  const int wake_fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) {
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return hal::failure("display.unavailable",
                        fmt::format("making an eventfd: {}", std::strerror(errno)),
                        "raise the limit of open files (ulimit -n)");
  }
  return std::make_unique<Windows>(std::make_shared<Desk>(wake_fd));
}

}  // namespace kerb::kiosk
