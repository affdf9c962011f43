// What the operator's back end says, one message at a time and whole: its text, and its code to scan
// as large as it gets.
#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/notice_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

std::optional<ui::QrCode> code_of(const NoticeView& notice) {
  if (notice.qr_code.empty()) return std::nullopt;
  auto code = ui::make_qr(notice.qr_code);
  return code ? std::optional(std::move(*code)) : std::nullopt;
}

void draw_code(Page& page, ui::Rect box, const ui::QrCode& code) {
  const std::string caption = page.say("notice.scan"_text);
  const ui::Rect inner = picture_panel(page, box);
  ui::qr_card(page.ctx, inner, {.name = "notice.qr", .caption = caption, .code = &code});
}

void draw_message(Page& page, ui::Rect box, const NoticeView& notice, const std::string& count) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const ui::Rect inner = content_card(page, box);
  const ui::TextStyle style = m.heading.with(ui::Weight::medium);
  Stack stack(page);
  stack.text({.name = "notice.from",
              .text = page.say("notice.from"_text),
              .style = m.label.with(ui::Weight::semibold),
              .colour = colours.ink_soft,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text({.name = "notice.text",
              .text = breakable(page, notice_text(notice), style, inner.w),
              .style = style,
              .colour = colours.ink});
  stack.gap(m.tight).stretch();
  stack.text({.name = "notice.count",
              .text = count,
              .style = m.label,
              .colour = colours.ink_soft,
              .align = ui::Align::end,
              .expendable = 1});
  stack.draw(inner);
}

std::string count_words(const Page& page, std::size_t at, std::size_t of) {
  if (of < 2) return {};
  const auto number = [&](std::size_t n) {
    return page.formats().count(static_cast<std::int64_t>(n));
  };
  return page.language.line({number(at + 1), number(of)}, " / ");
}

}  // namespace

void draw(const NoticesModel& model, Page& page) {
  const auto all = notices_by_rank(page.snapshot);
  std::vector<Action> actions{back_action(page)};
  if (all.size() > 1) {
    actions.push_back({.name = "notice.next",
                       .label = page.say("notice.more"_text),
                       .intent = OpenNotices{},
                       .kind = ui::ButtonKind::secondary,
                       .trailing = ui::Icon::arrow_forward});
  }
  cut_actions(page, page.body, actions);
  if (all.empty()) return;  // it was taken back while it was read
  const std::size_t at = model.turned % all.size();
  const NoticeView& notice = *all[at];
  const std::string count = count_words(page, at, all.size());
  const auto code = code_of(notice);
  std::vector<Part> parts{{[&](Page& part) { draw_message(part, part.body, notice, count); }}};
  if (code) {
    parts.push_back({[&](Page& part) { draw_code(part, part.body, *code); },
                     std::min(page.body.w, page.body.h)});
  }
  long_page(
      page,
      [&](Page& whole) {
        if (!code) return draw_message(whole, whole.body, notice, count);
        const Split halves = split(whole, 0.4F, 0.5F);
        draw_code(whole, halves.picture, *code);
        draw_message(whole, halves.content, notice, count);
      },
      std::move(parts));
}

}  // namespace kerb::kiosk
