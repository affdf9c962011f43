#include "kiosk/screens/parts/card_words.hpp"

#include <cmath>

namespace kerb::kiosk {

std::string masked_card(const Page& page, const std::string& label, const std::string& last_four) {
  const std::string digits =
      last_four.size() > 4 ? last_four.substr(last_four.size() - 4) : last_four;
  if (digits.empty()) return label;
  return page.say("card.masked"_text, {{"label", label}, {"digits", digits}});
}

namespace {

struct RowPlan {
  bool one_line = true;
  float label_height = 0;
  float value_height = 0;
  bool fits = true;
};

RowPlan plan_row(Page& page, const RowWords& words, ui::TextStyle style, float width) {
  const ui::TextStyle strong = style.with(ui::Weight::semibold);
  const ui::Size label = ui::measure(page.ctx, words.label, style);
  const ui::Size value = ui::measure(page.ctx, words.value, strong);
  RowPlan plan;
  plan.one_line = label.w + value.w + page.metrics().gap <= width;
  auto& engine = page.ctx.canvas.text_engine();
  const ui::TextLayout& below = engine.layout(words.value, strong, {.max_width = width});
  plan.value_height = std::ceil(below.height);
  const bool wraps = page.large() && !plan.one_line;
  const ui::TextLayout& above = engine.layout(words.label, style, {.max_width = width});
  plan.fits = (wraps ? !above.truncated : label.w <= width) && !below.truncated;
  plan.label_height = std::ceil(wraps ? above.height : label.h);
  return plan;
}

}  // namespace

void add_row(Page& page, Stack& stack, const RowWords& words) {
  if (words.value.empty()) return;
  const int expendable = words.expendable;
  const auto style = [&page, emphasised = words.emphasised](float scale) {
    return (emphasised ? page.metrics().value : page.metrics().body).scaled(scale);
  };
  auto height = [&page, words, style](float width, float scale) {
    const RowPlan plan = plan_row(page, words, style(scale), width);
    if (!plan.fits) return -1.0F;
    return plan.one_line ? plan.label_height : plan.label_height + plan.value_height;
  };
  auto draw = [&page, words, style](ui::Rect box, float scale) {
    const RowPlan plan = plan_row(page, words, style(scale), box.w);
    const ui::Palette& colours = page.palette();
    ui::Rect above = box;
    ui::Rect below = box;
    if (!plan.one_line) {
      above = {box.x, box.y, box.w, plan.label_height};
      below = {box.x, box.y + plan.label_height, box.w, plan.value_height + 1};
    } else {
      const float wide =
          std::ceil(ui::measure(page.ctx, words.value, style(scale).with(ui::Weight::semibold)).w) +
          1;
      below = above.cut_end(wide, page.metrics().tight, page.ctx.rtl);
      below.h += 1;
      above.h += 1;
    }
    ui::label(
        page.ctx, above,
        {.name = words.name + ".label",
         .text = words.label,
         .style = style(scale).with(words.emphasised ? ui::Weight::semibold : ui::Weight::regular),
         .colour = words.emphasised ? colours.ink : colours.ink_soft,
         .max_lines = page.large() && !plan.one_line ? 0 : 1,
         .shrink_to = 0.9F});
    ui::label(page.ctx, below,
              {.name = words.name,
               .text = words.value,
               .style = style(scale).with(ui::Weight::semibold),
               .colour = colours.ink,
               .align = plan.one_line ? ui::Align::end : ui::Align::start,
               .role = ui::Role::value,
               .personal = words.personal});
  };
  stack.block({std::move(height), std::move(draw), expendable});
  stack.gap(page.metrics().tight * 0.6F);
}

}  // namespace kerb::kiosk
