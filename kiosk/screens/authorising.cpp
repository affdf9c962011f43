// The card was read and may go; then the bank is asked. Nothing can be touched here but help: the
// question is on its way. Only while a terminal still waits for the driver, they may leave.
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/reader_lights.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct Words {
  TextId title;
  TextId text;
};
TextId terminal_title(TerminalStep step) {
  switch (step) {
    case TerminalStep::present:
      return "authorising.present"_text;
    case TerminalStep::remove:
      return "authorising.remove"_text;
    case TerminalStep::pin:
      return "authorising.pin"_text;
    case TerminalStep::wrong_pin:
      return "authorising.wrong_pin"_text;
    case TerminalStep::refused:
      return "authorising.refused"_text;
    case TerminalStep::follow:
    case TerminalStep::bank:
      break;
  }
  return "authorising.terminal"_text;
}

Words words_for(const AuthorisingModel& model) {
  if (model.terminal && *model.terminal != TerminalStep::bank) {
    return {terminal_title(*model.terminal), "authorising.terminal_text"_text};
  }
  if (model.just_read) return {"authorising.read"_text, "authorising.read_text"_text};
  if (model.slow) return {"authorising.slow_title"_text, "authorising.slow_text"_text};
  return {"authorising.title"_text, "authorising.text"_text};
}

void draw_waiting(Page& page, ui::Rect box, const AuthorisingModel& model) {
  ui::Rect inner = picture_panel(page, box);
  if (!model.terminal) {
    reader_lights(page, inner, "authorising.lights",
                  model.just_read ? hal::Lights::card_read : hal::Lights::off);
  }
  const float radius = std::min(inner.w, inner.h) * 0.36F;
  if (model.just_read) {
    ui::disc_icon(page.ctx, inner.centre(), radius, ui::Icon::check, ui::Tone::ok);
    return;
  }
  ui::spinner(page.ctx, inner.centre(), radius, page.palette().on_panel);
  const bool at_terminal = model.terminal && *model.terminal != TerminalStep::bank;
  page.ctx.canvas.icon(at_terminal ? ui::Icon::card : ui::Icon::lock, inner.centre(), radius * 0.8F,
                       page.palette().on_panel);
}

void draw_words(Page& page, ui::Rect box, const AuthorisingModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const ui::Rect inner = content_card(page, box);
  const Words words = words_for(model);
  Stack stack(page);
  stack.text({.name = "authorising.title",
              .text = page.say(words.title),
              .style = m.title,
              .colour = colours.ink,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "authorising.text",
              .text = page.say(words.text),
              .style = m.body,
              .colour = colours.ink_soft});
  stack.gap(m.gap);
  if (!model.hold.is_zero()) {
    add_row(page, stack,
            {"authorising.hold", page.say("authorising.hold"_text),
             page.formats().money(model.hold), 1});
  }
  add_row(page, stack,
          {.name = "authorising.card",
           .label = page.say("authorising.card"_text),
           .value = masked_card(page, model.card_label, model.card_last_four),
           .expendable = page.large() ? 2 : 1,
           .personal = true});
  stack.across(ui::Across::middle).draw(inner);
}

std::vector<Action> ways_on(const Page& page) {
  return {{.name = "nav.cancel",
           .label = page.say("plug_in.cancel_card"_text),
           .intent = Cancel{},
           .kind = ui::ButtonKind::secondary,
           .icon = ui::Icon::close,
           .known_by_icon = true}};
}

void draw_content(Page& page, const AuthorisingModel& model) {
  const Split parts = split(page, page.large() ? 0.3F : 0.42F, page.large() ? 0.3F : 0.45F);
  draw_waiting(page, parts.picture, model);
  ui::Rect content = parts.content;
  if (model.may_cancel && !page.portrait() && !page.large()) {
    cut_actions(page, content, ways_on(page));
  }
  draw_words(page, content, model);
}

}  // namespace

void draw(const AuthorisingModel& model, Page& page) {
  if (model.may_cancel && (page.portrait() || page.large())) {
    cut_actions(page, page.body, ways_on(page));
  }
  long_page(page, [&model](Page& whole) { draw_content(whole, model); },
            {{[&model](Page& part) { draw_words(part, part.body, model); }}});
}

}  // namespace kerb::kiosk
