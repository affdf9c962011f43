// A QR code as a matrix of modules (ISO/IEC 18004), without its quiet zone.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::kiosk::ui {

struct QrCode {
  int size = 0;                    // modules a side
  std::vector<std::uint8_t> dark;  // size × size, 1 is dark
  bool at(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                static_cast<std::size_t>(x)] != 0;
  }
};
// Error correction M. `content` at most 2000 octets. Errors: qr.too_long, qr.empty.
hal::Result<QrCode> make_qr(std::string_view content);

}  // namespace kerb::kiosk::ui
