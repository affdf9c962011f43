#include "kiosk/screens/parts/connector_card.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/price_line.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kWide = 1.7F;  // from this aspect on, a card is laid out sideways

constexpr float kWideInEm = 11;        // and only when so many letters have room
constexpr float kMaySqueeze = 1.3F;    // how much too wide a line may be before it becomes two
constexpr float kRoomForStrip = 3.1F;  // a card lower than so many action heights has no strip

std::string element(const ConnectorView& connector, std::string_view part) {
  return "connector." + std::to_string(connector.evse) + "." + std::string(part);
}

std::string note_of(const Page& page, const ConnectorView& connector) {
  return connector.price ? price_note(page, *connector.price) : std::string();
}

void draw_badge(Page& page, ui::Rect box, const ConnectorView& connector) {
  const std::string number = std::to_string(connector.evse);
  ui::connector_badge(
      page.ctx, box,
      {.kind = connector.kind, .tone = state_tone(connector.availability), .number = number});
}

void draw_chip(Page& page, ui::Rect box, const ConnectorView& connector, ui::Align align) {
  const std::string name = element(connector, "state");
  const std::string word = state_word(page, connector);
  const ui::Chip chip{.name = name,
                      .text = word,
                      .tone = state_tone(connector.availability),
                      .icon = state_icon(connector)};
  ui::chip(page.ctx, box, chip, align);
}

ui::Size chip_size(Page& page, const ConnectorView& connector) {
  const std::string word = state_word(page, connector);
  return ui::chip_size(
      page.ctx, {.name = {}, .text = word, .tone = ui::Tone::ok, .icon = state_icon(connector)});
}

StackText kind_line(Page& page, const ConnectorView& connector, ui::Align align) {
  return {.name = element(connector, "kind"),
          .text = kind_and_power(page, connector),
          .style = page.metrics().strong,
          .colour = page.palette().ink,
          .align = align};
}

StackText state_line(Page& page, const ConnectorView& connector) {
  return {.name = element(connector, "state"),
          .text = state_word(page, connector),
          .style = page.metrics().strong,
          .colour = ui::tone_ink(page.palette(), state_tone(connector.availability))};
}

float badge_side(const Page& page) {
  const ui::Metrics& m = page.metrics();
  return std::round(page.large() ? m.target : m.target * 1.35F);
}

// Badge at the start; state and kind at the end, or below it when the card is narrow.
void add_head(Page& page, Stack& stack, const ConnectorView& connector, float width) {
  const ui::Metrics& m = page.metrics();
  const float side = badge_side(page);
  const ui::Size chip = chip_size(page, connector);
  const float kind = ui::measure(page.ctx, kind_and_power(page, connector), m.strong).w;
  const float rest = width - side - m.tight;
  if (chip.w <= rest && kind <= rest) {
    const float lines = chip.h + m.tight * 0.8F + std::ceil(ui::measure(page.ctx, "X", m.strong).h);
    stack.fixed(std::max(side, lines), [&page, connector, side, chip](ui::Rect box) {
      ui::Rect badge = box.cut_start(side, page.metrics().tight, page.ctx.rtl);
      draw_badge(page, badge.cut_top(side), connector);
      draw_chip(page, box.cut_top(chip.h), connector, ui::Align::end);
      Stack(page)
          .block(line_block(page, kind_line(page, connector, ui::Align::end)))
          .across(ui::Across::bottom)
          .draw(box);
    });
    return;
  }
  stack.fixed(side, [&page, connector, side, chip, beside = chip.w <= rest](ui::Rect box) {
    draw_badge(page, box.cut_start(side, page.metrics().tight, page.ctx.rtl), connector);
    if (beside) {
      draw_chip(page, ui::centred(box, {box.w, chip.h}), connector, ui::Align::end);
    }
  });
  if (chip.w > width && page.large()) {
    stack.gap(m.tight * 0.6F).text(state_line(page, connector));
  } else if (chip.w > rest) {
    stack.gap(m.tight * 0.6F).fixed(chip.h, [&page, connector](ui::Rect box) {
      draw_chip(page, box, connector, ui::Align::start);
    });
  }
  stack.gap(m.tight * 0.6F).block(line_block(page, kind_line(page, connector, ui::Align::start)));
}

// What looks like the button at the foot of the card; the card itself is what is touched.
void draw_strip(Page& page, ui::Rect box, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool begin = may_begin(connector.availability);
  const std::string words = begin ? page.say("idle.start"_text) : wait_words(page, connector);
  if (begin) {
    page.ctx.canvas.rounded(box, m.radius_button,
                            ui::Gradient{colours.primary.top, colours.primary.bottom});
  } else {
    page.ctx.canvas.rounded(box, m.radius_button, colours.sunken);
  }
  const float icon = begin ? m.button.size * 1.15F : 0;
  const ui::TextStyle style = begin ? m.button : m.label.with(ui::Weight::semibold);
  const float wide = ui::measure(page.ctx, words, style).w;
  ui::Rect inner = box.inset(m.tight, 0);
  if (begin) {
    inner = ui::centred(inner, {std::min(inner.w, wide + icon + m.tight + 2), inner.h});
    const ui::Rect arrow = inner.cut_end(icon, m.tight, page.ctx.rtl);
    page.ctx.canvas.icon(page.ctx.rtl ? ui::Icon::arrow_back : ui::Icon::arrow_forward,
                         arrow.centre(), icon, colours.on_primary);
  }
  Stack(page)
      .text({.name = element(connector, begin ? "start" : "wait"),
             .text = words,
             .style = style,
             .colour = begin ? colours.on_primary : colours.ink_soft,
             .align = ui::Align::center})
      .across(ui::Across::middle)
      .draw(inner);
}

float strip_height(Page& page, float width, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const bool begin = may_begin(connector.availability);
  const std::string words = begin ? page.say("idle.start"_text) : wait_words(page, connector);
  const ui::TextStyle style = begin ? m.button : m.label.with(ui::Weight::semibold);
  const float aside = 2 * m.tight + (begin ? style.size * 1.15F + m.tight : 0);
  return std::max(m.target, ui::measure(page.ctx, words, style, width - aside).h + m.tight);
}

// How full the other driver's car is: the first thing that the next one wants to know.
void add_progress(Page& page, Stack& stack, const ConnectorView& connector) {
  if (connector.availability != Availability::in_use || !connector.soc_percent) return;
  const int soc = std::clamp(*connector.soc_percent, 0, 100);
  const std::string words =
      page.language.line({page.formats().percent(soc), page.say("idle.battery"_text)}, " ");
  stack.gap(page.metrics().tight)
      .fixed(
          std::round(page.metrics().tight * 1.2F),
          [&page, connector, soc, words](ui::Rect box) {
            const std::string name = element(connector, "battery");
            ui::progress_bar(page.ctx, box,
                             {.name = name,
                              .label = words,
                              .share = static_cast<float>(soc) / 100,
                              .tone = ui::Tone::busy});
          },
          1)
      .gap(page.metrics().tight * 0.6F)
      .text({.name = element(connector, "soc"),
             .text = words,
             .style = page.metrics().label,
             .colour = page.palette().ink_soft,
             .expendable = 2});
}

void draw_tall(Page& page, ui::Rect inner, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const bool begin = may_begin(connector.availability);
  const float strip = page.large() ? strip_height(page, inner.w, connector) : m.action * 0.88F;
  Stack stack(page);
  add_head(page, stack, connector, inner.w);
  stack.gap(m.tight).stretch(1);
  stack.block(offered_price_block(page, element(connector, "price"), connector, m.price));
  stack.text({.name = element(connector, "price_note"),
              .text = note_of(page, connector),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = 1});
  add_progress(page, stack, connector);
  stack.stretch(1.4F).gap(m.tight);
  stack.flexible(
      page.large() ? strip : std::round(strip * 0.6F), strip,
      [&page, connector](ui::Rect box) { draw_strip(page, box, connector); },
      page.large() ? (begin ? 3 : 2) : (begin ? 2 : 0));
  stack.draw(inner);
}

void draw_line(Page& page, ui::Rect box, const StackText& text) {
  Stack(page).block(line_block(page, text)).across(ui::Across::middle).draw(box);
}

// Kind and state, below each other or, in a low row, beside each other.
void draw_about(Page& page, ui::Rect box, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const ui::Size chip = chip_size(page, connector);
  const StackText kind = kind_line(page, connector, ui::Align::start);
  const StackText state = state_line(page, connector);
  const ui::Size words = ui::measure(page.ctx, kind.text, m.strong);
  const bool low = box.h < std::ceil(words.h) + chip.h + m.tight * 0.6F;
  const float beside = words.w + m.tight + ui::measure(page.ctx, state.text, state.style).w;
  if (low && beside < box.w * kMaySqueeze) {
    draw_line(page, box.cut_start(std::floor(box.w * 0.48F), m.tight, page.ctx.rtl), kind);
    draw_line(page, box, state);
    return;
  }
  Stack about(page);
  about.block(line_block(page, kind));
  if (chip.w <= box.w && !low) {
    about.gap(m.tight * 0.6F).fixed(chip.h, [&page, connector](ui::Rect at) {
      draw_chip(page, at, connector, ui::Align::start);
    });
  } else {
    about.block(line_block(page, state));
  }
  about.across(ui::Across::middle).draw(box);
}

void draw_wide(Page& page, ui::Rect inner, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const bool rtl = page.ctx.rtl;
  const float side = std::min(badge_side(page), inner.h);
  const ui::Rect badge = inner.cut_start(side, m.gap, rtl);
  draw_badge(page, ui::centred(badge, {side, side}), connector);
  const float share = page.large() ? 0.62F : 0.46F;
  draw_about(page, inner.cut_start(std::floor(inner.w * share), m.tight, rtl), connector);

  const bool begin = may_begin(connector.availability);
  Stack cost(page);
  cost.block(offered_price_block(page, element(connector, "price"), connector, m.price.scaled(0.8F),
                                 ui::Align::end));
  cost.text({.name = element(connector, begin ? "price_note" : "wait"),
             .text = begin ? note_of(page, connector) : wait_words(page, connector),
             .style = m.label,
             .colour = page.palette().ink_soft,
             .align = ui::Align::end,
             .expendable = begin || page.large() ? 1 : 0});
  cost.across(ui::Across::middle).draw(inner);
}

// Many connectors on a small panel: no chip, no strip, but still kind, state and price.
void draw_compact(Page& page, ui::Rect inner, const ConnectorView& connector) {
  const ui::Metrics& m = page.metrics();
  const bool begin = may_begin(connector.availability);
  const float side = std::min(badge_side(page), std::floor(inner.h * 0.36F));
  Stack stack(page);
  stack.fixed(side, [&page, connector, side](ui::Rect box) {
    draw_badge(page, box.cut_start(side, page.metrics().tight, page.ctx.rtl), connector);
    draw_line(page, box, state_line(page, connector));
  });
  stack.gap(m.tight * 0.6F);
  stack.block(line_block(page, kind_line(page, connector, ui::Align::start)));
  stack.block(
      offered_price_block(page, element(connector, "price"), connector, m.price.scaled(0.7F)));
  stack.text({.name = element(connector, "wait"),
              .text = begin ? std::string() : wait_words(page, connector),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = 1});
  stack.across(ui::Across::middle).draw(inner);
}

}  // namespace

void connector_card(Page& page, ui::Rect box, const ConnectorView& connector, bool attention) {
  const std::string name = "connector." + std::to_string(connector.evse);
  const std::string label = spoken(page, connector);
  const MainPrice price = main_price(page, connector.price);
  const std::string value = price.amount + price.unit;
  ui::touch_card(page.ctx, box,
                 {.name = name,
                  .label = label,
                  .value = value,
                  .action = ChooseConnector{connector.evse},
                  .attention = attention && may_begin(connector.availability)});
  const float padding = page.large() ? page.metrics().padding * 0.7F : page.metrics().padding;
  const ui::Rect inner = box.inset(padding);
  const bool wide = box.w > box.h * kWide && inner.w > page.metrics().body.size * kWideInEm;
  const bool low = inner.h < page.metrics().action * kRoomForStrip;
  if (wide && !page.unrolled) {
    draw_wide(page, inner, connector);
  } else if (low && !page.unrolled) {
    draw_compact(page, inner, connector);
  } else {
    draw_tall(page, inner, connector);
  }
}

}  // namespace kerb::kiosk
