// A receipt as a picture, for the file that is handed out: the rows of payment/receipt, black on
// white paper.
#pragma once

#include "kiosk/screens/texts/formats.hpp"
#include "kiosk/ui/canvas.hpp"
#include "payment/receipt/receipt.hpp"

namespace kerb::kiosk {

constexpr int kReceiptPictureWidth = 640;  // pixels

// The height that draw_receipt_picture() needs. Both ask the renderer's text engine, so they are
// called on the UI thread; `text` is Renderer::text().
int receipt_picture_height(ui::TextEngine& text, const payment::Receipt& receipt,
                           const Formats& formats, const std::string& locale);

// Fills a canvas of that size.
void draw_receipt_picture(ui::Canvas& canvas, const payment::Receipt& receipt,
                          const Formats& formats, const std::string& locale);

}  // namespace kerb::kiosk
