// The charge is over and the cable still locked, or already free.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/figures_row.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

void draw_cable(Page& page, ui::Rect box, bool unplug) {
  const ui::Rect inner = content_card(page, box);
  const float radius = std::min(inner.w, inner.h) * 0.34F;
  if (unplug) {
    ui::disc_icon(page.ctx, inner.centre(), radius, ui::Icon::check, ui::Tone::ok);
    return;
  }
  page.ctx.canvas.circle(inner.centre(), radius * 0.8F, page.palette().busy_tint);
  page.ctx.canvas.icon(ui::Icon::lock, inner.centre(), radius * 0.8F, page.palette().busy);
  ui::spinner(page.ctx, inner.centre(), radius, page.palette().accent);
}

TextId words_below(const FinishingModel& model) {
  if (model.cost_pending) return "finishing.cost_pending"_text;
  return model.unplug ? "finishing.unplug_text"_text : "finishing.text"_text;
}

void draw_words(Page& page, ui::Rect box, const FinishingModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, box);
  const std::vector<FigureWords> all{
      {"finishing.energy", page.say("charging.energy"_text), page.formats().energy(model.energy)},
      {"finishing.cost",
       page.say(model.cost_pending ? "charging.cost"_text : "finishing.cost"_text),
       page.formats().money(model.cost)}};
  Stack stack(page);
  stack.text({.name = "finishing.title",
              .text = page.say(model.unplug ? "finishing.unplug"_text : "finishing.title"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "finishing.text",
              .text = page.say(words_below(model)),
              .style = m.body,
              .colour = page.palette().ink_soft,
              .expendable = page.large() ? 1 : 0});
  stack.gap(m.gap * 1.5F);
  stack.fixed(
      figures_height(page, inner.w, all),
      [&page, all](ui::Rect at) { draw_figures(page, at, all); }, page.large() ? 2 : 1);
  stack.across(ui::Across::middle).draw(inner);
}

void draw_content(Page& page, const FinishingModel& model) {
  const Split parts = split(page, page.large() ? 0.3F : 0.4F, page.large() ? 0.32F : 0.48F);
  draw_cable(page, parts.picture, model.unplug);
  draw_words(page, parts.content, model);
}

}  // namespace

void draw(const FinishingModel& model, Page& page) {
  // Whoever need not wait may go.
  if (model.cost_pending) {
    cut_actions(page, page.body,
                {{.name = "nav.done", .label = page.say("frame.done"_text), .intent = DoneHere{}}});
  }
  long_page(page, [&model](Page& whole) { draw_content(whole, model); },
            {{[&model](Page& part) { draw_words(part, part.body, model); }}});
}

}  // namespace kerb::kiosk
