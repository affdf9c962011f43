#include "kiosk/screens/parts/figures_row.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace

float figures_height(Page& page, float width, const std::vector<FigureWords>& figures) {
  const FigureSizes sizes = sizes_in(page, width, figures);
  return sizes.label_height + sizes.value_height;
}

void draw_figures(Page& page, ui::Rect box, const std::vector<FigureWords>& figures,
                  ui::Align align) {
  const FigureSizes sizes = sizes_in(page, box.w, figures);
  for (const FigureWords& figure : figures) {
    ui::Rect column = box.cut_start(std::floor(sizes.column), page.metrics().gap, page.ctx.rtl);
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
}

}  // namespace kerb::kiosk
