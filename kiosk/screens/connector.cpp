// One connector before anything is held: what it costs, what a usual charge comes to, how much will
// be held and when it is free again. "Several holds for failed attempts read as double charges" is
// the field's most common complaint; so the hold is explained before the card is asked for.
#include <cmath>

#include "kiosk/screens/fault_words.hpp"
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/message.hpp"
#include "kiosk/screens/parts/price_line.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kTextShare = 0.6F;  // of the panel: a longer explanation is told in fewer words

void add_identity(Page& page, Stack& stack, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const float side = std::round(page.large() ? m.target : m.target * 1.35F);
  const auto words = [&page, connector] {
    Stack lines(page);
    lines.block(line_block(page, {.name = "detail.kind",
                                  .text = kind_and_power(page, connector),
                                  .style = page.metrics().heading,
                                  .colour = page.palette().ink,
                                  .role = ui::Role::heading}));
    lines.text({.name = "detail.own_cable",
                .text = connector.tethered ? "" : page.say("connector.own_cable"_text),
                .style = page.metrics().label,
                .colour = page.palette().ink_soft,
                .expendable = 1});
    return lines;
  };
  const auto height = [&page, side, words](float width, float) {
    if (!page.large()) return side;
    return std::max(side, words().height(width - side - page.metrics().gap));
  };
  const auto draw = [&page, connector, side, words](ui::Rect box, float) {
    const ui::Metrics& sizes = page.metrics();
    const std::string number = std::to_string(connector.evse);
    const std::string means = spoken(page, connector);
    ui::connector_badge(page.ctx, box.cut_start(side, sizes.gap, page.ctx.rtl),
                        {.kind = connector.kind,
                         .tone = state_tone(connector.availability),
                         .number = number,
                         .name = "detail.connector",
                         .means = means});
    words().across(ui::Across::middle).draw(box);
  };
  stack.block({height, draw});
}

struct Example {
  std::string name;
  hal::WattHours energy;
  payment::Money cost;
};

void add_example(Page& page, Stack& stack, const Example& example) {
  const ui::Metrics& m = page.metrics();
  const std::string energy = page.formats().whole_energy(example.energy);
  const std::string label = page.say("detail.example"_text, {{"energy", energy}});
  const std::string value = page.formats().money(example.cost);
  if (page.large()) return add_row(page, stack, {example.name, label, value, 3});
  stack.block({[&page, label](float, float scale) {
                 return std::ceil(
                     ui::measure(page.ctx, label, page.metrics().body.scaled(scale)).h);
               },
               [&page, label, value, name = example.name](ui::Rect box, float scale) {
                 ui::table_row(page.ctx, box,
                               {.name = name,
                                .label = label,
                                .value = value,
                                .style = page.metrics().body.scaled(scale)});
               },
               page.large() ? 3 : 1});
  stack.gap(m.tight * 0.4F);
}

// One touch opens the whole tariff.
void add_all_prices(Page& page, Stack& stack, hal::EvseId evse) {
  const ui::Button all{.name = "tariff.show",
                       .label = page.say("detail.all_prices"_text),
                       .action = ShowTariff{evse},
                       .kind = ui::ButtonKind::quiet,
                       .trailing = ui::Icon::chevron_forward};
  const auto height = [&page, all](float width, float) {
    return page.large() ? ui::button_height(page.ctx, width, all) : page.metrics().target;
  };
  const auto draw = [&page, all](ui::Rect box, float) { ui::button(page.ctx, box, all); };
  stack.gap(page.metrics().tight);
  stack.block({height, draw});
}

void draw_price(Page& page, ui::Rect box, const ConnectorModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  add_identity(page, stack, model.connector);
  stack.gap(m.tight).stretch();
  stack.block(offered_price_block(page, "detail.price", model.connector, m.price.scaled(1.15F)));
  const auto& price = model.connector.price;
  stack.text({.name = "detail.price_note",
              .text = price ? price_note(page, *price) : std::string(),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = price && !price->fees.empty() ? 0 : 2});
  stack.text({.name = "detail.turn",
              .text = price ? turn_words(page, *price) : std::string(),
              .style = m.label.with(ui::Weight::semibold),
              .colour = page.palette().ink});
  stack.gap(m.gap).stretch();
  if (price && !price->free) {
    if (model.cost_10_kwh) {
      add_example(page, stack, {"detail.example_10", {10'000}, *model.cost_10_kwh});
    }
    if (model.cost_30_kwh) {
      add_example(page, stack, {"detail.example_30", {30'000}, *model.cost_30_kwh});
    }
  }
  if (price) add_all_prices(page, stack, model.connector.evse);
  stack.draw(inner);
}

bool is_free(const ConnectorView& connector) {
  return connector.price && connector.price->free;
}

void draw_hold(Page& page, ui::Rect box, const ConnectorModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const ui::Rect inner = picture_panel(page, box);
  const auto explained = [&](TextId id) {
    return page.say(id, {{"days", std::int64_t{model.released_within_days}}});
  };
  const bool free = is_free(model.connector);
  const bool device_only = !free && model.device_only_above.has_value();
  const std::string title =
      free ? page.say("tariff.free"_text)
           : page.say("detail.hold_title"_text, {{"amount", page.formats().money(model.hold)}});
  std::string text = free ? page.say("detail.free_text"_text) : explained("detail.hold_text"_text);
  const auto is_long = [&] {
    return page.large() || ui::measure(page.ctx, text, m.body, inner.w).h > inner.h * kTextShare;
  };
  if (!free && (device_only || is_long())) text = explained("detail.hold_short"_text);
  Stack stack(page);
  stack.fixed(
      m.icon * 1.6F,
      [&page, free](ui::Rect at) {
        const float side = page.metrics().icon * 1.6F;
        page.ctx.canvas.icon(free ? ui::Icon::ev_station : ui::Icon::lock,
                             at.cut_start(side, 0, page.ctx.rtl).centre(), side,
                             page.palette().on_panel);
      },
      page.large() ? 3 : 2);
  stack.gap(m.tight);
  stack.text({.name = "detail.hold_title",
              .text = title,
              .style = m.heading,
              .colour = colours.on_panel,
              .role = ui::Role::heading});
  stack.gap(m.tight * 0.6F);
  stack.text({.name = "detail.hold_text",
              .text = text,
              .style = m.body,
              .colour = colours.on_panel_soft,
              .expendable = device_only && page.large() ? 1 : 0});
  if (device_only) {
    stack.gap(m.gap);
    stack.block(fact_block(
        page, {.name = "detail.device_only",
               .icon = ui::Icon::watch,
               .tone = ui::Tone::warn,
               .title = page.say("detail.device_only"_text,
                                 {{"amount", page.formats().money(*model.device_only_above)}}),
               .text = page.say("detail.device_only_text"_text)}));
  }
  stack.across(ui::Across::middle).draw(inner);
}

// What can be done instead.
std::string not_free_text(const Page& page, const ConnectorView& connector) {
  switch (connector.availability) {
    case Availability::out_of_service:
      if (connector.fault == hal::ChargerFault::none) return page.say("detail.broken_text"_text);
      return fault_next(page, connector.fault);
    case Availability::disabled:
      return page.say("fault.next.other"_text);
    default:
      return page.say("detail.not_free_text"_text);
  }
}

// Why it cannot be started, where the hold would be explained.
void draw_not_free(Page& page, ui::Rect box, const ConnectorModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const ConnectorView& connector = model.connector;
  const bool broken = connector.availability == Availability::out_of_service;
  const bool named = broken && connector.fault != hal::ChargerFault::none;
  const FaultWords fault = fault_words(connector.fault);
  const ui::Icon icon = named ? fault.icon : state_icon(connector);
  const ui::Tone tone = named ? fault.tone : state_tone(connector.availability);
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.fixed(
      m.target,
      [&page, icon, tone](ui::Rect at) {
        ui::disc_icon(page.ctx, at.cut_start(at.h, 0, page.ctx.rtl).centre(), at.h / 2, icon, tone);
      },
      2);
  stack.gap(m.gap);
  stack.text({.name = "detail.not_free",
              .text = wait_words(page, connector),
              .style = m.heading,
              .colour = colours.ink,
              .role = ui::Role::heading});
  stack.gap(m.tight * 0.6F);
  stack.text({.name = "detail.not_free_text",
              .text = not_free_text(page, connector),
              .style = m.body,
              .colour = colours.ink_soft});
  stack.gap(m.gap);
  stack.text({.name = "detail.call",
              .text = broken ? fault_call(page, connector.fault) : std::string(),
              .style = m.label,
              .colour = colours.ink_soft});
  stack.across(ui::Across::middle).draw(inner);
}

void draw_terms(Page& page, ui::Rect box, const ConnectorModel& model) {
  if (may_begin(model.connector.availability)) return draw_hold(page, box, model);
  draw_not_free(page, box, model);
}

void draw_content(Page& page, const ConnectorModel& model) {
  // In large letters on a low page, the price is the last to give way.
  const float price_share = page.body.h < page.body.w ? 0.6F : 0.4F;
  const Split parts = split(page, page.large() ? 0.42F : 0.46F, page.large() ? price_share : 0.5F);
  draw_price(page, parts.picture, model);
  draw_terms(page, parts.content, model);
}

}  // namespace

void draw(const ConnectorModel& model, Page& page) {
  std::vector<Action> actions{back_action(page)};
  if (may_begin(model.connector.availability)) {
    actions.push_back({.name = "pay.start",
                       .label = page.say(is_free(model.connector)  ? "detail.start"_text
                                         : model.device_only_above ? "detail.pay_device"_text
                                                                   : "detail.pay"_text),
                       .intent = Pay{},
                       .trailing = ui::Icon::arrow_forward});
  }
  cut_actions(page, page.body, actions);
  long_page(page, [&model](Page& whole) { draw_content(whole, model); },
            {{[&model](Page& part) { draw_price(part, part.body, model); }},
             {[&model](Page& part) { draw_terms(part, part.body, model); }}});
}

}  // namespace kerb::kiosk
