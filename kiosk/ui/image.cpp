#include "kiosk/ui/image.hpp"

#include <atomic>

namespace kerb::kiosk::ui {

std::uint64_t next_texture_serial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace kerb::kiosk::ui
