// "Are you still there?" A warning that can be answered in time (EN 301 549, 11.2.2.1;
// WCAG 2.2, 2.2.1: at least 20 seconds); the other button goes home at once.
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {

void draw_leaving(Page& page, hal::Seconds left) {
  const ui::Metrics& m = page.metrics();
  const std::vector<Action> answers{
      {.name = "nav.done",
       .label = page.say("frame.done"_text),
       .intent = DoneHere{},
       .kind = ui::ButtonKind::secondary},
      {.name = "still.here", .label = page.say("leaving.stay"_text), .intent = StillHere{}}};
  const std::string title = page.say("leaving.title"_text);
  const ui::Size page_size{page.ctx.area.w, page.ctx.area.h};
  const ui::Size size = page.portrait() ? ui::Size{page_size.w - 2 * m.margin, page_size.h * 0.42F}
                                        : ui::Size{page_size.w * 0.66F, page_size.h * 0.6F};
  ui::Rect inner =
      ui::dialog(page.ctx, {.name = "leaving",
                            .label = title,
                            .size = page.large() ? ui::Size{page_size.w, page_size.h} : size});
  cut_actions(page, inner, answers);
  Stack stack(page);
  stack.text({.name = "leaving.title",
              .text = title,
              .style = m.title,
              .colour = page.palette().ink,
              .align = ui::Align::center,
              .role = ui::Role::alert});
  stack.gap(m.tight);
  stack.text({.name = "leaving.text",
              .text = page.say("leaving.text"_text, {{"seconds", std::int64_t{left.count()}}}),
              .style = m.body,
              .colour = page.palette().ink_soft,
              .align = ui::Align::center});
  stack.across(ui::Across::middle).draw(inner);
}

}  // namespace kerb::kiosk
