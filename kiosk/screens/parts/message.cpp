#include "kiosk/screens/parts/message.hpp"

#include <cmath>

namespace kerb::kiosk {
namespace {

float icon_side(const Page& page) {
  return page.metrics().icon * (page.large() ? 1.0F : 1.25F);
}

Stack fact_words(Page& page, const FactWords& words, float scale) {
  const ui::Metrics& m = page.metrics();
  Stack stack(page);
  stack.text({.name = words.name,
              .text = words.title,
              .style = m.strong.scaled(scale),
              .colour = page.palette().ink,
              .role = ui::Role::status});
  stack.text({.name = words.name + "_text",
              .text = words.text,
              .style = m.label.scaled(scale),
              .colour = page.palette().ink_soft});
  return stack;
}

}  // namespace

StackBlock fact_block(Page& page, const FactWords& words) {
  const float pad = page.metrics().tight;
  const float start = icon_side(page) + 2 * pad;
  return {[&page, words, pad, start](float width, float scale) {
            return std::max(fact_words(page, words, scale).height(width - start - pad),
                            icon_side(page)) +
                   2 * pad;
          },
          [&page, words, pad](ui::Rect box, float scale) {
            page.ctx.canvas.rounded(box, page.metrics().radius_button,
                                    ui::tone_tint(page.palette(), words.tone));
            ui::Rect inner = box.inset(pad);
            const float side = icon_side(page);
            const ui::Rect mark = inner.cut_start(side, pad, page.ctx.rtl);
            page.ctx.canvas.icon(words.icon, mark.centre(), side,
                                 ui::tone_ink(page.palette(), words.tone));
            fact_words(page, words, scale).across(ui::Across::middle).draw(inner);
          }};
}

}  // namespace kerb::kiosk
