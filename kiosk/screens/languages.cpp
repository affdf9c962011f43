// Every language by its own name, in one place: nobody should have to go through twenty of them, or
// to read the present one. With large letters they take several pages.
#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

ui::Button button_of(const Page& page, const Language& language) {
  const std::string& locale = language.catalogue.locale();
  return {.name = "language." + locale,
          .label = language.say("language.name"_text),
          .action = ChooseLocale{locale},
          .kind = ui::ButtonKind::secondary,
          .chosen = locale == page.language.catalogue.locale()};
}

// How many of `size`, with a gap between them, go into `room`; at least one.
std::size_t fitting(float room, float size, float gap) {
  return static_cast<std::size_t>(std::max(1.0F, std::floor((room + gap) / (size + gap))));
}

// A long name may give way a little, so that all of them stand on one page.
constexpr float kNameMayShrink = 0.85F;

// As many columns as the widest name allows, and no more than the languages need.
std::size_t columns_for(Page& page, float width) {
  float widest = page.metrics().target;
  for (const Language& language : page.languages.all()) {
    widest = std::max(widest, ui::pill_button_width(page.ctx, button_of(page, language)));
  }
  return std::min(fitting(width, std::ceil(widest * kNameMayShrink), page.metrics().tight),
                  page.languages.all().size());
}

Action more_action(const Page& page) {
  return {.name = "language.more",
          .label = page.say("language.more"_text),
          .intent = OpenLanguages{},
          .kind = ui::ButtonKind::secondary,
          .icon = page.large() ? ui::Icon::none : ui::Icon::language,
          .trailing = ui::Icon::arrow_forward};
}

void draw_title(Page& page) {
  const ui::Metrics& m = page.metrics();
  Stack title(page);
  title.text({.name = "language.choose",
              .text = page.say("language.choose"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::heading});
  title.draw(page.body.cut_top(title.height(page.body.w), m.gap));
}

std::size_t rows_for(std::size_t languages, std::size_t columns) {
  return (languages + columns - 1) / columns;
}

}  // namespace

void draw(const LanguagesModel& model, Page& page) {
  const ui::Metrics& m = page.metrics();
  if (!page.large()) draw_title(page);
  const auto& all = page.languages.all();
  const std::size_t columns = columns_for(page, page.body.w);
  const auto rows_left_by = [&](const std::vector<Action>& actions) {
    const float high = page.body.h - actions_height(page, page.body.w, actions) - m.gap;
    return fitting(high, m.target, m.tight);
  };
  std::vector<Action> actions{back_action(page)};
  std::size_t rows = rows_left_by(actions);
  if (rows_for(all.size(), columns) > rows) {
    actions.push_back(more_action(page));
    rows = rows_left_by(actions);
  }
  cut_actions(page, page.body, actions);

  const std::size_t a_page = rows * columns;
  const std::size_t first = model.turned % rows_for(all.size(), a_page) * a_page;
  const std::size_t count = std::min(a_page, all.size() - first);
  const std::size_t lines = std::min(rows, rows_for(all.size(), columns));
  const float gaps = m.tight * static_cast<float>(lines - 1);
  const float high = std::min(page.body.h, m.action * static_cast<float>(lines) + gaps);
  const auto boxes = ui::rows(page.body.cut_top(high), lines, m.tight);
  for (std::size_t at = 0; at < count; ++at) {
    const auto cells = ui::columns(boxes[at / columns], columns, m.tight, page.ctx.rtl);
    ui::pill_button(page.ctx, cells[at % columns], button_of(page, all[first + at]));
  }
}

}  // namespace kerb::kiosk
