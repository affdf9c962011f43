// What a screen draws on and speaks with, for one frame: the toolkit's context, the snapshot, and
// the words of the driver's language. `body` is what the frame (header, footer) has left for the
// screen.
#pragma once

#include <string>

#include "kiosk/screens/texts/language.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/ui/widgets.hpp"

namespace kerb::kiosk {

struct Page {
  ui::ScreenContext& ctx;
  const Snapshot& snapshot;
  const Languages& languages;
  const Language& language;
  ui::Rect body;
  bool unrolled = false;  // a part of a long page: nothing shrinks, nothing is left out

  const ui::Metrics& metrics() const { return ctx.metrics; }
  const ui::Palette& palette() const { return ctx.palette; }
  const Formats& formats() const { return language.formats; }
  bool portrait() const { return ctx.metrics.portrait(); }
  bool large() const { return ctx.metrics.large_text; }
  // Everything stands at the foot of the panel, for who is seated.
  bool low() const { return snapshot.preferences.low_reach && metrics().reach > 0; }
  // What does not fit moves under the finger, so what must always be seen stands still.
  bool may_move() const { return large() || low(); }
  std::string say(TextId id, std::initializer_list<TextArgument> arguments = {}) const {
    return language.say(id, arguments);
  }
};

}  // namespace kerb::kiosk
