#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

float ScreenContext::phase(hal::Millis period) const {
  if (still || period.count() <= 0) return 0;
  const auto at = now.time_since_epoch().count() % period.count();
  return static_cast<float>(at) / static_cast<float>(period.count());
}

}  // namespace kerb::kiosk::ui
