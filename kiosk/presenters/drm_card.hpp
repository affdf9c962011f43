// The kernel's display driver (DRM, KMS) as far as a panel without a GPU needs it: one connected
// output in its preferred mode, and plain buffers in memory that it scans out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "hal/error.hpp"

namespace kerb::kiosk {

// UI thread.
class DrmCard {
 public:
  // A "dumb buffer": 32 bits a pixel, 0x00RRGGBB, rows `pitch` octets apart.
  struct Buffer {
    std::uint32_t id = 0;
    std::size_t pitch = 0;
    std::span<std::uint8_t> octets;
  };

  // Takes the output; it is given back when the object goes. `device` is a path such as
  // /dev/dri/card0; empty: the first card with a connected output. Errors: display.no_card,
  // display.no_output, display.refused (somebody else has the output, or a right is missing).
  static hal::Result<std::unique_ptr<DrmCard>> open(const std::filesystem::path& device);
  virtual ~DrmCard() = default;

  virtual int width() const = 0;
  virtual int height() const = 0;
  // Of the output's size, black. Lives as long as the card. Errors: display.no_buffer.
  virtual hal::Result<Buffer> make_buffer() = 0;
  // Scans that buffer out from the next vertical blank on, and returns when it does. Errors:
  // display.refused.
  virtual hal::Result<void> show(const Buffer& buffer) = 0;
};

}  // namespace kerb::kiosk
