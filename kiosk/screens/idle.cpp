// The first screen: every connector with its state and full price, and how to begin.
#include <algorithm>
#include <array>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/connector_card.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/notice_band.hpp"
#include "kiosk/screens/parts/tap_words.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct Headline {
  TextId title;
  TextId lead;
};

Headline headline(const IdleModel& model, const std::vector<ConnectorView>& connectors) {
  const auto any = [&](auto... states) {
    return std::any_of(connectors.begin(), connectors.end(), [&](const ConnectorView& connector) {
      return ((connector.availability == states) || ...);
    });
  };
  if (model.choose_first) return {"idle.choose_first"_text, "idle.choose_first_lead"_text};
  if (any(Availability::free, Availability::plugged, Availability::untold)) {
    return {"idle.title"_text, "idle.lead"_text};
  }
  if (any(Availability::in_use, Availability::finishing, Availability::reserved,
          Availability::paying_elsewhere)) {
    return {"idle.title_busy"_text, "idle.lead_busy"_text};
  }
  return {"idle.title_broken"_text, "idle.lead_broken"_text};
}

void draw_headline(Page& page, const IdleModel& model) {
  const ui::Metrics& m = page.metrics();
  const Headline words = headline(model, page.snapshot.connectors);
  Stack stack(page);
  stack.text({.name = "idle.title",
              .text = page.say(words.title),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::heading});
  // What goes wrong in large mode must still be read; the everyday invitation may go.
  if (!page.large()) {
    stack.text({.name = "idle.lead",
                .text = page.say(words.lead),
                .style = m.body,
                .colour = page.palette().ink_soft});
  }
  if (page.unrolled) {
    stack.draw(page.body);
    return;
  }
  const float wished = stack.height(page.body.w);
  stack.draw(
      page.body.cut_top(std::min(wished, page.body.h * 0.3F), page.large() ? m.tight : m.gap));
}

bool none_works(const std::vector<ConnectorView>& connectors) {
  return std::all_of(connectors.begin(), connectors.end(), [](const ConnectorView& connector) {
    return connector.availability == Availability::out_of_service ||
           connector.availability == Availability::disabled ||
           connector.availability == Availability::unknown;
  });
}

struct Invitation {
  std::string title;
  std::string text;
  ui::Icon icon = ui::Icon::none;  // none: the waves
  bool trouble = false;
};

Invitation invitation_for(const Page& page, const IdleModel& model) {
  const std::string call =
      page.say("idle.reader_down_text"_text, {{"helpline", page.snapshot.site.helpline}});
  if (none_works(page.snapshot.connectors)) {
    return {page.say("idle.call_title"_text), call, ui::Icon::support, true};
  }
  if (!model.reader_ready) {
    return {page.say("idle.reader_down_title"_text), call, ui::Icon::power_off, true};
  }
  if (model.stray_tap) {
    TapWords words = tap_words(page, *model.stray_tap);
    return {std::move(words.title), std::move(words.text), words.icon, true};
  }
  return {page.say("idle.pay_title"_text), page.say("idle.pay_text"_text)};
}

// "1 Touch a connector": a number in a disc and a few words, on the panel.
void add_step(Page& page, Stack& stack, int number, TextId id) {
  const ui::Metrics& m = page.metrics();
  const float side = std::round(m.label.size * 1.7F);
  const std::string name = "idle.step." + std::to_string(number);
  stack.gap(m.tight * 0.7F)
      .fixed(
          side,
          [&page, side, number, name, words = page.say(id)](ui::Rect box) {
            const ui::Palette& colours = page.palette();
            const ui::Rect disc = box.cut_start(side, page.metrics().tight, page.ctx.rtl);
            page.ctx.canvas.circle(disc.centre(), side / 2, ui::faded(colours.on_panel, 0.16F));
            ui::label(page.ctx, disc,
                      {.name = name + ".number",
                       .text = std::to_string(number),
                       .style = page.metrics().label.with(ui::Weight::bold),
                       .colour = colours.on_panel,
                       .align = ui::Align::center,
                       .across = ui::Across::middle,
                       .max_lines = 1});
            ui::label(page.ctx, box,
                      {.name = name,
                       .text = words,
                       .style = page.metrics().label.with(ui::Weight::medium),
                       .colour = colours.on_panel,
                       .across = ui::Across::middle,
                       .max_lines = 1,
                       .shrink_to = 0.6F});
          },
          3);
}

// The invitation on dark blue: waves, that any card will do, and the three steps when there is
// room.
void draw_invitation(Page& page, ui::Rect box, const IdleModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const Invitation words = invitation_for(page, model);
  ui::Rect inner = ui::panel(page.ctx, box);
  const bool tall = !page.unrolled && inner.h > inner.w * 0.7F;
  const float disc = page.unrolled ? page.metrics().target
                     : tall        ? std::min(inner.h * 0.38F, inner.w * 0.7F)
                                   : std::min(inner.h, inner.w * 0.3F);
  const ui::Rect place =
      tall ? inner.cut_top(disc, m.gap) : inner.cut_start(disc, m.gap, page.ctx.rtl);
  const float radius = std::min(place.w, place.h) * 0.5F;
  if (words.icon == ui::Icon::none) {
    ui::tap_target(page.ctx, place.centre(), radius, {});
  } else {
    ui::disc_icon(page.ctx, place.centre(), radius * 0.75F, words.icon,
                  model.reader_ready ? ui::Tone::busy : ui::Tone::warn);
  }
  const ui::Align align = tall ? ui::Align::center : ui::Align::start;
  Stack stack(page);
  stack.text({.name = "idle.pay_title",
              .text = words.title,
              .style = m.heading,
              .colour = colours.on_panel,
              .align = align,
              .role = words.trouble ? ui::Role::alert : ui::Role::text});
  stack.gap(m.tight * 0.6F);
  stack.text({.name = "idle.pay_text",
              .text = words.text,
              .style = words.trouble ? m.body : m.label,
              .colour = colours.on_panel_soft,
              .align = align,
              .expendable = words.trouble ? 0 : 1});
  if (tall && !words.trouble && !page.portrait() && !page.large()) {
    stack.gap(m.tight * 0.4F);
    add_step(page, stack, 1, "how.choose"_text);
    add_step(page, stack, 2, "how.tap"_text);
    add_step(page, stack, 3, "how.plug"_text);
  }
  stack.across(ui::Across::middle).draw(inner);
}

void draw_how(Page& page, ui::Rect box) {
  const ui::Metrics& m = page.metrics();
  ui::Rect inner = ui::card(page.ctx, box);
  const std::string title = page.say("how.title"_text);
  ui::label(page.ctx,
            inner.cut_top(std::ceil(ui::measure(page.ctx, title, m.heading).h) + 1, m.tight),
            {.name = "how.title", .text = title, .style = m.heading, .colour = page.palette().ink});
  const std::array<std::string, 6> words{
      page.say("how.choose"_text),   page.say("how.tap"_text),
      page.say("how.plug"_text),     page.say("how.choose_text"_text),
      page.say("how.tap_text"_text), page.say("how.plug_text"_text)};
  const std::array<ui::Step, 3> all{{{ui::StepPicture::choose, words[0], words[3]},
                                     {ui::StepPicture::tap, words[1], words[4]},
                                     {ui::StepPicture::plug_in, words[2], words[5]}}};
  ui::steps(page.ctx, inner, "how", all);
}

struct Grid {
  std::size_t columns = 1;
  std::size_t rows = 1;
};

Grid grid_for(std::size_t count, bool portrait, bool large) {
  const auto with = [count](std::size_t columns) {
    return Grid{columns, (count + columns - 1) / columns};
  };
  if (count <= 1) return with(1);
  if (portrait) return with((count == 2 && !large) || count > 6 ? 2 : 1);
  if (large) return with(count == 2 ? 2 : count <= 4 ? 1 : 3);
  return with(count <= 3 ? count : count == 4 ? 2 : count <= 8 ? 4 : 5);
}

void draw_cards(Page& page, ui::Rect box, const IdleModel& model) {
  const auto& connectors = page.snapshot.connectors;
  const Grid grid = grid_for(connectors.size(), page.portrait(), page.large());
  const float gap = page.large() ? page.metrics().tight : page.metrics().gap;
  const auto rows = ui::rows(box, grid.rows, gap);
  for (std::size_t i = 0; i < connectors.size(); ++i) {
    const auto cells = ui::columns(rows[i / grid.columns], grid.columns, gap, page.ctx.rtl);
    connector_card(page, cells[i % grid.columns], connectors[i], model.choose_first);
  }
}

void draw_portrait(Page& page, const IdleModel& model) {
  const ui::Metrics& m = page.metrics();
  ui::Rect area = page.body;
  const Grid grid = grid_for(page.snapshot.connectors.size(), true, page.large());
  // What the cards need comes first; the explanation gets what they leave.
  const float row = m.action * (grid.rows == 1 ? 4.4F : grid.columns == 1 ? 2.1F : 2.6F);
  const float cards = std::min(area.h, static_cast<float>(grid.rows) * (row + m.gap));
  const float left = area.h - cards - m.gap;
  const bool how = !page.large() && left > m.action * 4.8F;
  const bool invitation = !page.large() && left > m.action * 2.2F;
  if (how) draw_how(page, area.cut_bottom(std::min(left * 0.55F, m.action * 4.6F), m.gap));
  if (invitation || !model.reader_ready) {
    const float high =
        how ? std::min(left * 0.4F, m.action * 3.4F) : std::min(left, m.action * 2.6F);
    draw_invitation(page, area.cut_bottom(std::max(high, m.action * 1.5F), m.gap), model);
  }
  draw_cards(page, area, model);
}

void draw_landscape(Page& page, const IdleModel& model) {
  const ui::Metrics& m = page.metrics();
  ui::Rect area = page.body;
  const std::size_t count = page.snapshot.connectors.size();
  if (count <= 2 && (!page.large() || count == 1 || !model.reader_ready)) {
    const float share = count == 1 ? 0.44F : 0.325F;
    draw_invitation(page, area.cut_end(std::floor(area.w * share), m.gap, page.ctx.turned), model);
  } else if (!model.reader_ready || (!page.large() && area.h > m.action * 5)) {
    draw_invitation(page, area.cut_bottom(std::round(m.action * 1.35F), m.gap), model);
  }
  draw_cards(page, area, model);
}

// What the connectors need before anybody else may speak.
float least_for_cards(const Page& page) {
  return page.metrics().action * 3.2F;
}

void draw_content(Page& page, const IdleModel& model) {
  cut_notice_band(page, page.body, page.large() ? 0 : least_for_cards(page));
  draw_headline(page, model);
  if (page.portrait()) {
    draw_portrait(page, model);
  } else {
    draw_landscape(page, model);
  }
}

}  // namespace

void draw(const IdleModel& model, Page& page) {
  std::vector<Part> parts{{[&model](Page& part) { draw_headline(part, model); }}};
  if (!page.snapshot.notices.empty()) {
    parts.push_back({[](Page& part) { draw_notice_band(part, part.body); }});
  }
  if (!model.reader_ready || none_works(page.snapshot.connectors)) {
    parts.push_back({[&model](Page& part) { draw_invitation(part, part.body, model); }});
  }
  for (const ConnectorView& connector : page.snapshot.connectors) {
    parts.push_back({[&model, &connector](Page& part) {
      connector_card(part, part.body, connector, model.choose_first);
    }});
  }
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); }, std::move(parts));
}

}  // namespace kerb::kiosk
