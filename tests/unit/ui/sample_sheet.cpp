#include "tests/unit/ui/stage.hpp"

#include <array>
#include <cmath>

namespace kerb::kiosk::ui {
namespace {

void header(ScreenContext& ctx, Rect& page) {
  const Metrics& m = ctx.metrics;
  Rect bar = page.cut_top(m.target, m.tight);
  const Rect logo = bar.cut_start(m.target, m.tight, ctx.rtl);
  ctx.canvas.rounded(logo, m.radius_button,
                     Gradient{ctx.palette.primary.top, ctx.palette.primary.bottom});
  icon(ctx, logo.inset(m.target * 0.17F), Icon::bolt, ctx.palette.on_primary);
  for (const Button& pill :
       {Button{.name = "header.help", .label = "Help", .action = OpenHelp{}, .icon = Icon::help},
        Button{.name = "header.language", .label = "English", .icon = Icon::language},
        Button{.name = "header.text", .label = "Aa", .icon = Icon::text_size}}) {
    pill_button(ctx, bar.cut_end(pill_button_width(ctx, pill), m.tight, ctx.rtl), pill);
  }
  const auto lines = rows(bar, 2, 0);
  label(ctx, lines[0],
        {.name = "site.operator",
         .text = "Voltaro",
         .style = m.heading,
         .colour = ctx.palette.ink,
         .across = Across::bottom,
         .max_lines = 1});
  label(ctx, lines[1],
        {.name = "site.name",
         .text = "Harbour Square · Bay 4",
         .style = m.label,
         .colour = ctx.palette.ink_soft,
         .max_lines = 1,
         .shrink_to = 0.8F});
}

void connector(ScreenContext& ctx, Rect box, bool free) {
  const Metrics& m = ctx.metrics;
  const std::string base = free ? "connector.1" : "connector.2";
  touch_card(ctx, box,
             {.name = base, .label = "CCS 300 kW", .action = ChooseConnector{free ? 1 : 2}});
  Rect inside = box.inset(m.padding);
  Rect top = inside.cut_top(m.target * 1.4F, m.tight);
  connector_badge(ctx, top.cut_start(top.h, m.tight, ctx.rtl),
                  {.kind = free ? hal::ConnectorKind::ccs2 : hal::ConnectorKind::type2,
                   .tone = free ? Tone::ok : Tone::busy,
                   .number = free ? "1" : "2"});
  const Rect state = chip(ctx, top,
                          {.name = base + ".state",
                           .text = free ? "Available" : "In use",
                           .tone = free ? Tone::ok : Tone::busy,
                           .pulse = free},
                          Align::end);
  top.cut_top(state.h);
  label(ctx, top,
        {.name = base + ".kind",
         .text = free ? "CCS 300 kW" : "Type 2 22 kW",
         .style = m.strong,
         .colour = ctx.palette.ink,
         .align = Align::end,
         .across = Across::bottom,
         .max_lines = 1,
         .shrink_to = 0.7F});
  Rect foot = inside.cut_bottom(m.action, m.tight);
  const Rect price_box = price(ctx, inside,
                               {.name = base + ".price",
                                .amount = free ? "€0.59" : "78 %",
                                .unit = free ? "/kWh" : "",
                                .amount_style = m.price,
                                .unit_style = m.body});
  inside.cut_top(price_box.h, m.tight);
  if (free) {
    button(ctx, foot, {.name = base + ".start", .label = "Start", .trailing = Icon::arrow_forward});
    return;
  }
  progress_bar(ctx, inside.cut_top(m.tight * 1.3F),
               {.name = base + ".soc", .label = "Charged", .share = 0.78F});
  button(ctx, foot,
         {.name = base + ".wait", .label = "Free in about 12 min", .kind = ButtonKind::quiet});
}

void pay_panel(ScreenContext& ctx, Rect box) {
  const Metrics& m = ctx.metrics;
  Rect inside = panel(ctx, box);
  const Rect title = label(ctx, inside,
                           {.name = "tap.title",
                            .text = "Tap to pay",
                            .style = m.heading,
                            .colour = ctx.palette.on_panel,
                            .align = Align::center,
                            .max_lines = 1});
  inside.cut_top(title.h, m.tight);
  const Rect target = inside.cut_top(inside.h * 0.4F, m.tight);
  tap_target(ctx, target.centre(), std::min(target.w, target.h) / 2,
             {.name = "tap", .means = "Hold your card here"});
  contactless_lights(ctx, inside.cut_top(m.target * 0.6F, m.tight),
                     {.name = "lights", .means = "Ready", .lights = hal::Lights::ready_to_read});
  static const QrCode kCode =
      make_qr("https://voltaro.example/c/DE*VLT*E1042?session=7Q4K").value();
  qr_card(ctx, inside, {.name = "qr", .caption = "Or scan to pay", .code = &kCode});
}

void chart(ScreenContext& ctx, Rect box) {
  std::vector<PowerPoint> curve;
  for (int i = 0; i < 120; ++i) {
    const double rise = 1 - std::exp(-i / 5.0);
    const double fall = i > 45 ? (i - 45) * 0.0075 : 0;
    curve.push_back(
        {hal::Seconds{i * 10}, hal::Watts{static_cast<std::int64_t>(186000 * (rise - fall))}});
  }
  power_chart(ctx, card(ctx, box),
              {.name = "power",
               .title = "Charging power",
               .value = "82 kW",
               .curve = curve,
               .top_label = "200 kW",
               .from_label = "0 min",
               .to_label = "20 min"});
}

}  // namespace

void draw_sample_sheet(ScreenContext& ctx) {
  const Metrics& m = ctx.metrics;
  page_ground(ctx);
  Rect page = ctx.area.inset(m.margin, m.margin * 0.7F);
  header(ctx, page);
  Rect upper = page.cut_top(page.h * 0.47F, m.gap);
  const auto cards = columns(upper, 4, m.gap, ctx.rtl);
  connector(ctx, cards[0], true);
  connector(ctx, cards[1], false);
  pay_panel(ctx, cards[2]);
  progress_ring(ctx, card(ctx, cards[3]),
                {.name = "soc", .share = 0.64F, .value = "64 %", .caption = "in your battery"});
  Rect middle = page.cut_top(page.h * 0.42F, m.gap);
  chart(ctx, middle.cut_start(middle.w * 0.5F, m.gap, ctx.rtl));
  Rect table = card(ctx, middle);
  for (const auto& [name, what, much] :
       {std::tuple{"row.1", "Energy", "21.4 kWh"}, std::tuple{"row.2", "Held", "€50.00"},
        std::tuple{"row.3", "Total", "€12.64"}}) {
    const Rect used = table_row(ctx, table,
                                {.name = name,
                                 .label = what,
                                 .value = much,
                                 .style = m.body,
                                 .emphasised = std::string_view(name) == "row.3"});
    table.cut_top(used.h, 2);
  }
  const Notice warning{.name = "notice",
                       .text = "The charger does not answer. Figures are the last known."};
  notice(ctx, page.cut_top(notice_height(ctx, page.w, warning), m.gap), warning);
  static constexpr std::array<Step, 3> kSteps{
      Step{StepPicture::plug_in, "Plug in", "Cable into your car"},
      Step{StepPicture::tap, "Tap", "Card or phone", false, true},
      Step{StepPicture::charge, "Charge", "Unplug to finish"}};
  Rect lower = page;
  steps(ctx, card(ctx, lower.cut_start(lower.w * 0.55F, m.gap, ctx.rtl)), "steps", kSteps);
  const auto keys = rows(lower, 3, m.tight);
  button(ctx, keys[0],
         {.name = "stop",
          .label = "Stop charging",
          .action = Stop{},
          .kind = ButtonKind::danger,
          .icon = Icon::stop_circle});
  button(ctx, keys[1],
         {.name = "back",
          .label = "Back",
          .action = Back{},
          .kind = ButtonKind::secondary,
          .icon = Icon::arrow_back});
  const auto kinds = columns(keys[2], 4, m.tight, ctx.rtl);
  int i = 0;
  for (const auto kind : {hal::ConnectorKind::ccs2, hal::ConnectorKind::type2,
                          hal::ConnectorKind::chademo, hal::ConnectorKind::nacs}) {
    connector_badge(ctx, kinds[static_cast<std::size_t>(i)],
                    {.kind = kind, .tone = static_cast<Tone>(i)});
    ++i;
  }
}

}  // namespace kerb::kiosk::ui
