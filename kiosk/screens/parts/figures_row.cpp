#include "kiosk/screens/parts/figures_row.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/stack.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kFilled = 0.94F;  // of a column: two figures must not read as one

ui::TextStyle fitting(Page& page, ui::TextStyle style, float width,
                      const std::vector<FigureWords>& figures, std::string FigureWords::*part) {
  float widest = 1;
  for (const FigureWords& figure : figures) {
    widest = std::max(widest, ui::measure(page.ctx, figure.*part, style).w);
  }
  return style.scaled(std::min(1.0F, (width * kFilled - 2) / widest));
}

struct FigureSizes {
  float column = 0;
  ui::TextStyle label;
  ui::TextStyle value;
  float label_height = 0;
  float value_height = 0;
};

FigureSizes sizes_in(Page& page, float width, const std::vector<FigureWords>& figures) {
  const auto count = static_cast<float>(std::max<std::size_t>(figures.size(), 1));
  FigureSizes sizes;
  sizes.column = (width - page.metrics().gap * (count - 1)) / count;
  sizes.label = fitting(page, page.metrics().label, sizes.column, figures, &FigureWords::label);
  sizes.value = fitting(page, page.metrics().value, sizes.column, figures, &FigureWords::value);
  sizes.label_height = std::ceil(ui::measure(page.ctx, "X", sizes.label).h);
  sizes.value_height = std::ceil(ui::measure(page.ctx, "X", sizes.value).h);
  return sizes;
}

bool are_small(const Page& page, const FigureSizes& sizes) {
  const float least = page.metrics().label.size;
  return page.large() && (sizes.label.size < least || sizes.value.size < least);
}

// Large letters do not shrink to stand beside each other: they stand below each other.
bool below_each_other(Page& page, float width, const std::vector<FigureWords>& figures) {
  return figures.size() > 1 && are_small(page, sizes_in(page, width, figures));
}

// One of them in large letters: of as many lines as it needs.
Stack lone_figure(Page& page, const FigureWords& figure, ui::Align align) {
  Stack stack(page);
  stack.text({.name = figure.name + ".label",
              .text = figure.label,
              .style = page.metrics().label,
              .colour = page.palette().ink_soft,
              .align = align});
  stack.text({.name = figure.name,
              .text = figure.value,
              .style = page.metrics().value,
              .colour = page.palette().ink,
              .align = align,
              .role = ui::Role::value});
  return stack;
}

bool is_lone(const Page& page, const std::vector<FigureWords>& figures) {
  return page.large() && figures.size() == 1;
}

void draw_figure(Page& page, ui::Rect column, const FigureSizes& sizes, const FigureWords& figure,
                 ui::Align align) {
  ui::label(page.ctx, column.cut_top(sizes.label_height),
            {.name = figure.name + ".label",
             .text = figure.label,
             .style = sizes.label,
             .colour = page.palette().ink_soft,
             .align = align,
             .max_lines = 1,
             .shrink_to = 0.8F});
  column.h += 1;
  ui::label(page.ctx, column,
            {.name = figure.name,
             .text = figure.value,
             .style = sizes.value,
             .colour = page.palette().ink,
             .align = align,
             .max_lines = 1,
             .shrink_to = 0.8F,
             .role = ui::Role::value});
}

}  // namespace

float figures_height(Page& page, float width, const std::vector<FigureWords>& figures) {
  if (is_lone(page, figures)) return lone_figure(page, figures[0], ui::Align::start).height(width);
  if (!below_each_other(page, width, figures)) {
    const FigureSizes sizes = sizes_in(page, width, figures);
    return sizes.label_height + sizes.value_height;
  }
  float high = page.metrics().tight * static_cast<float>(figures.size() - 1);
  for (const FigureWords& figure : figures) high += figures_height(page, width, {figure});
  return high;
}

void draw_figures(Page& page, ui::Rect box, const std::vector<FigureWords>& figures,
                  ui::Align align) {
  if (is_lone(page, figures)) {
    lone_figure(page, figures[0], align).draw(box);
    return;
  }
  if (below_each_other(page, box.w, figures)) {
    for (const FigureWords& figure : figures) {
      const float high = figures_height(page, box.w, {figure});
      draw_figures(page, box.cut_top(high, page.metrics().tight), {figure}, align);
    }
    return;
  }
  const FigureSizes sizes = sizes_in(page, box.w, figures);
  if (!page.unrolled && are_small(page, sizes)) page.ctx.lack(1);
  for (const FigureWords& figure : figures) {
    draw_figure(page, box.cut_start(std::floor(sizes.column), page.metrics().gap, page.ctx.rtl),
                sizes, figure, align);
  }
}

}  // namespace kerb::kiosk
