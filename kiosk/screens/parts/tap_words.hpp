// What a tap came to, in words and with a picture of its own: on the page that waits for a card, and
// wherever else a card was held to the reader and could not be used.
#pragma once

#include <string>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct TapWords {
  std::string title;
  std::string text;
  ui::Icon icon = ui::Icon::none;  // none: all is well, the waves themselves
  ui::Tone tone = ui::Tone::neutral;
};

// `device_only_above`: the limit above which plastic is refused, when that is the matter; `scheme`:
// whose cards are not taken ("JCB"), when that is known; else empty.
TapWords tap_words(const Page& page, TapHint hint,
                   const std::optional<payment::Money>& device_only_above,
                   const std::string& scheme);

// The same for a tap that nobody had asked for.
TapWords tap_words(const Page& page, const StrayTap& tap);

}  // namespace kerb::kiosk
