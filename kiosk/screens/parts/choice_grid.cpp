#include "kiosk/screens/parts/choice_grid.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/stack.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kSideways = 1.5F;  // from this aspect on, the icon stands beside the words

std::string spoken_value(const Page& page, const Choice& choice) {
  if (!choice.on) return choice.text;
  const std::string state = page.say(*choice.on ? "fit.on"_text : "fit.off"_text);
  return choice.text.empty() ? state : state + ". " + choice.text;
}

void choice_card(Page& page, ui::Rect box, const Choice& choice) {
  const ui::Metrics& m = page.metrics();
  ui::touch_card(page.ctx, box,
                 {.name = choice.name,
                  .label = choice.title,
                  .value = spoken_value(page, choice),
                  .action = choice.intent});
  ui::Rect inner = box.inset(page.large() ? m.tight : m.padding * 0.8F);
  const bool sideways = page.unrolled || box.w > box.h * kSideways;
  const ui::Align align = sideways ? ui::Align::start : ui::Align::center;
  const float beside =
      page.unrolled ? m.target * 0.8F : std::min({inner.h, m.target * 1.2F, inner.w * 0.24F});
  const float side = sideways ? beside : std::min(inner.h * 0.48F, inner.w * 0.6F);
  const ui::Rect mark =
      sideways ? inner.cut_start(side, m.tight * 1.2F, page.ctx.rtl) : inner.cut_top(side, m.tight);
  // What is on has a tick, not only another colour.
  const bool ticked = choice.on.value_or(false);
  ui::disc_icon(page.ctx, mark.centre(), side / 2, ticked ? ui::Icon::check : choice.icon,
                choice.tone);
  Stack stack(page);
  stack.text({.name = choice.name + ".title",
              .text = choice.title,
              .style = m.strong,
              .colour = page.palette().ink,
              .align = align});
  stack.text({.name = choice.name + ".text",
              .text = choice.text,
              .style = m.label,
              .colour = page.palette().ink_soft,
              .align = align,
              .expendable = 1});
  stack.across(ui::Across::middle).draw(inner);
}

std::size_t best_columns(const Page& page, ui::Rect box, std::size_t count) {
  if (page.portrait()) return page.large() || count <= 4 ? (count > 4 ? 2 : 1) : 2;
  if (page.large()) return 2;
  if (count <= 6) return count <= 4 ? 2 : 3;
  return box.w > box.h * 1.4F ? 4 : 3;
}

void choice_grid(Page& page, ui::Rect box, const std::vector<Choice>& choices) {
  const float gap = page.large() ? page.metrics().tight : page.metrics().gap;
  const std::size_t columns = best_columns(page, box, choices.size());
  const auto rows = ui::rows(box, (choices.size() + columns - 1) / columns, gap);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t first = row * columns;
    // The last row shares its width among those that are left.
    const std::size_t here = std::min(columns, choices.size() - first);
    const auto cells = ui::columns(rows[row], here, gap, page.ctx.rtl);
    for (std::size_t i = 0; i < here; ++i) choice_card(page, cells[i], choices[first + i]);
  }
}

}  // namespace

void choice_page(Page& page, const DrawPart& title, const std::vector<Choice>& choices) {
  std::vector<Part> parts{{title}};
  for (const Choice& choice : choices) {
    parts.push_back({[&choice](Page& part) { choice_card(part, part.body, choice); }});
  }
  const auto whole = [&](Page& all) {
    title(all);
    choice_grid(all, all.body, choices);
  };
  long_page(page, whole, std::move(parts));
}

}  // namespace kerb::kiosk
