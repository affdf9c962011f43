// SDL's events in the kiosk's own words. Pure, so that it is tested without a window.
#pragma once

#include <SDL_events.h>

#include <optional>

#include "hal/display.hpp"

namespace kerb::kiosk {

// Nothing for what the kiosk does not care about (mouse events: SDL also reports the mouse as a
// finger). Positions are scaled to the window's `width` × `height`.
std::optional<hal::DisplayEvent> display_event(const SDL_Event& event, int width, int height);

// The window an event is for; 0 when it is for all.
std::uint32_t window_of(const SDL_Event& event);

}  // namespace kerb::kiosk
