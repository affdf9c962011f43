// Every language by its own name, in one place: nobody should have to go through twenty of them, or
// to read the present one.
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

// As many columns as the widest name allows, and no more than the languages need.
std::size_t columns_for(Page& page, ui::Rect box, float gap) {
  float widest = page.metrics().target;
  for (const Language& language : page.languages.all()) {
    widest = std::max(widest, ui::pill_button_width(page.ctx, button_of(page, language)));
  }
  const float fit = std::floor((box.w + gap) / (std::ceil(widest) + gap));
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(1.0F, fit)), 1,
                                 page.languages.all().size());
}

}  // namespace

void draw(const LanguagesModel& /*model*/, Page& page) {
  const ui::Metrics& m = page.metrics();
  cut_actions(page, page.body, {back_action(page)});
  if (!page.large()) {
    Stack title(page);
    title.text({.name = "language.choose",
                .text = page.say("language.choose"_text),
                .style = m.title,
                .colour = page.palette().ink,
                .role = ui::Role::heading});
    title.draw(page.body.cut_top(title.height(page.body.w), m.gap));
  }
  const auto& all = page.languages.all();
  const std::size_t columns = columns_for(page, page.body, m.tight);
  const std::size_t rows = (all.size() + columns - 1) / columns;
  const float gaps = m.tight * static_cast<float>(rows - 1);
  const float high = std::min(page.body.h, m.action * static_cast<float>(rows) + gaps);
  const auto lines = ui::rows(page.body.cut_top(high), rows, m.tight);
  for (std::size_t at = 0; at < all.size(); ++at) {
    const auto cells = ui::columns(lines[at / columns], columns, m.tight, page.ctx.rtl);
    ui::pill_button(page.ctx, cells[at % columns], button_of(page, all[at]));
  }
}

}  // namespace kerb::kiosk
