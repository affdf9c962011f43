// Tell us what is broken, in one touch. Nothing to type; what the station knew goes with it.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/choice_grid.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

std::vector<Choice> choices(const Page& page) {
  const auto choice = [&](std::string name, TextId title, ReportedFault fault, ui::Icon icon) {
    return Choice{std::move(name), page.say(title), {}, FileReport{fault}, icon, ui::Tone::busy};
  };
  return {choice("report.connector", "report.connector"_text, ReportedFault::connector,
                 ui::Icon::power),
          choice("report.cable", "report.cable"_text, ReportedFault::cable, ui::Icon::cable),
          choice("report.screen", "report.screen"_text, ReportedFault::screen, ui::Icon::touch),
          choice("report.card_reader", "report.card_reader"_text, ReportedFault::card_reader,
                 ui::Icon::card),
          choice("report.price", "report.price"_text, ReportedFault::price, ui::Icon::payments),
          choice("report.blocked_bay", "report.blocked_bay"_text, ReportedFault::blocked_bay,
                 ui::Icon::parking),
          choice("report.other", "report.other"_text, ReportedFault::other, ui::Icon::dots)};
}

std::string fault_word(const Page& page, ReportedFault fault) {
  return choices(page)[static_cast<std::size_t>(fault)].title;
}

void draw_title(Page& page) {
  const ui::Metrics& m = page.metrics();
  Stack stack(page);
  stack.text({.name = "report.title",
              .text = page.say("report.title"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::heading});
  if (page.unrolled) {
    stack.draw(page.body);
    return;
  }
  if (!page.large()) {
    stack.text({.name = "report.lead",
                .text = page.say("report.lead"_text),
                .style = m.body,
                .colour = page.palette().ink_soft});
  }
  const float wished = std::min(stack.height(page.body.w), page.body.h * 0.3F);
  stack.draw(page.body.cut_top(wished, page.large() ? m.tight : m.gap));
}

bool is_sent(const ReportModel& model) {
  return model.delivery == ReportModel::Delivery::sent;
}

void draw_face(Page& page, ui::Rect box, bool sent) {
  const ui::Rect face = content_card(page, box);
  ui::disc_icon(page.ctx, face.centre(), std::min(face.w, face.h) * 0.36F,
                sent ? ui::Icon::check : ui::Icon::schedule_send,
                sent ? ui::Tone::ok : ui::Tone::busy);
}

void draw_words(Page& page, ui::Rect box, const ReportModel& model) {
  const ui::Metrics& m = page.metrics();
  const bool sent = is_sent(model);
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.text({.name = "report.title",
              .text = page.say(sent ? "report.sent"_text : "report.waiting"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::status});
  stack.gap(m.tight);
  stack.text({.name = "report.text",
              .text = page.say(sent ? "report.sent_text"_text : "report.waiting_text"_text),
              .style = m.body,
              .colour = page.palette().ink_soft,
              .expendable = page.large() ? 1 : 0});
  stack.gap(m.gap);
  if (model.fault) {
    add_row(page, stack,
            {"report.about", page.say("report.about"_text), fault_word(page, *model.fault),
             page.large() ? 3 : 1});
  }
  add_row(page, stack,
          {"report.number", page.say("report.number"_text), model.number, page.large() ? 2 : 1});
  stack.across(ui::Across::middle).draw(inner);
}

void draw_filed(Page& page, const ReportModel& model) {
  long_page(page,
            [&model](Page& whole) {
              const float share = whole.large() ? 0.26F : 0.38F;
              const Split parts = split(whole, share, whole.large() ? 0.26F : 0.42F);
              draw_face(whole, parts.picture, is_sent(model));
              draw_words(whole, parts.content, model);
            },
            {{[&model](Page& part) { draw_words(part, part.body, model); }}});
}

}  // namespace

void draw(const ReportModel& model, Page& page) {
  if (model.delivery == ReportModel::Delivery::choosing) {
    cut_actions(page, page.body, {back_action(page)});
    return choice_page(page, draw_title, choices(page));
  }
  cut_actions(page, page.body,
              {{.name = "nav.done", .label = page.say("frame.done"_text), .intent = DoneHere{}}});
  draw_filed(page, model);
}

}  // namespace kerb::kiosk
