#include "kiosk/screens/parts/price_line.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/screens/parts/notice_words.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kUnitShare = 0.42F;  // of the price's size
constexpr float kUnitGap = 0.16F;

struct PriceSizes {
  ui::TextStyle amount;
  ui::TextStyle unit;
  float height = 0;
};

ui::TextStyle unit_of(const Page& page, ui::TextStyle amount) {
  return {std::max(amount.size * kUnitShare, std::min(page.metrics().label.size, amount.size)),
          ui::Weight::regular};
}

PriceSizes sizes_in(Page& page, const std::string& amount, const std::string& unit,
                    ui::TextStyle style, float width) {
  const auto wide = [&](float by) {
    const ui::TextStyle scaled = style.scaled(by);
    return ui::measure(page.ctx, amount, scaled).w + scaled.size * kUnitGap +
           ui::measure(page.ctx, unit, unit_of(page, scaled)).w;
  };
  float by = 1;
  while (by > 0.3F && wide(by) > width) by *= 0.95F;
  const ui::TextStyle scaled = style.scaled(by);
  return {scaled, unit_of(page, scaled), std::ceil(ui::measure(page.ctx, amount, scaled).h)};
}

}  // namespace

StackBlock price_block(Page& page, std::string name, const MainPrice& price, ui::TextStyle size,
                       ui::Align align) {
  const std::string& amount = price.amount;
  const std::string& unit = price.unit;
  return {[&page, amount, unit, size](float width, float scale) {
            const PriceSizes sizes = sizes_in(page, amount, unit, size.scaled(scale), width);
            const bool small = sizes.amount.size < page.metrics().label.size;
            return page.large() && !page.unrolled && small ? -1.0F : sizes.height;
          },
          [&page, name = std::move(name), amount, unit, size, align](ui::Rect box, float scale) {
            const PriceSizes sizes = sizes_in(page, amount, unit, size.scaled(scale), box.w);
            ui::price(page.ctx, box,
                      {.name = name,
                       .amount = amount,
                       .unit = unit,
                       .amount_style = sizes.amount,
                       .unit_style = sizes.unit,
                       .align = align});
          }};
}

StackBlock offered_price_block(Page& page, std::string name, const ConnectorView& connector,
                               ui::TextStyle size, ui::Align align) {
  if (connector.price || connector.price_words.empty()) {
    return price_block(page, std::move(name), main_price(page, connector.price), size, align);
  }
  constexpr int kWordLines = 2;
  const auto block_in = [&page, name = std::move(name), align,
                         words = notice_text({connector.price_words, {}, {}})](float width) {
    const ui::TextStyle style = page.metrics().strong;
    return text_block(page, {.name = name,
                             .text = beginning_of(page, words, style, width, kWordLines),
                             .style = style,
                             .colour = page.palette().ink,
                             .align = align});
  };
  return {[block_in](float width, float scale) { return block_in(width).height(width, scale); },
          [block_in](ui::Rect box, float scale) { block_in(box.w).draw(box, scale); }};
}

StackBlock line_block(Page& page, const StackText& text, float least) {
  // Large letters take a second line rather than become small.
  if (page.large()) return text_block(page, text);
  const auto fitting = [&page, text, least](float width, float scale) {
    float by = scale;
    while (by > scale * least && ui::measure(page.ctx, text.text, text.style.scaled(by)).w > width)
      by *= 0.95F;
    return text.style.scaled(by);
  };
  return {[&page, text, fitting](float width, float scale) {
            const ui::Size size = ui::measure(page.ctx, text.text, fitting(width, scale));
            return size.w > width ? -1.0F : std::ceil(size.h);
          },
          [&page, text, fitting](ui::Rect box, float scale) {
            const ui::TextStyle style = fitting(box.w, scale);
            box.h += 1;
            ui::label(page.ctx, box,
                      {.name = text.name,
                       .text = text.text,
                       .style = style,
                       .colour = text.colour,
                       .align = text.align,
                       .max_lines = 1,
                       .role = text.role,
                       .value = text.value});
          },
          text.expendable};
}

}  // namespace kerb::kiosk
