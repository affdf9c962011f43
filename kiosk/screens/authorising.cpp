// The bank is asked. Nothing can be touched here but help: the question is on its way.
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

void draw_waiting(Page& page, ui::Rect box) {
  const ui::Rect inner = picture_panel(page, box);
  const float radius = std::min(inner.w, inner.h) * 0.3F;
  ui::spinner(page.ctx, inner.centre(), radius, page.palette().on_panel);
  page.ctx.canvas.icon(ui::Icon::lock, inner.centre(), radius * 0.8F, page.palette().on_panel);
}

void draw_words(Page& page, ui::Rect box, const AuthorisingModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.text(
      {.name = "authorising.title",
       .text = page.say(model.slow ? "authorising.slow_title"_text : "authorising.title"_text),
       .style = m.title,
       .colour = colours.ink,
       .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "authorising.text",
              .text = page.say(model.slow ? "authorising.slow_text"_text : "authorising.text"_text),
              .style = m.body,
              .colour = colours.ink_soft});
  stack.gap(m.gap);
  if (!model.hold.is_zero()) {
    add_row(page, stack,
            {"authorising.hold", page.say("authorising.hold"_text),
             page.formats().money(model.hold), 1});
  }
  add_row(page, stack,
          {.name = "authorising.card",
           .label = page.say("authorising.card"_text),
           .value = masked_card(page, model.card_label, model.card_last_four),
           .expendable = page.large() ? 2 : 1,
           .personal = true});
  stack.across(ui::Across::middle).draw(inner);
}

void draw_content(Page& page, const AuthorisingModel& model) {
  const Split parts = split(page, page.large() ? 0.3F : 0.42F, page.large() ? 0.3F : 0.45F);
  draw_waiting(page, parts.picture);
  draw_words(page, parts.content, model);
}

}  // namespace

void draw(const AuthorisingModel& model, Page& page) {
  long_page(page, [&model](Page& whole) { draw_content(whole, model); },
            {{[&model](Page& part) { draw_words(part, part.body, model); }}});
}

}  // namespace kerb::kiosk
