#include "kiosk/ui/qr.hpp"

#include <cstring>
#include <memory>

#include <qrencode.h>

namespace kerb::kiosk::ui {

hal::Result<QrCode> make_qr(std::string_view content) {
  constexpr std::size_t kMost = 2000;
  if (content.empty()) return hal::failure("qr.empty", "making a QR code", "give it a content");
  if (content.size() > kMost) {
    return hal::failure("qr.too_long",
                        "making a QR code of " + std::to_string(content.size()) + " octets",
                        "shorten it to 2000 octets");
  }
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeData(static_cast<int>(content.size()),
                        reinterpret_cast<const unsigned char*>(content.data()), 0, QR_ECLEVEL_M),
      QRcode_free);
  if (!code) {
    return hal::failure("qr.too_long", "making a QR code: " + std::string(std::strerror(errno)),
                        "shorten it");
  }
  QrCode out;
  out.size = code->width;
  const auto modules =
      static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  out.dark.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) out.dark.push_back(code->data[i] & 1U);
  return out;
}

}  // namespace kerb::kiosk::ui
