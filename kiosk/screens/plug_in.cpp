// Paid for, now the cable. The time that runs down and the way back are in sight together, so that
// nobody fears for the money that is held.
#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/message.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

float share_left(const PlugInModel& model) {
  const auto whole = static_cast<float>(std::max(model.whole, hal::Seconds{1}).count());
  return std::clamp(static_cast<float>(model.left.count()) / whole, 0.0F, 1.0F);
}

void draw_picture(Page& page, ui::Rect box, const PlugInModel& model) {
  const ui::Rect inner = content_card(page, box);
  const float side = std::min(inner.w, inner.h);
  const ui::Rect square = ui::centred(inner, {side, side});
  if (model.plugged) {
    const ui::Palette& colours = page.palette();
    page.ctx.canvas.circle(square.centre(), side * 0.33F, colours.ok_tint);
    ui::plug_in_pictogram(page.ctx.canvas, ui::centred(square, {side * 0.4F, side * 0.4F}),
                          colours.ok);
    ui::spinner(page.ctx, square.centre(), side * 0.43F, colours.accent);
    return;
  }
  const std::string value = page.formats().countdown(model.left);
  if (page.large()) page.ctx.lack(ui::progress_ring_side(page.ctx, value) - side);
  const std::string caption = page.say("plug_in.left"_text);
  ui::progress_ring(
      page.ctx, square,
      {.name = "plug_in.left", .share = share_left(model), .value = value, .caption = caption});
}

std::string instruction(const Page& page, const PlugInModel& model) {
  if (model.plugged) return page.say("plug_in.starting_text"_text);
  const std::string kind = kind_word(page, model.connector.kind);
  const std::string number = std::to_string(model.connector.evse);
  return page.say(model.connector.tethered ? "plug_in.text"_text : "plug_in.own_cable"_text,
                  {{"connector", kind}, {"number", number}});
}

// That the card is good, and which cable to take.
void draw_head(Page& page, ui::Rect box, const PlugInModel& model) {
  const std::string number = std::to_string(model.connector.evse);
  const std::string means = spoken(page, model.connector);
  ui::connector_badge(page.ctx, box.cut_end(box.h, page.metrics().tight, page.ctx.rtl),
                      {.kind = model.connector.kind,
                       .tone = ui::Tone::ok,
                       .number = number,
                       .name = "plug_in.connector",
                       .means = means});
  const std::string words = page.say("plug_in.approved"_text);
  const ui::Chip chip{.name = "plug_in.approved",
                      .text = words,
                      .tone = ui::Tone::ok,
                      .icon = ui::Icon::check_circle};
  const ui::Size size = ui::chip_size(page.ctx, chip);
  ui::chip(page.ctx, ui::centred(box, {box.w, size.h}), chip);
}

void draw_words(Page& page, ui::Rect box, const PlugInModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const std::string amount = page.formats().money(model.hold);
  const bool held = !model.hold.is_zero();
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  if (page.large()) {
    stack.text({.name = "plug_in.approved",
                .text = page.say("plug_in.approved"_text),
                .style = m.strong,
                .colour = colours.ok,
                .expendable = 3,
                .role = ui::Role::status});
  } else {
    stack.fixed(
        std::round(m.target * 1.35F), [&page, &model](ui::Rect at) { draw_head(page, at, model); },
        2);
  }
  stack.gap(m.tight).stretch();
  stack.text({.name = "plug_in.title",
              .text = page.say(model.plugged ? "plug_in.starting"_text : "plug_in.title"_text),
              .style = m.title,
              .colour = colours.ink,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "plug_in.text",
              .text = instruction(page, model),
              .style = m.body,
              .colour = colours.ink});
  stack.stretch().gap(m.gap);
  if (model.ends_soon) {
    stack.block(fact_block(page, {.name = "plug_in.ending",
                                  .icon = ui::Icon::timer,
                                  .tone = ui::Tone::warn,
                                  .title = page.say("plug_in.ending"_text),
                                  .text = {}}));
  } else if (held && !model.plugged) {
    stack.text({.name = "plug_in.release",
                .text = page.say("plug_in.release"_text, {{"amount", amount}}),
                .style = m.body,
                .colour = colours.ink_soft,
                .expendable = 1});
  }
  stack.draw(inner);
}

Action cancel_action(const Page& page, const PlugInModel& model) {
  const bool held = !model.hold.is_zero() && !page.large();
  return {.name = "nav.cancel",
          .label =
              held ? page.say("plug_in.cancel"_text, {{"amount", page.formats().money(model.hold)}})
                   : page.say("plug_in.cancel_card"_text),
          .intent = Cancel{},
          .kind = ui::ButtonKind::secondary,
          .icon = ui::Icon::close,
          .known_by_icon = true};
}

std::vector<Action> ways_on(const Page& page, const PlugInModel& model) {
  std::vector<Action> actions{cancel_action(page, model)};
  if (model.ends_soon && model.may_extend) {
    actions.push_back({.name = "time.more",
                       .label = page.say("plug_in.more_time"_text),
                       .intent = MoreTime{},
                       .icon = ui::Icon::timer});
  }
  return actions;
}

void draw_content(Page& page, const PlugInModel& model) {
  const bool large = page.large();
  const Split parts = split(page, large ? 0.32F : 0.4F, large ? 0.34F : 0.5F);
  draw_picture(page, parts.picture, model);
  ui::Rect content = parts.content;
  if (!page.portrait() && !large) cut_actions(page, content, ways_on(page, model));
  draw_words(page, content, model);
}

}  // namespace

void draw(const PlugInModel& model, Page& page) {
  if (page.portrait() || page.large()) cut_actions(page, page.body, ways_on(page, model));
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); },
      {{[&model](Page& part) { draw_words(part, part.body, model); }},
       {[&model](Page& part) { draw_picture(part, part.body, model); }, picture_height(page)}});
}

}  // namespace kerb::kiosk
