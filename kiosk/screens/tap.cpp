// "Hold your card here", with the reader's four lights, and what to do when the card was not read.
// Each hint has its own picture and its own words, because a driver who looks at the reader sees
// the screen from the corner of the eye.
#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/price_words.hpp"
#include "kiosk/screens/parts/reader_lights.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/parts/tap_words.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

void draw_target(Page& page, ui::Rect box, const TapModel& model, const TapWords& words) {
  const ui::Rect inner = picture_panel(page, box);
  ui::Rect rest = inner;
  if (!model.at_terminal) reader_lights(page, rest, "tap.lights", model.lights);
  const float radius = std::min(rest.w, rest.h) * 0.44F;
  if (words.icon != ui::Icon::none) {
    ui::disc_icon(page.ctx, rest.centre(), radius * 0.8F, words.icon, words.tone);
    return;
  }
  ui::tap_target(
      page.ctx, rest.centre(), radius,
      {.name = "tap.target",
       .means = words.title,
       .calling = model.hint == TapHint::present || model.hint == TapHint::phone_withdrawn});
  if (model.hint == TapHint::reading) {
    ui::spinner(page.ctx, rest.centre(), radius, page.palette().on_panel);
  }
}

TapWords words_for(const Page& page, const TapModel& model) {
  if (model.at_terminal && model.hint == TapHint::present) {
    return {page.say("tap.terminal"_text), page.say("tap.terminal_text"_text)};
  }
  return tap_words(page, model.hint, model.device_only_above, model.scheme);
}

void draw_words(Page& page, ui::Rect box, const TapModel& model, const TapWords& words) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool trouble = words.icon != ui::Icon::none;
  ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.stretch();
  stack.text({.name = "tap.title",
              .text = words.title,
              .style = m.title,
              .colour = colours.ink,
              .role = trouble ? ui::Role::alert : ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "tap.text",
              .text = words.text,
              .style = m.body,
              .colour = colours.ink_soft,
              .expendable = page.large() && !trouble ? 2 : 0});
  stack.stretch().gap(m.gap);
  stack.text({.name = "tap.hold",
              .text = page.say("tap.hold"_text, {{"amount", page.formats().money(model.hold)}}),
              .style = m.heading,
              .colour = colours.ink,
              .expendable = trouble && page.large() ? 1 : 0});
  stack.text({.name = "tap.hold_text",
              .text = page.say("tap.hold_text"_text),
              .style = m.body,
              .colour = colours.ink_soft,
              .expendable = page.large() ? 3 : 1});
  stack.gap(m.tight * 0.6F);
  const MainPrice price = main_price(page, model.connector.price);
  stack.text({.name = "tap.price",
              .text = page.language.line({kind_and_power(page, model.connector),
                                          page.language.line({price.amount, price.unit}, "")},
                                         " · "),
              .style = m.label,
              .colour = colours.ink_soft,
              .expendable = 2});
  stack.draw(inner);
}

std::vector<Action> ways_on(const Page& page, const TapModel& model) {
  std::vector<Action> actions{back_action(page)};
  if (model.phone_offered) {
    actions.push_back({.name = "tap.by_phone",
                       .label = page.say("tap.by_phone"_text),
                       .intent = PayByPhone{},
                       .kind = ui::ButtonKind::secondary,
                       .icon = ui::Icon::smartphone});
  }
  return actions;
}

void draw_content(Page& page, const TapModel& model) {
  const TapWords words = words_for(page, model);
  const bool large = page.large();
  const Split parts = split(page, large ? 0.34F : 0.46F, large ? 0.38F : 0.54F);
  draw_target(page, parts.picture, model, words);
  ui::Rect content = parts.content;
  if (!page.portrait() && !large) cut_actions(page, content, ways_on(page, model));
  draw_words(page, content, model, words);
}

}  // namespace

void draw(const TapModel& model, Page& page) {
  if (page.portrait() || page.large()) cut_actions(page, page.body, ways_on(page, model));
  const TapWords words = words_for(page, model);
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); },
      {{[&](Page& part) { draw_words(part, part.body, model, words); }},
       {[&](Page& part) { draw_target(part, part.body, model, words); }, picture_height(page)}});
}

}  // namespace kerb::kiosk
