// The whole tariff of a connector: what a kilowatt hour costs over the day as a picture, then every
// part of the price in a sentence.
#include <algorithm>
#include <array>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/price_line.hpp"
#include "kiosk/screens/parts/price_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

std::string amount_of(const Page& page, const std::optional<UnitPrice>& price) {
  return price ? page.formats().price(*price) : page.say("price.free"_text);
}

// Heights from zero: a step that looks twice as high costs twice as much.
std::vector<ui::DayStep> steps_of(const Page& page, const DayView& day) {
  std::int64_t most = 1;
  for (const DayPrice& price : day.prices) {
    if (price.per_kwh) most = std::max(most, price.per_kwh->amount.micros);
  }
  std::vector<ui::DayStep> steps;
  for (std::size_t at = 0; at < day.prices.size(); ++at) {
    constexpr int kMidnight = 1440;
    const DayPrice& price = day.prices[at];
    const int until = at + 1 < day.prices.size() ? day.prices[at + 1].from_minute : kMidnight;
    if (until <= price.from_minute) continue;  // an hour that the clocks show twice
    const float share =
        price.per_kwh ? static_cast<float>(price.per_kwh->amount.micros) / static_cast<float>(most)
                      : 0;
    steps.push_back(
        {price.from_minute, until, std::max(0.0F, share), amount_of(page, price.per_kwh)});
  }
  return steps;
}

std::string in_words(const Page& page, const DayView& day) {
  std::string words;
  for (const DayPrice& price : day.prices) {
    if (!words.empty()) words += ", ";
    words += page.formats().time_of_day(price.from) + " " + amount_of(page, price.per_kwh);
  }
  return words;
}

// A picture of a price that never changes says less than the price.
void draw_same_all_day(Page& page, ui::Rect inner, const TariffModel& model) {
  const ui::Metrics& m = page.metrics();
  Stack stack(page);
  stack.block(price_block(page, "tariff.price", main_price(page, model.connector.price),
                          m.price.scaled(1.3F)));
  stack.gap(m.tight);
  stack.text({.name = "tariff.same",
              .text = page.say("tariff.same"_text),
              .style = m.body,
              .colour = page.palette().ink_soft});
  stack.across(ui::Across::middle).draw(inner);
}

void draw_day(Page& page, ui::Rect box, const TariffModel& model) {
  const ui::Metrics& m = page.metrics();
  ui::Rect inner = content_card(page, box);
  const std::string title = page.say("tariff.day"_text);
  ui::label(page.ctx,
            inner.cut_top(std::ceil(ui::measure(page.ctx, title, m.heading).h) + 1, m.tight),
            {.name = "tariff.day",
             .text = title,
             .style = m.heading,
             .colour = page.palette().ink,
             .max_lines = 1,
             .shrink_to = 0.6F,
             .role = ui::Role::heading});
  const std::vector<ui::DayStep> steps = steps_of(page, model.day);
  if (steps.size() < 2) return draw_same_all_day(page, inner, model);
  const std::string value = in_words(page, model.day);
  static const std::array<std::string, 5> hours{"00:00", "06:00", "12:00", "18:00", "24:00"};
  ui::day_chart(page.ctx, inner,
                {.name = "tariff.chart",
                 .label = title,
                 .value = value,
                 .steps = steps,
                 .now_minute = model.day.now_minute,
                 .hours = hours});
}

void add_sentence(Page& page, Stack& stack, const PriceSentence& sentence) {
  const ui::Metrics& m = page.metrics();
  const float side = std::round(m.body.size * 1.4F);
  const auto words_width = [side, &m](float width) { return width - side - m.tight; };
  stack.block({[&page, sentence, words_width, side](float width, float scale) {
                 const ui::TextStyle style = page.metrics().body.scaled(scale);
                 return std::max(
                     side * scale,
                     std::ceil(ui::measure(page.ctx, sentence.text, style, words_width(width)).h));
               },
               [&page, sentence, side](ui::Rect at, float scale) {
                 const ui::Metrics& sizes = page.metrics();
                 const ui::Rect mark = at.cut_start(side, sizes.tight, page.ctx.rtl);
                 page.ctx.canvas.icon(sentence.icon, {mark.centre().x, at.y + side * scale * 0.45F},
                                      side * scale * 0.8F, page.palette().accent);
                 at.h += 1;
                 ui::label(page.ctx, at,
                           {.name = sentence.name,
                            .text = sentence.text,
                            .style = sizes.body.scaled(scale),
                            .colour = page.palette().ink});
               }});
  stack.gap(m.tight * 0.7F);
}

void draw_parts(Page& page, ui::Rect box, const TariffModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.block(line_block(page, {.name = "tariff.connector",
                                .text = kind_and_power(page, model.connector),
                                .style = m.heading,
                                .colour = page.palette().ink,
                                .role = ui::Role::heading}));
  stack.gap(m.tight);
  if (model.connector.price) {
    for (const PriceSentence& sentence : price_sentences(page, *model.connector.price)) {
      add_sentence(page, stack, sentence);
    }
  }
  stack.text({.name = "tariff.note",
              .text = model.note,
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = 1});
  stack.draw(inner);
}

void draw_content(Page& page, const TariffModel& model) {
  // Large text leaves no room for both: the sentences say it all.
  if (page.large()) return draw_parts(page, page.body, model);
  const Split parts = split(page, 0.5F, 0.46F);
  draw_day(page, parts.picture, model);
  draw_parts(page, parts.content, model);
}

}  // namespace

void draw(const TariffModel& model, Page& page) {
  std::vector<Action> actions{back_action(page)};
  if (may_begin(model.connector.availability) && model.connector.price) {
    actions.push_back(
        {.name = "pay.start",
         .label = page.say(model.connector.price->free ? "detail.start"_text : "detail.pay"_text),
         .intent = Pay{},
         .trailing = ui::Icon::arrow_forward});
  }
  cut_actions(page, page.body, actions);
  long_page(page, [&model](Page& whole) { draw_content(whole, model); });
}

}  // namespace kerb::kiosk
