#include "kiosk/presenters/sdl_events.hpp"

namespace kerb::kiosk {
namespace {

std::optional<hal::DisplayEvent> touch(const SDL_TouchFingerEvent& finger, hal::Touch::Phase phase,
                                       int width, int height) {
  hal::Touch out;
  out.phase = phase;
  // Two panels may number their fingers alike.
  out.finger =
      static_cast<std::int64_t>(finger.touchId) * 64 + static_cast<std::int64_t>(finger.fingerId);
  out.x = finger.x * static_cast<float>(width);
  out.y = finger.y * static_cast<float>(height);
  return out;
}

std::optional<hal::DisplayEvent> key(const SDL_KeyboardEvent& event) {
  using Meaning = hal::Key::Meaning;
  switch (event.keysym.sym) {
    case SDLK_TAB:
      return hal::Key{(event.keysym.mod & KMOD_SHIFT) != 0 ? Meaning::previous : Meaning::next};
    case SDLK_DOWN:
    case SDLK_RIGHT:
      return hal::Key{Meaning::next};
    case SDLK_UP:
    case SDLK_LEFT:
      return hal::Key{Meaning::previous};
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_SPACE:
      return hal::Key{Meaning::activate};
    case SDLK_ESCAPE:
    case SDLK_AC_BACK:
      return hal::Key{Meaning::back};
    case SDLK_F1:
    case SDLK_HELP:
      return hal::Key{Meaning::help};
    case SDLK_F2:
      return hal::Key{Meaning::speech};
    case SDLK_F3:
      return hal::Key{Meaning::repeat};
    case SDLK_F4:
    case SDLK_PAUSE:
      return hal::Key{Meaning::pause};
    case SDLK_F5:
    case SDLK_VOLUMEUP:
      return hal::Key{Meaning::volume};
    default:
      return std::nullopt;
  }
}

std::optional<hal::DisplayEvent> window(const SDL_WindowEvent& event) {
  if (event.event == SDL_WINDOWEVENT_SIZE_CHANGED) return hal::Resized{event.data1, event.data2};
  if (event.event == SDL_WINDOWEVENT_CLOSE) return hal::CloseRequested{};
  return std::nullopt;
}

}  // namespace

std::optional<hal::DisplayEvent> display_event(const SDL_Event& event, int width, int height) {
  switch (event.type) {
    case SDL_FINGERDOWN:
      return touch(event.tfinger, hal::Touch::Phase::down, width, height);
    case SDL_FINGERMOTION:
      return touch(event.tfinger, hal::Touch::Phase::move, width, height);
    case SDL_FINGERUP:
      return touch(event.tfinger, hal::Touch::Phase::up, width, height);
    case SDL_KEYDOWN:
      return key(event.key);
    case SDL_WINDOWEVENT:
      return window(event.window);
    case SDL_QUIT:
      return hal::CloseRequested{};
    default:
      return std::nullopt;
  }
}

std::uint32_t window_of(const SDL_Event& event) {
  switch (event.type) {
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
      return event.tfinger.windowID;
    case SDL_KEYDOWN:
      return event.key.windowID;
    case SDL_WINDOWEVENT:
      return event.window.windowID;
    default:
      return 0;
  }
}

}  // namespace kerb::kiosk
