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
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct HintWords {
  TextId title;
  TextId text;
  ui::Icon icon = ui::Icon::none;  // none: the waves themselves
  ui::Tone tone = ui::Tone::neutral;
};

HintWords words_for(const TapModel& model) {
  using ui::Icon;
  using ui::Tone;
  switch (model.hint) {
    case TapHint::present:
      if (model.device_only_above) return {"tap.device"_text, "tap.device_text"_text};
      break;
    case TapHint::reading:
      return {"tap.reading"_text, "tap.reading_text"_text};
    case TapHint::again:
      return {"tap.again"_text, "tap.again_text"_text, Icon::replay, Tone::warn};
    case TapHint::one_card_only:
      return {"tap.one_card"_text, "tap.one_card_text"_text, Icon::wallet, Tone::warn};
    case TapHint::see_phone:
      return {"tap.see_phone"_text, "tap.see_phone_text"_text, Icon::smartphone, Tone::busy};
    case TapHint::device_only:
      return {"tap.device_only"_text, "tap.device_text"_text, Icon::watch, Tone::warn};
    case TapHint::insert:
      return {"tap.insert"_text, "tap.insert_text"_text, Icon::push_in, Tone::warn};
    case TapHint::card_refused:
      return {"tap.refused"_text, "tap.refused_text"_text, Icon::block, Tone::warn};
    case TapHint::changing_number:
      return {"tap.changing"_text, "tap.changing_text"_text, Icon::shuffle, Tone::warn};
    case TapHint::other_card:
      return {"tap.other_card"_text, "tap.other_card_text"_text, Icon::card, Tone::warn};
    case TapHint::reader_lost:
      return {"tap.reader_lost"_text, "tap.reader_lost_text"_text, Icon::power_off, Tone::bad};
    case TapHint::charging_card_unknown:
      return {"tap.unknown_card"_text, "tap.unknown_card_text"_text, Icon::help, Tone::warn};
  }
  return {"tap.present"_text, "tap.present_text"_text};
}

std::string explained(const Page& page, const TapModel& model, const HintWords& hint) {
  if (!model.device_only_above) return page.say(hint.text);
  return page.say(hint.text, {{"amount", page.formats().money(*model.device_only_above)}});
}

void draw_target(Page& page, ui::Rect box, const TapModel& model, const HintWords& hint) {
  const ui::Rect inner = picture_panel(page, box);
  ui::Rect rest = inner;
  reader_lights(page, rest, "tap.lights", model.lights);
  const float radius = std::min(rest.w, rest.h) * 0.44F;
  if (hint.icon != ui::Icon::none) {
    ui::disc_icon(page.ctx, rest.centre(), radius * 0.8F, hint.icon, hint.tone);
    return;
  }
  const std::string target = page.say(hint.title);
  ui::tap_target(
      page.ctx, rest.centre(), radius,
      {.name = "tap.target", .means = target, .calling = model.hint == TapHint::present});
  if (model.hint == TapHint::reading) {
    ui::spinner(page.ctx, rest.centre(), radius, page.palette().on_panel);
  }
}

void draw_words(Page& page, ui::Rect box, const TapModel& model, const HintWords& hint) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool trouble = hint.icon != ui::Icon::none;
  ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.stretch();
  stack.text({.name = "tap.title",
              .text = page.say(hint.title),
              .style = m.title,
              .colour = colours.ink,
              .role = trouble ? ui::Role::alert : ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "tap.text",
              .text = explained(page, model, hint),
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

void draw_content(Page& page, const TapModel& model) {
  const HintWords hint = words_for(model);
  const bool large = page.large();
  const Split parts = split(page, large ? 0.34F : 0.46F, large ? 0.38F : 0.54F);
  draw_target(page, parts.picture, model, hint);
  ui::Rect content = parts.content;
  if (!page.portrait() && !large) cut_actions(page, content, {back_action(page)});
  draw_words(page, content, model, hint);
}

}  // namespace

void draw(const TapModel& model, Page& page) {
  if (page.portrait() || page.large()) cut_actions(page, page.body, {back_action(page)});
  const HintWords hint = words_for(model);
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); },
      {{[&](Page& part) { draw_words(part, part.body, model, hint); }},
       {[&](Page& part) { draw_target(part, part.body, model, hint); }, picture_height(page)}});
}

}  // namespace kerb::kiosk
