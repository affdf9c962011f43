// One question before the charge ends: a stray touch or a curious child should not cost anybody a
// charge.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/figures_row.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

std::vector<Action> answers(const Page& page) {
  return {{.name = "stop.keep",
           .label = page.say("stop.keep"_text),
           .intent = KeepCharging{},
           .kind = ui::ButtonKind::secondary,
           .icon = ui::Icon::bolt},
          {.name = "stop.confirm",
           .label = page.say("stop.confirm"_text),
           .intent = ConfirmStop{},
           .kind = ui::ButtonKind::danger,
           .icon = ui::Icon::stop_circle}};
}

std::vector<FigureWords> figures(const Page& page, const ChargingModel& charging) {
  std::vector<FigureWords> all{
      {"charging.energy", page.say("charging.energy"_text), page.formats().energy(charging.energy)},
      {"charging.cost", page.say("charging.cost"_text), page.formats().money(charging.cost)}};
  if (charging.soc_percent && !page.large()) {
    all.push_back({"charging.battery", page.say("charging.in_battery"_text),
                   page.formats().percent(*charging.soc_percent)});
  }
  return all;
}

void draw_content(Page& page, const StopConfirmModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, page.body);
  const std::vector<FigureWords> all = figures(page, model.charging);
  Stack stack(page);
  stack.fixed(
      m.target * 1.7F,
      [&page](ui::Rect at) {
        ui::disc_icon(page.ctx, at.centre(), at.h / 2, ui::Icon::stop_circle, ui::Tone::bad);
      },
      2);
  stack.gap(m.gap);
  stack.text({.name = "stop.title",
              .text = page.say(model.by_card ? "stop.title_card"_text : "stop.title"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .align = ui::Align::center,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "stop.text",
              .text = page.say("stop.text"_text),
              .style = m.body,
              .colour = page.palette().ink_soft,
              .align = ui::Align::center,
              .expendable = page.large() ? 2 : 0});
  stack.gap(m.gap * 1.4F);
  stack.fixed(
      figures_height(page, inner.w, all),
      [&page, all](ui::Rect at) {
        const float most = page.metrics().action * 3 * static_cast<float>(all.size());
        const float wide = page.large() ? at.w : std::min(at.w, most);
        draw_figures(page, ui::centred(at, {wide, at.h}), all, ui::Align::center);
      },
      1);
  stack.across(ui::Across::middle).draw(inner);
}

}  // namespace

void draw(const StopConfirmModel& model, Page& page) {
  cut_actions(page, page.body, answers(page));
  long_page(page, [&model](Page& whole) { draw_content(whole, model); });
}

}  // namespace kerb::kiosk
