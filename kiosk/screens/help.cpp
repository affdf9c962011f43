// Help, from every screen: how to charge in three pictures, a person on the phone who knows where
// the driver stands, a way to tell what is broken, and a screen that fits whoever stands before it.
#include <array>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/choice_grid.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct Heading {
  std::string name;
  std::string text;
};

void draw_title(Page& page, const Heading& heading) {
  const ui::Metrics& m = page.metrics();
  Stack stack(page);
  stack.text({.name = heading.name,
              .text = heading.text,
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::heading});
  if (page.unrolled) {
    stack.draw(page.body);
    return;
  }
  const float wished = std::min(stack.height(page.body.w), page.body.h * 0.3F);
  stack.draw(page.body.cut_top(wished, page.large() ? m.tight : m.gap));
}

// The themes that are not shown now.
std::vector<Choice> other_themes(const Page& page) {
  const ThemeChoice shown = page.snapshot.preferences.theme;
  std::vector<Choice> others;
  if (shown != ThemeChoice::light) {
    others.push_back({"theme.light", page.say("help.light"_text), page.say("help.light_text"_text),
                      ChooseTheme{ThemeChoice::light}, ui::Icon::light_mode, ui::Tone::neutral});
  }
  if (shown != ThemeChoice::dark) {
    others.push_back({"theme.dark", page.say("help.dark"_text), page.say("help.dark_text"_text),
                      ChooseTheme{ThemeChoice::dark}, ui::Icon::dark_mode, ui::Tone::neutral});
  }
  if (shown != ThemeChoice::contrast) {
    others.push_back({"theme.contrast", page.say("help.contrast"_text),
                      page.say("help.contrast_text"_text), ChooseTheme{ThemeChoice::contrast},
                      ui::Icon::contrast, ui::Tone::neutral});
  }
  return others;
}

std::vector<Choice> menu(const Page& page, const HelpModel& model) {
  std::vector<Choice> choices{
      {"help.how", page.say("help.how"_text), page.say("help.how_text"_text),
       OpenHelp{HelpModel::Topic::how_to_charge}, ui::Icon::ev_station, ui::Tone::ok},
      {"help.contact", page.say("help.contact"_text), page.say("help.contact_text"_text),
       OpenHelp{HelpModel::Topic::contact}, ui::Icon::support, ui::Tone::busy},
      {"report.open", page.say("help.report"_text), page.say("help.report_text"_text), OpenReport{},
       ui::Icon::flag, ui::Tone::bad}};
  if (model.stuck) {
    choices.push_back({"plug.unlock", page.say("unlock.ask"_text), page.say("unlock.ask_text"_text),
                       Unlock{*model.stuck}, ui::Icon::lock, ui::Tone::warn});
  }
  choices.push_back({"help.display", page.say("help.display"_text),
                     page.say("help.display_text"_text), OpenHelp{HelpModel::Topic::display},
                     ui::Icon::settings, ui::Tone::neutral});
  return choices;
}

// Something that is switched by touching it.
Choice aid(const Page& page, std::string name, Aid which, TextId title, TextId text,
           ui::Icon icon) {
  Preferences now = page.snapshot.preferences;
  const bool on = now[which];
  return {std::move(name),
          page.say(title),
          page.say(text),
          ChooseAid{which, !on},
          icon,
          on ? ui::Tone::ok : ui::Tone::neutral,
          on};
}

std::vector<Choice> adaptations(const Page& page) {
  std::vector<Choice> choices = other_themes(page);
  if (page.metrics().reach > 0) {
    choices.push_back(aid(page, "aid.low", Aid::low_reach, "fit.low"_text, "fit.low_text"_text,
                          ui::Icon::accessible));
  }
  choices.push_back(aid(page, "aid.hand", Aid::other_hand, "fit.hand"_text, "fit.hand_text"_text,
                        ui::Icon::hand));
  choices.push_back(aid(page, "aid.motion", Aid::less_motion, "fit.still"_text,
                        "fit.still_text"_text, ui::Icon::still));
  choices.push_back(aid(page, "aid.time", Aid::more_time, "fit.time"_text, "fit.time_text"_text,
                        ui::Icon::timer));
  return choices;
}

void draw_choices(Page& page, const Heading& heading, const std::vector<Choice>& choices) {
  choice_page(
      page, [&heading](Page& part) { draw_title(part, heading); }, choices);
}

struct Picture {
  std::string name;
  std::string title;
  std::string text;
};

void draw_picture_mark(Page& page, ui::Rect box, std::size_t which) {
  const ui::Palette& colours = page.palette();
  const float side = std::min(box.w, box.h);
  const ui::Point centre = box.centre();
  page.ctx.canvas.circle(centre, side / 2, colours.ok_tint);
  const ui::Rect mark = ui::centred(box, {side * 0.56F, side * 0.56F});
  switch (which) {
    case 0:
      page.ctx.canvas.icon(ui::Icon::touch, centre, side * 0.56F, colours.ok);
      break;
    case 1:
      ui::tap_card_pictogram(page.ctx.canvas, mark, colours.ok);
      break;
    default:
      ui::plug_in_pictogram(page.ctx.canvas, mark, colours.ok);
      break;
  }
}

void draw_step(Page& page, ui::Rect box, std::size_t which, const Picture& picture) {
  const ui::Metrics& m = page.metrics();
  ui::Rect inner = content_card(page, box);
  const bool sideways = page.unrolled || inner.w > inner.h * 1.2F;
  const float side = page.unrolled ? m.target
                     : sideways    ? std::min(inner.h, inner.w * 0.26F)
                                   : std::min(inner.w * 0.8F, inner.h * 0.46F);
  const ui::Rect mark =
      sideways ? inner.cut_start(side, m.gap, page.ctx.rtl) : inner.cut_top(side, m.gap);
  draw_picture_mark(page, mark, which);
  const ui::Align align = sideways ? ui::Align::start : ui::Align::center;
  Stack stack(page);
  stack.text({.name = picture.name,
              .text = std::to_string(which + 1) + ". " + picture.title,
              .style = m.heading,
              .colour = page.palette().ink,
              .align = align});
  stack.gap(m.tight * 0.6F);
  stack.text({.name = picture.name + "_text",
              .text = picture.text,
              .style = m.body,
              .colour = page.palette().ink_soft,
              .align = align,
              .expendable = page.large() ? 1 : 0});
  stack.across(sideways ? ui::Across::middle : ui::Across::top).draw(inner);
}

void draw_how_to(Page& page) {
  const Heading heading{"help.how_title", page.say("help.how_title"_text)};
  const std::array<Picture, 3> pictures{
      {{"help.step1", page.say("help.step1"_text), page.say("help.step1_text"_text)},
       {"help.step2", page.say("help.step2"_text), page.say("help.step2_text"_text)},
       {"help.step3", page.say("help.step3"_text), page.say("help.step3_text"_text)}}};
  std::vector<Part> parts{{[&heading](Page& part) { draw_title(part, heading); }}};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    parts.push_back({[&pictures, i](Page& part) { draw_step(part, part.body, i, pictures[i]); }});
  }
  long_page(
      page,
      [&](Page& whole) {
        draw_title(whole, heading);
        const float gap = whole.large() ? whole.metrics().tight : whole.metrics().gap;
        const bool below = whole.portrait() || whole.large();
        const auto cells =
            below ? ui::rows(whole.body, 3, gap) : ui::columns(whole.body, 3, gap, whole.ctx.rtl);
        for (std::size_t i = 0; i < 3; ++i) draw_step(whole, cells[i], i, pictures[i]);
      },
      std::move(parts));
}

void add_code(Page& page, Stack& stack, const std::string& name, std::string label,
              std::string code, std::string text) {
  const ui::Metrics& m = page.metrics();
  stack.text({.name = name + ".label",
              .text = std::move(label),
              .style = m.label,
              .colour = page.palette().ink_soft});
  stack.text({.name = name,
              .text = std::move(code),
              .style = m.value,
              .colour = page.palette().ink,
              .role = ui::Role::value});
  stack.text({.name = name + ".text",
              .text = std::move(text),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .expendable = page.large() ? 2 : 1});
}

void draw_phone(Page& page, ui::Rect box) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect phone = picture_panel(page, box);
  Stack call(page);
  call.fixed(
      m.target * 1.3F,
      [&page](ui::Rect at) {
        page.ctx.canvas.icon(ui::Icon::support, at.centre(), at.h, page.palette().on_panel);
      },
      2);
  call.gap(m.gap);
  call.text({.name = "help.contact_title",
             .text = page.say("help.contact_title"_text),
             .style = m.heading,
             .colour = page.palette().on_panel,
             .align = ui::Align::center,
             .expendable = page.large() ? 2 : 0,
             .role = ui::Role::heading});
  call.gap(m.tight);
  call.text({.name = "help.helpline",
             .text = page.snapshot.site.helpline,
             .style = m.value,
             .colour = page.palette().on_panel,
             .align = ui::Align::center,
             .role = ui::Role::value});
  call.gap(m.tight);
  call.text({.name = "help.contact_lead",
             .text = page.say("help.contact_lead"_text),
             .style = m.label,
             .colour = page.palette().on_panel_soft,
             .align = ui::Align::center,
             .expendable = page.large() ? 2 : 1});
  call.across(ui::Across::middle).draw(phone);
}

// What the person at the other end asks for.
void draw_codes(Page& page, ui::Rect box) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, box);
  Stack codes(page);
  if (!page.snapshot.session_code.empty()) {
    add_code(page, codes, "help.session", page.say("help.session"_text), page.snapshot.session_code,
             page.say("help.session_text"_text));
    codes.gap(m.gap * 1.2F);
  }
  add_code(page, codes, "help.point", page.say("help.point"_text), page.snapshot.site.evse_code,
           page.say("help.point_text"_text));
  codes.across(ui::Across::middle).draw(inner);
}

void draw_contact(Page& page) {
  long_page(page,
            [](Page& whole) {
              const Split parts = split(whole, whole.large() ? 0.5F : 0.46F, 0.46F);
              draw_phone(whole, parts.picture);
              draw_codes(whole, parts.content);
            },
            {{[](Page& part) { draw_phone(part, part.body); }},
             {[](Page& part) { draw_codes(part, part.body); }}});
}

}  // namespace

void draw(const HelpModel& model, Page& page) {
  cut_actions(page, page.body, {back_action(page)});
  switch (model.topic) {
    case HelpModel::Topic::menu:
      return draw_choices(page, {"help.title", page.say("help.title"_text)}, menu(page, model));
    case HelpModel::Topic::how_to_charge:
      return draw_how_to(page);
    case HelpModel::Topic::contact:
      return draw_contact(page);
    case HelpModel::Topic::display:
      return draw_choices(page, {"help.display_title", page.say("help.display"_text)},
                          adaptations(page));
  }
}

}  // namespace kerb::kiosk
