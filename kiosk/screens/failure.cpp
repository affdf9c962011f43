// Each way it can fail: what happened, what it means for the money, what to do next, and a code for
// the helpline. The screen that says "error" and no more is why drivers call.
#include <cmath>

#include "kiosk/screens/failure_words.hpp"
#include "kiosk/screens/fault_words.hpp"
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/money_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

std::vector<Action> ways_on(const Page& page, const FailureModel& model) {
  std::vector<Action> actions{
      {.name = "nav.done",
       .label = page.say("frame.done"_text),
       .intent = DoneHere{},
       .kind = model.may_try_again ? ui::ButtonKind::secondary : ui::ButtonKind::primary,
       .icon = ui::Icon::home,
       .known_by_icon = true}};
  if (model.may_try_again) {
    actions.push_back({.name = "failure.try_again",
                       .label = page.say("failure.try_again"_text),
                       .intent = TryAgain{},
                       .icon = ui::Icon::refresh});
  }
  return actions;
}

// Kerb's own code, and the charger's beside it: "K-205 · CX011".
std::string codes(const FailureModel& model) {
  const std::string charger = fault_code(model.fault);
  return charger.empty() ? model.code : model.code + " · " + charger;
}

// The face of it, and the code below.
void draw_face(Page& page, ui::Rect box, const FailureModel& model, const FailureWords& words) {
  const ui::Metrics& m = page.metrics();
  ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.flexible(
      m.target * 0.8F, std::min(inner.w * 0.72F, inner.h * 0.66F), [&page, &words](ui::Rect at) {
        ui::disc_icon(page.ctx, at.centre(), std::min(at.w, at.h) / 2, words.icon, words.tone);
      });
  stack.gap(m.gap);
  if (!model.code.empty()) {
    stack.text({.name = "failure.code",
                .text = page.say("failure.code"_text, {{"code", codes(model)}}),
                .style = m.label,
                .colour = page.palette().ink_soft,
                .align = ui::Align::center,
                .expendable = page.large() ? 2 : 1});
  }
  stack.across(ui::Across::middle).draw(inner);
}

void draw_words(Page& page, ui::Rect box, const FailureModel& model, const FailureWords& words) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.text({.name = "failure.title",
              .text = page.say(words.title),
              .style = m.title,
              .colour = colours.ink,
              .role = ui::Role::alert});
  stack.gap(m.tight * 0.6F);
  stack.text({.name = "failure.text",
              .text = page.say(words.text),
              .style = m.body,
              .colour = colours.ink_soft,
              .expendable = page.large() ? 3 : 0});
  stack.gap(m.gap).stretch();
  stack.block(fact_block(page, money_fact(page, model.hold_fate, model.hold)));
  stack.gap(m.gap).stretch();
  stack.text({.name = "failure.next_title",
              .text = page.say("failure.next_title"_text),
              .style = m.label.with(ui::Weight::semibold),
              .colour = colours.ink_soft,
              .expendable = page.large() ? 3 : 1});
  stack.text({.name = "failure.next",
              .text = page.say(words.next, {{"emergency", page.snapshot.site.emergency_number}}),
              .style = m.body,
              .colour = colours.ink});
  stack.draw(inner);
}

void draw_content(Page& page, const FailureModel& model) {
  const FailureWords words = failure_words(model);
  if (page.large() && !page.portrait()) return draw_words(page, page.body, model, words);
  const Split parts = split(page, 0.3F, page.large() ? 0.2F : 0.36F);
  draw_face(page, parts.picture, model, words);
  draw_words(page, parts.content, model, words);
}

}  // namespace

void draw(const FailureModel& model, Page& page) {
  cut_actions(page, page.body, ways_on(page, model));
  long_page(page, [&model](Page& whole) { draw_content(whole, model); });
}

}  // namespace kerb::kiosk
