// The station sells nothing now: why, and whom to call. Starting up looks alive, the rest looks
// closed.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/notice_band.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct OutWords {
  TextId title;
  TextId text;
};

OutWords words_for(OutOfServiceReason reason) {
  switch (reason) {
    case OutOfServiceReason::journal:
      return {"out.journal.title"_text, "out.journal.text"_text};
    case OutOfServiceReason::charger:
      return {"out.charger.title"_text, "out.charger.text"_text};
    case OutOfServiceReason::all_connectors:
      return {"out.all_connectors.title"_text, "out.all_connectors.text"_text};
    case OutOfServiceReason::starting:
      break;
  }
  return {"out.starting.title"_text, "out.starting.text"_text};
}

void draw_sign(Page& page, ui::Rect box, bool starting) {
  const ui::Rect inner = content_card(page, box);
  const float radius = std::min(inner.w, inner.h) * 0.34F;
  if (!starting) {
    ui::disc_icon(page.ctx, inner.centre(), radius, ui::Icon::build, ui::Tone::warn);
    return;
  }
  page.ctx.canvas.circle(inner.centre(), radius * 0.8F, page.palette().busy_tint);
  page.ctx.canvas.icon(ui::Icon::bolt, inner.centre(), radius * 0.9F, page.palette().busy);
  ui::spinner(page.ctx, inner.centre(), radius, page.palette().accent);
}

bool is_starting(const OutOfServiceModel& model) {
  return model.reason == OutOfServiceReason::starting;
}

void draw_words(Page& page, ui::Rect box, const OutOfServiceModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool starting = is_starting(model);
  const OutWords words = words_for(model.reason);
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.text({.name = "out.title",
              .text = page.say(words.title),
              .style = m.title,
              .colour = colours.ink,
              .role = starting ? ui::Role::status : ui::Role::alert});
  stack.gap(m.tight);
  stack.text({.name = "out.text",
              .text = page.say(words.text),
              .style = m.body,
              .colour = colours.ink_soft});
  if (!starting) {
    stack.gap(m.gap * 1.5F);
    stack.text({.name = "out.call",
                .text = page.say("out.call"_text),
                .style = m.label,
                .colour = colours.ink_soft,
                .expendable = 1});
    stack.text({.name = "out.helpline",
                .text = page.snapshot.site.helpline,
                .style = m.value,
                .colour = colours.ink,
                .role = ui::Role::value});
  }
  if (!model.code.empty()) {
    stack.gap(m.tight);
    stack.text({.name = "out.code",
                .text = page.say("failure.code"_text, {{"code", model.code}}),
                .style = m.label,
                .colour = colours.ink_soft,
                .expendable = 2});
  }
  stack.across(ui::Across::middle).draw(inner);
}

void draw_content(Page& page, const OutOfServiceModel& model) {
  cut_notice_band(page, page.body, page.large() ? 0 : page.metrics().action * 3);
  const Split parts = split(page, page.large() ? 0.26F : 0.4F, page.large() ? 0.26F : 0.45F);
  draw_sign(page, parts.picture, is_starting(model));
  draw_words(page, parts.content, model);
}

}  // namespace

void draw(const OutOfServiceModel& model, Page& page) {
  std::vector<Part> parts{{[&model](Page& part) { draw_words(part, part.body, model); }}};
  if (!page.snapshot.notices.empty()) {
    parts.push_back({[](Page& part) { draw_notice_band(part, part.body); }});
  }
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); }, std::move(parts));
}

}  // namespace kerb::kiosk
