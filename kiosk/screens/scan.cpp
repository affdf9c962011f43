// A code for the driver's phone. Stickers with forged codes are glued on chargers; so the code is
// only ever on the screen, what it leads to stands under it in large letters, and the screen says
// that no sticker is ours. The card is offered beside it all the time.
#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/connector_words.hpp"
#include "kiosk/screens/parts/readable_code.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/parts/web_page.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kPaddingToSpare = 0.35F;

using ScanStage = ScanModel::Stage;

struct ScanCode {
  std::optional<ui::QrCode> code;  // none: there is no code yet, or none any more
  std::string domain;
};
ScanCode code_of(const Page& page, const ScanModel& model) {
  if (model.stage != ScanStage::open) return {};
  ScanCode out{std::nullopt, domain_of(model.address)};
  if (auto made = ui::make_qr(model.address)) out.code = std::move(*made);
  if (!out.domain.empty()) out.domain = say_domain(page, out.domain);
  return out;
}

StackText domain_words(const Page& page, const std::string& domain, ui::Colour colour) {
  return {.name = "scan.domain",
          .text = domain,
          .style = page.metrics().heading,
          .colour = colour,
          .role = ui::Role::status};
}

// No code is better than one that nobody can read: the card is what is left.
void draw_too_long(Page& page, ui::Rect inner) {
  const float radius = std::min(inner.w, inner.h) * 0.36F;
  page.ctx.canvas.icon(ui::Icon::card, inner.centre(), radius, page.palette().on_panel);
}

// The domain under the code, in lines of about the same length. No height: there is no room for it
// where the code has to stay readable.
struct DomainBelow {
  float width = 0;
  float height = 0;
};
DomainBelow domain_below(Page& page, const ui::Rect& inner, const ScanCode& code) {
  if (page.large() || code.domain.empty()) return {};
  const ui::Metrics& m = page.metrics();
  // No height: a word is wider than that.
  const auto height = [&](float width) {
    const ui::TextLayout& words = page.ctx.canvas.text_engine().layout(
        code.domain, m.heading, {.max_width = width, .align = ui::Align::center});
    return words.truncated ? 0 : std::ceil(words.height);
  };
  DomainBelow below{inner.w, height(inner.w)};
  const float side = std::min(inner.w, inner.h - below.height - m.tight);
  if (side < readable_side(page, *code.code)) return {};
  float too_narrow = 0;
  constexpr int kHalvings = 7;  // then it is less than a hundredth
  for (int half = 0; half < kHalvings; ++half) {
    const float width = std::ceil((below.width + too_narrow) / 2);
    const float narrower = height(width);
    const bool fits = narrower > 0 && narrower <= below.height;
    (fits ? below.width : too_narrow) = width;
  }
  return below;
}

// What a driver finds where the code belongs.
enum class CodePanel { code, code_and_domain, waiting, too_long };

CodePanel draw_code(Page& page, ui::Rect box, const ScanCode& code, const ScanModel& model) {
  ui::Rect inner = picture_panel(page, box);
  if (model.stage != ScanStage::open) return wait_for_code(page, inner), CodePanel::waiting;
  if (!code.code) return draw_too_long(page, inner), CodePanel::too_long;
  const float least = readable_side(page, *code.code);
  float side = std::min(inner.w, inner.h);
  if (side < least) {
    // The white around the code is room enough: on a small panel it may come near the edge.
    inner = inner.inset(-page.metrics().padding * kPaddingToSpare);
    side = std::min(inner.w, inner.h);
  }
  if (side < least && page.may_move() && !page.unrolled) page.ctx.lack(least - side);
  if (side < least) return draw_too_long(page, inner), CodePanel::too_long;
  const DomainBelow below = domain_below(page, inner, code);
  if (below.height > 0) {
    StackText words = domain_words(page, code.domain, page.palette().on_panel);
    words.align = ui::Align::center;
    const ui::Rect under = inner.cut_bottom(below.height, page.metrics().tight);
    Stack(page).text(words).draw(
        {under.x + std::floor((under.w - below.width) / 2), under.y, below.width, under.h});
  }
  const std::string means = page.say("scan.title"_text);
  ui::qr_card(page.ctx, inner,
              {.name = "scan.qr", .caption = {}, .code = &*code.code, .means = means});
  return below.height > 0 ? CodePanel::code_and_domain : CodePanel::code;
}

struct ScanWords {
  TextId title;
  TextId text;
};
ScanWords words_for(const ScanModel& model, CodePanel beside) {
  if (beside == CodePanel::too_long) return {"scan.too_long"_text, "scan.too_long_text"_text};
  if (model.stage == ScanStage::preparing)
    return {"scan.preparing"_text, "scan.preparing_text"_text};
  if (model.stage == ScanStage::withdrawing) {
    return {"scan.withdrawing"_text,
            model.card_next ? "scan.card_next"_text : "scan.withdrawing_text"_text};
  }
  return {"scan.title"_text, "scan.card"_text};
}

void draw_words(Page& page, ui::Rect box, const ScanModel& model, const ScanCode& code,
                CodePanel beside) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool open = model.stage == ScanStage::open && beside != CodePanel::too_long;
  const ScanWords words = words_for(model, beside);
  const std::string domain = beside == CodePanel::code ? code.domain : std::string();
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  const bool too_long = beside == CodePanel::too_long;
  // Where the domain has to stand here, a title in two lines would make all below it small.
  const StackText title{.name = too_long ? "scan.too_long" : "scan.title",
                        .text = page.say(words.title),
                        .style = m.title,
                        .colour = colours.ink,
                        .role = too_long ? ui::Role::alert : ui::Role::heading};
  const bool in_one_line = !domain.empty() && !page.large() && !page.portrait();
  stack.block(in_one_line ? line_block(page, title) : text_block(page, title));
  stack.gap(m.tight);
  stack.text(domain_words(page, domain, colours.ink));
  stack.text({.name = "scan.sticker",
              .text = open ? page.say("scan.sticker"_text) : std::string(),
              .style = m.body,
              .colour = colours.ink,
              .expendable = page.large() ? 1 : 0});
  stack.gap(m.tight);
  stack.text({.name = "scan.text",
              .text = page.say(words.text),
              .style = m.body,
              .colour = colours.ink_soft,
              .expendable = open ? 1 : 0});
  stack.stretch().gap(m.gap);
  stack.text(
      {.name = "scan.hold",
       .text = model.sold_by_back_end
                   ? std::string()
                   : page.say("tap.hold"_text, {{"amount", page.formats().money(model.hold)}}),
       .style = m.heading,
       .colour = colours.ink});
  stack.text(
      {.name = "scan.connector",
       .text = page.language.line(
           {kind_and_power(page, model.connector), std::to_string(model.connector.evse)}, " · "),
       .style = m.label,
       .colour = colours.ink_soft,
       .expendable = page.large() ? 2 : 0});
  stack.text(
      {.name = "scan.left",
       .text = open ? page.say("scan.left"_text, {{"time", page.formats().countdown(model.left)}})
                    : std::string(),
       .style = m.label,
       .colour = colours.ink_soft,
       .expendable = page.large() ? 2 : 0});
  stack.draw(inner);
}

std::vector<Action> ways_on(const Page& page, const ScanModel& model) {
  // The service may take its time to withdraw the page: nobody has to wait for it here.
  if (model.stage == ScanStage::withdrawing) {
    return {{.name = "nav.done",
             .label = page.say("frame.done"_text),
             .intent = DoneHere{},
             .kind = ui::ButtonKind::secondary,
             .icon = ui::Icon::check,
             .known_by_icon = true}};
  }
  return {{.name = "nav.cancel",
           .label = page.say("plug_in.cancel_card"_text),
           .intent = Cancel{},
           .kind = ui::ButtonKind::secondary,
           .icon = ui::Icon::close,
           .known_by_icon = true}};
}

// As much of the page as a long code needs.
Split parts_of(const Page& page, const ScanCode& code) {
  const bool large = page.large();
  float landscape = large ? 0.42F : 0.46F;
  float portrait = large ? 0.4F : 0.52F;
  if (code.code) {
    constexpr float kMost = 0.62F;
    const float needed = readable_side(page, *code.code) + 2 * page.metrics().padding;
    landscape = std::max(landscape, std::min(kMost, needed / page.body.w));
    portrait = std::max(portrait, std::min(kMost, needed / page.body.h));
  }
  return split(page, landscape, portrait);
}

void draw_content(Page& page, const ScanModel& model, const ScanCode& code) {
  const Split parts = parts_of(page, code);
  const CodePanel beside = draw_code(page, parts.picture, code, model);
  ui::Rect content = parts.content;
  if (!page.portrait() && !page.large()) cut_actions(page, content, ways_on(page, model));
  draw_words(page, content, model, code, beside);
}

}  // namespace

void draw(const ScanModel& model, Page& page) {
  const ScanCode code = code_of(page, model);
  const std::vector<Action> actions = ways_on(page, model);
  const float least = code.code ? readable_side(page, *code.code) + 2 * page.metrics().padding
                                : picture_height(page);
  const float foot = actions_height(page, page.body.w, actions) + page.metrics().gap;
  // With large letters on a low panel: a code that is never whole in sight is none.
  const bool tight = page.large() && code.code && page.body.h - foot < least;
  if ((page.portrait() || page.large()) && !tight) cut_actions(page, page.body, actions);
  // The code comes first, as large as it gets; all the rest can be moved to.
  const float square =
      code.code ? std::max(least, std::min(page.body.w, page.body.h)) : picture_height(page);
  CodePanel shown = CodePanel::code;
  const auto draw_panel = [&](Page& part) { shown = draw_code(part, part.body, code, model); };
  std::vector<Part> parts{{draw_panel, square}, {[&](Page& part) {
                            // Far from the code, its domain is said once more.
                            const bool near = shown != CodePanel::code_and_domain;
                            draw_words(part, part.body, model, code,
                                       near ? shown : CodePanel::code);
                          }}};
  if (tight) {
    parts.push_back({[&](Page& part) { cut_actions(part, part.body, actions); }, foot});
  }
  long_page(
      page,
      [&](Page& whole) {
        if (tight) whole.ctx.lack(whole.body.h);
        draw_content(whole, model, code);
      },
      std::move(parts));
}

}  // namespace kerb::kiosk
