// Charging, live: how full, how much, what it costs so far, and how to stop. Figures are the
// meter's own; when the charger is silent the screen says that they are the last known, because a
// frozen number that looks alive is worse than none.
#include <algorithm>
#include <cmath>
#include <optional>

#include "kiosk/screens/fault_words.hpp"
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/figures_row.hpp"
#include "kiosk/screens/parts/message.hpp"
#include "kiosk/screens/parts/notice_band.hpp"
#include "kiosk/screens/parts/price_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/parts/tap_words.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kCaptionShare = 0.6F;  // of the ring's width: what fits inside it
constexpr float kRingInPrice = 4.2F;   // the ring's width in heights of its number
constexpr int kUsualTarget = 80;       // percent: where fast charging slows down

std::vector<FigureWords> figures(const Page& page, const ChargingModel& model) {
  const Formats& formats = page.formats();
  std::vector<FigureWords> all{
      {"charging.energy", page.say("charging.energy"_text), formats.energy(model.energy)},
      {"charging.cost", page.say("charging.cost"_text), formats.money(model.cost)}};
  if (page.large() && !page.portrait() && !page.unrolled) return all;
  all.push_back({"charging.power", page.say("charging.power"_text), formats.power(model.power)});
  return all;
}

struct NoticeWords {
  std::string title;
  std::string text;
  ui::Icon icon = ui::Icon::info;
  ui::Tone tone = ui::Tone::busy;
  std::string code = {};  // for the helpline
};

// Why the station holds back, and whether anybody has to do something.
NoticeWords pause_words(const Page& page, const ChargingModel& model) {
  const std::string goes_on = page.say("charging.goes_on"_text);
  switch (model.pause) {
    case hal::PauseReason::user:
      return {page.say("charging.paused_user"_text), page.say("charging.paused_user_text"_text),
              ui::Icon::still, ui::Tone::busy};
    case hal::PauseReason::error: {
      const hal::ChargerFault fault = model.connector.fault;
      const FaultWords words = fault_words(fault);
      return {page.say(words.reason),
              words.mendable ? fault_next(page, fault) + " " + goes_on : goes_on, words.icon,
              words.tone, fault_call(page, fault)};
    }
    case hal::PauseReason::no_energy:
      return {page.say("charging.paused_by_station"_text), page.say("charging.no_energy_text"_text),
              ui::Icon::clock, ui::Tone::busy};
    case hal::PauseReason::none:
      break;
  }
  return {page.say("charging.paused_by_station"_text),
          page.say("charging.paused_by_station_text"_text), ui::Icon::clock, ui::Tone::busy};
}

// Who holds the power down: said once, calmly, so that nobody looks for a fault.
std::optional<FactWords> slow_words(const Page& page, const ChargingModel& model) {
  const std::string power = page.formats().power(model.held.to);
  const auto words = [](ui::Icon icon, std::string title) {
    return FactWords{.name = "charging.slow",
                     .icon = icon,
                     .tone = ui::Tone::neutral,
                     .title = std::move(title),
                     .text = {}};
  };
  switch (model.held.by) {
    case hal::PowerHeld::By::nobody:
      break;
    case hal::PowerHeld::By::site:
      return words(ui::Icon::ev_station, page.say("charging.power_site"_text, {{"power", power}}));
    case hal::PowerHeld::By::back_end:
      return words(ui::Icon::info, page.say("charging.power_operator"_text, {{"power", power}}));
    case hal::PowerHeld::By::car:
      return words(ui::Icon::car, page.say("charging.power_car"_text));
    case hal::PowerHeld::By::cold_car:
      return words(ui::Icon::snowflake, page.say("charging.power_cold"_text));
    case hal::PowerHeld::By::heat:
      return words(ui::Icon::warning, page.say("charging.power_heat"_text, {{"power", power}}));
  }
  return std::nullopt;
}

NoticeWords price_notice_words(const Page& page, const PriceNotice& notice) {
  const std::string countdown = page.formats().countdown(notice.in);
  const std::string time = page.formats().time_of_day(notice.at);
  if (notice.kind == PriceNotice::Kind::price_changes) {
    const std::string price =
        notice.price ? per_kwh(page, *notice.price) : page.say("price.free"_text);
    return {page.say("charging.price_changes"_text, {{"price", price}, {"countdown", countdown}}),
            page.say("charging.price_changes_text"_text, {{"time", time}, {"price", price}}),
            ui::Icon::payments, ui::Tone::busy};
  }
  const std::string fee = per_time(page, *notice.price, notice.hourly);
  if (notice.kind == PriceNotice::Kind::idle_fee_begins) {
    return {page.say("charging.idle_begins"_text, {{"countdown", countdown}}),
            page.say("charging.idle_begins_text"_text, {{"time", time}, {"fee", fee}}),
            ui::Icon::parking, ui::Tone::warn};
  }
  return {page.say("charging.idle_runs"_text, {{"fee", fee}}),
          page.say("charging.idle_runs_text"_text), ui::Icon::parking, ui::Tone::warn};
}

std::optional<NoticeWords> notice_for(const Page& page, const ChargingModel& model) {
  if (model.link_lost) {
    return NoticeWords{page.say("charging.link_lost"_text),
                       page.say("charging.link_lost_text"_text), ui::Icon::cloud_off,
                       ui::Tone::warn};
  }
  if (model.paused_by_station && model.pause == hal::PauseReason::error) {
    return pause_words(page, model);
  }
  if (model.limit_near) {
    return NoticeWords{
        page.say("charging.limit_near"_text, {{"amount", page.formats().money(model.hold)}}),
        page.say("charging.limit_near_text"_text), ui::Icon::payments, ui::Tone::warn};
  }
  if (model.stray_tap) {
    TapWords words = tap_words(page, *model.stray_tap);
    return NoticeWords{std::move(words.title), std::move(words.text), words.icon, words.tone};
  }
  if (model.price_notice) return price_notice_words(page, *model.price_notice);
  if (model.paused_by_station) return pause_words(page, model);
  if (model.paused_by_car) {
    return NoticeWords{page.say("charging.paused_by_car"_text),
                       page.say("charging.paused_by_car_text"_text), ui::Icon::car, ui::Tone::busy};
  }
  return std::nullopt;
}

// What the ring is about: the battery when the car tells, else the energy so far.
std::string ring_words(const Page& page, const ChargingModel& model) {
  if (!model.soc_percent) return page.formats().energy_figure(model.energy);
  return page.formats().percent(std::clamp(*model.soc_percent, 0, 100));
}

void draw_ring(Page& page, ui::Rect box, const ChargingModel& model) {
  const float side = std::min(box.w, box.h);
  const bool known = model.soc_percent.has_value();
  const int soc = std::clamp(model.soc_percent.value_or(0), 0, 100);
  const std::string value = ring_words(page, model);
  std::string caption = page.say(known ? "charging.in_battery"_text : "charging.charged"_text);
  if (ui::measure(page.ctx, caption, page.metrics().label).w > side * kCaptionShare) {
    caption = known ? std::string() : page.say("charging.kwh"_text);
  }
  ui::progress_ring(page.ctx, ui::centred(box, {side, side}),
                    {.name = "charging.ring",
                     .share = known ? static_cast<float>(soc) / 100 : -1,
                     .value = value,
                     .caption = caption});
}

// Nobody knows how long the station holds back.
bool may_foretell(const ChargingModel& model) {
  return !model.link_lost && !model.paused_by_station;
}

std::string time_words(const Page& page, const ChargingModel& model) {
  if (model.to_80_percent && may_foretell(model)) {
    return page.say("charging.to_80"_text,
                    {{"duration", page.language.duration(*model.to_80_percent)},
                     {"percent", page.formats().percent(kUsualTarget)}});
  }
  return page.say("charging.elapsed"_text, {{"duration", page.language.duration(model.elapsed)}});
}

std::string cost_ahead_words(const Page& page, const ChargingModel& model) {
  if (!model.cost_at_80_percent || !may_foretell(model)) return {};
  return page.say("charging.cost_at_80"_text,
                  {{"percent", page.formats().percent(kUsualTarget)},
                   {"amount", page.formats().money(*model.cost_at_80_percent)}});
}

std::vector<Action> stop_action(const Page& page) {
  return {{.name = "charge.stop",
           .label = page.say("charging.stop"_text),
           .intent = Stop{},
           .kind = ui::ButtonKind::danger,
           .icon = ui::Icon::stop_circle}};
}

void draw_main(Page& page, ui::Rect box, const ChargingModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, box);
  const float most = page.portrait() ? inner.w * 0.6F : inner.w;
  Stack stack(page);
  const float least =
      std::max(m.target * 1.6F,
               page.large() ? ui::progress_ring_side(page.ctx, ring_words(page, model)) : 0);
  stack.flexible(least, std::max(most, least),
                 [&page, &model](ui::Rect at) { draw_ring(page, at, model); });
  stack.gap(m.tight);
  stack.text({.name = "charging.time",
              .text = time_words(page, model),
              .style = m.heading,
              .colour = page.palette().ink,
              .align = ui::Align::center,
              .expendable = page.large() ? 2 : 0});
  stack.text({.name = "charging.cost_at_80",
              .text = cost_ahead_words(page, model),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .align = ui::Align::center,
              .expendable = page.large() ? 3 : 1});
  stack.gap(m.tight).stretch();
  if (!page.may_move()) {
    stack.fixed(m.action, [&page](ui::Rect at) { draw_actions(page, at, stop_action(page)); });
  }
  stack.draw(inner);
}

void draw_chart(Page& page, ui::Rect box, const ChargingModel& model) {
  const ui::Rect inner = ui::card(page.ctx, box);
  const std::string title = page.say("charging.chart"_text);
  if (model.curve.size() < 2) {
    Stack stack(page);
    stack.text({.name = "charging.chart",
                .text = page.say("charging.chart_soon"_text),
                .style = page.metrics().body,
                .colour = page.palette().ink_soft,
                .align = ui::Align::center});
    stack.across(ui::Across::middle).draw(inner);
    return;
  }
  const std::string value = page.formats().power(model.power);
  const std::string top = page.formats().power(ui::chart_top(model.curve));
  const std::string from = page.language.duration(model.curve.front().at);
  const std::string to = page.language.duration(model.curve.back().at);
  ui::power_chart(page.ctx, inner,
                  {.name = "charging.chart",
                   .title = title,
                   .value = value,
                   .curve = model.curve,
                   .top_label = top,
                   .from_label = from,
                   .to_label = to});
}

bool has_card_panel(const ChargingModel& model) {
  return model.card_stops || !model.hold.is_zero();
}

// The second way to stop, where there is one, and what is held.
void draw_card_panel(Page& page, ui::Rect box, const ChargingModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  ui::Rect inner = ui::panel(page.ctx, box);
  const bool tall = inner.h > inner.w * 0.55F;
  const ui::Align align = tall ? ui::Align::center : ui::Align::start;
  const ui::Rect place = tall ? inner.cut_top(std::floor(inner.h * 0.42F), m.tight)
                              : inner.cut_start(inner.h * 1.3F, m.gap, page.ctx.rtl);
  Stack stack(page);
  if (model.card_stops) {
    ui::tap_target(page.ctx, place.centre(), std::min(place.w, place.h) * 0.34F,
                   {.calling = false});
    stack.text({.name = "charging.card_title",
                .text = page.say("charging.card_title"_text),
                .style = m.heading,
                .colour = colours.on_panel,
                .align = align});
    stack.text({.name = "charging.card_text",
                .text = page.say("charging.card_text"_text),
                .style = m.label,
                .colour = colours.on_panel_soft,
                .align = align,
                .expendable = 2});
    if (!model.hold.is_zero()) stack.gap(m.tight);
  } else {
    const float side = std::min(place.w, place.h) * 0.5F;
    page.ctx.canvas.icon(ui::Icon::lock, place.centre(), side, colours.on_panel_soft);
  }
  if (!model.hold.is_zero()) {
    stack.text(
        {.name = "charging.held",
         .text = page.say("charging.held"_text, {{"amount", page.formats().money(model.hold)}}),
         .style = model.card_stops ? m.label.with(ui::Weight::semibold) : m.heading,
         .colour = colours.on_panel,
         .align = align,
         .expendable = model.card_stops ? 3 : 0});
  }
  stack.across(ui::Across::middle).draw(inner);
}

Stack notice_stack(Page& page, const NoticeWords& words) {
  const ui::Metrics& m = page.metrics();
  Stack stack(page);
  stack.text({.name = "charging.notice",
              .text = words.title,
              .style = m.heading,
              .colour = page.palette().ink,
              .role = ui::Role::alert});
  stack.text({.name = "charging.notice_text",
              .text = words.text,
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = page.large() ? 1 : 0,
              .role = ui::Role::status});
  stack.text({.name = "charging.notice_call",
              .text = words.code,
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = page.large() ? 2 : 0});
  return stack;
}

void draw_notice(Page& page, ui::Rect box, const NoticeWords& words) {
  const ui::Metrics& m = page.metrics();
  ui::Rect inner = content_card(page, box);
  // Large letters need the width more than the sign does.
  const float side = std::min(inner.h, page.large() ? m.target * 0.5F : m.target);
  const ui::Rect mark = inner.cut_start(side, m.gap, page.ctx.rtl);
  ui::disc_icon(page.ctx, mark.centre(), side / 2, words.icon, words.tone);
  notice_stack(page, words).across(ui::Across::middle).draw(inner);
}

float notice_height(Page& page, float width, const NoticeWords& words) {
  const ui::Metrics& m = page.metrics();
  const float inner = width - 2 * m.padding - m.target - m.gap;
  return std::max(m.action * 1.75F, notice_stack(page, words).height(inner) + 2 * m.padding);
}

void draw_slow(Page& page, ui::Rect box, const FactWords& words) {
  Stack(page).block(fact_block(page, words)).draw(box);
}

float slow_height(Page& page, float width, const FactWords& words) {
  return Stack(page).block(fact_block(page, words)).height(width);
}

// The figures' card is a button to what the cost is made of.
ui::Rect cost_card(Page& page, ui::Rect box, const ChargingModel& model) {
  const ui::Metrics& m = page.metrics();
  const std::string label = page.say("cost.title"_text);
  const std::string value = page.formats().money(model.cost);
  ui::touch_card(page.ctx, box,
                 {.name = "cost.show", .label = label, .value = value, .action = ShowCost{}});
  const float padding = page.large() ? m.padding * 0.6F : m.padding;
  ui::Rect inner = box.inset(padding);
  const float icon = m.body.size * 1.2F;
  const ui::Rect mark = inner.cut_end(icon, m.tight, page.ctx.rtl);
  page.ctx.canvas.icon(page.ctx.rtl ? ui::Icon::chevron_back : ui::Icon::chevron_forward,
                       mark.centre(), icon, page.palette().ink_soft);
  return inner;
}

void draw_figures_card(Page& page, ui::Rect box, const ChargingModel& model) {
  const std::vector<FigureWords> all = figures(page, model);
  const ui::Rect inner = cost_card(page, box, model);
  page.ctx.lack(figures_height(page, inner.w, all) - inner.h);
  draw_figures(page, ui::centred(inner, {inner.w, figures_height(page, inner.w, all)}), all);
}

float figures_card_height(Page& page, float width, const ChargingModel& model) {
  const ui::Metrics& m = page.metrics();
  const float padding = m.padding * (page.large() ? 1.2F : 2);
  const float mark = m.body.size * 1.2F + m.tight;
  return figures_height(page, width - padding - mark, figures(page, model)) + padding;
}

// Everything but the ring and the stop button.
void draw_side(Page& page, ui::Rect area, const ChargingModel& model) {
  const ui::Metrics& m = page.metrics();
  const float gap = page.large() ? m.tight : m.gap;
  const auto notice = notice_for(page, model);
  const auto slow = slow_words(page, model);
  const bool room = !page.large();
  const bool told = !page.snapshot.notices.empty();
  if (!room && !notice && !slow && !told) return draw_figures_card(page, area, model);
  draw_figures_card(
      page, area.cut_top(std::min(figures_card_height(page, area.w, model), area.h), gap), model);
  if (notice) {
    const float high = room ? std::min(notice_height(page, area.w, *notice), area.h) : area.h;
    draw_notice(page, area.cut_top(high, gap), *notice);
  }
  if (slow && (room || !notice)) {
    const float high = slow_height(page, area.w, *slow);
    if (!room || high + m.action * 1.4F < area.h) {
      draw_slow(page, area.cut_top(room ? high : area.h, gap), *slow);
    }
  }
  if (told && room) cut_notice_band(page, area, m.action * 1.4F);
  if (told && !room && !notice && !slow) draw_notice_band(page, area);
  if (!room || area.h < m.action * 0.8F) return;
  const bool with_card = !notice && has_card_panel(model);
  if (with_card && page.portrait()) {
    const bool both = area.h > m.action * 2.6F;
    draw_card_panel(page,
                    area.cut_bottom(both ? std::min(m.action * 1.9F, area.h * 0.42F) : area.h, gap),
                    model);
  } else if (with_card && (area.h > m.action * 2 || (!slow && !told))) {
    draw_card_panel(page, area.cut_end(std::floor(area.w * 0.335F), gap, page.ctx.rtl), model);
  }
  if (area.h > m.action * 1.4F) draw_chart(page, area, model);
}

// On a panel that stands, the ring and the stop button get what they need; the rest shares what
// they leave.
float main_share(const Page& page) {
  const ui::Metrics& m = page.metrics();
  const float needed =
      2 * m.padding + m.price.size * kRingInPrice + 2 * m.tight + m.heading.size * 1.4F + m.action;
  return std::clamp(needed / page.body.h, page.large() ? 0.56F : 0.44F, 0.64F);
}

void draw_content(Page& page, const ChargingModel& model) {
  const Split parts = split_by_reading(page, page.large() ? 0.5F : 0.31F, main_share(page));
  draw_main(page, parts.picture, model);
  draw_side(page, parts.content, model);
}

}  // namespace

void draw(const ChargingModel& model, Page& page) {
  // Whatever the page does, the way to stop stays where it is.
  if (page.may_move()) cut_actions(page, page.body, stop_action(page));
  std::vector<Part> parts;
  if (const auto notice = notice_for(page, model)) {
    parts.push_back({[notice](Page& part) { draw_notice(part, part.body, *notice); }});
  }
  parts.push_back({[&model](Page& part) { draw_main(part, part.body, model); }});
  if (const auto slow = slow_words(page, model)) {
    parts.push_back({[slow](Page& part) { draw_slow(part, part.body, *slow); }});
  }
  parts.push_back({[&model](Page& part) { draw_figures_card(part, part.body, model); }});
  if (!page.snapshot.notices.empty()) {
    parts.push_back({[](Page& part) { draw_notice_band(part, part.body); }});
  }
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); }, std::move(parts));
}

}  // namespace kerb::kiosk
