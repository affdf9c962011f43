#include "kiosk/screens/receipt_picture.hpp"

#include <cmath>

#include "kiosk/screens/parts/paper.hpp"
#include "payment/receipt/receipt_text.hpp"

namespace kerb::kiosk {
namespace {

using payment::ReceiptRow;
using Kind = ReceiptRow::Kind;

constexpr float kMargin = 36;
constexpr float kWidth = static_cast<float>(kReceiptPictureWidth) - 2 * kMargin;
constexpr float kColumnGap = 16;
constexpr ui::Colour kInk = ui::rgb(0x101828);
constexpr ui::Colour kSoft = ui::rgb(0x475467);
constexpr ui::Colour kLine = ui::rgb(0x98A2B3);

ui::TextStyle style_of(Kind kind) {
  switch (kind) {
    case Kind::heading:
      return {28, ui::Weight::bold};
    case Kind::total:
      return {34, ui::Weight::bold};
    case Kind::note:
    case Kind::slip:
      return {19, ui::Weight::regular};
    case Kind::line:
    case Kind::field:
    case Kind::rule:
      break;
  }
  return {21, ui::Weight::regular};
}

bool has_value(Kind kind) {
  return kind == Kind::field || kind == Kind::total;
}

std::vector<ReceiptRow> rows_of(const payment::Receipt& receipt, const Formats& formats,
                                const std::string& locale) {
  return payment::receipt_rows(receipt, payment::receipt_words(locale),
                               [&](hal::Utc at) { return formats.date_and_time(at); });
}

struct RowSize {
  bool below = false;  // the value stands below its label
  float height = 0;
};

RowSize size_of(ui::TextEngine& text, const ReceiptRow& row) {
  if (row.kind == Kind::rule) return {false, 28};
  const ui::TextStyle style = style_of(row.kind);
  const float label_height = text.layout(row.label, style, {.max_width = kWidth}).height;
  if (!has_value(row.kind)) return {false, std::ceil(label_height) + 4};
  const float wide =
      text.layout(row.label, style).width + kColumnGap + text.layout(row.value, style).width;
  const bool below = wide > kWidth;
  const float value_height = text.layout(row.value, style, {.max_width = kWidth}).height;
  return {below, std::ceil(below ? label_height + value_height : label_height) + 6};
}

void draw_row(ui::Canvas& canvas, const ReceiptRow& row, const RowSize& size, float y) {
  ui::TextEngine& text = canvas.text_engine();
  if (row.kind == Kind::rule) {
    dashes(canvas, {kMargin, y, kWidth, size.height}, kLine, 6);
    return;
  }
  const ui::TextStyle style = style_of(row.kind);
  const bool centred = row.kind == Kind::heading || row.kind == Kind::line;
  const ui::TextLayout& label =
      text.layout(row.label, style,
                  {.max_width = kWidth, .align = centred ? ui::Align::center : ui::Align::start});
  canvas.draw_text(label, {kMargin, y},
                   row.kind == Kind::field || row.kind == Kind::slip ? kSoft : kInk);
  if (!has_value(row.kind)) return;
  const float down = size.below ? label.height : 0;
  const ui::TextStyle strong = row.kind == Kind::total ? style : style.with(ui::Weight::medium);
  canvas.draw_text(text.layout(row.value, strong, {.max_width = kWidth, .align = ui::Align::end}),
                   {kMargin, y + down}, kInk);
}

}  // namespace

int receipt_picture_height(ui::TextEngine& text, const payment::Receipt& receipt,
                           const Formats& formats, const std::string& locale) {
  float height = 2 * kMargin;
  for (const ReceiptRow& row : rows_of(receipt, formats, locale))
    height += size_of(text, row).height;
  return static_cast<int>(std::ceil(height));
}

void draw_receipt_picture(ui::Canvas& canvas, const payment::Receipt& receipt,
                          const Formats& formats, const std::string& locale) {
  canvas.fill(canvas.area(), ui::kWhite);
  float y = kMargin;
  for (const ReceiptRow& row : rows_of(receipt, formats, locale)) {
    const RowSize size = size_of(canvas.text_engine(), row);
    draw_row(canvas, row, size, y);
    y += size.height;
  }
}

}  // namespace kerb::kiosk
