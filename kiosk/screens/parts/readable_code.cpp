#include "kiosk/screens/parts/readable_code.hpp"

#include <cmath>

namespace kerb::kiosk {

float readable_side(const Page& page, const ui::QrCode& code) {
  constexpr float kModule = 0.8F;  // mm
  constexpr int kQuietZone = 4;    // modules on each side (ISO/IEC 18004, 9.1)
  return std::ceil(kModule * page.metrics().px_per_mm) *
         static_cast<float>(code.size + 2 * kQuietZone);
}

}  // namespace kerb::kiosk
