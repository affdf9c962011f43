#include "kiosk/screens/parts/reader_lights.hpp"

#include <algorithm>

namespace kerb::kiosk {

void reader_lights(Page& page, ui::Rect& box, std::string_view name, hal::Lights lights) {
  const float lamps = std::min(page.metrics().target * 0.5F, box.h * 0.14F);
  const std::string means = page.say("tap.reader"_text);
  ui::contactless_lights(
      page.ctx, box.cut_top(lamps, page.metrics().tight),
      {.name = name, .means = means, .lights = lights, .since = page.ctx.shown_since});
}

}  // namespace kerb::kiosk
