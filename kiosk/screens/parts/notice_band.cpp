#include "kiosk/screens/parts/notice_band.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/notice_words.hpp"

namespace kerb::kiosk {
namespace {

constexpr int kBandLines = 2;
constexpr float kRoomForCode = 9;        // action heights of the panel
constexpr float kReadableModule = 2.5F;  // pixels: a phone reads it from where a hand holds it

// What of a message goes into a band of this width.
struct Band {
  const NoticeView* notice = nullptr;
  std::string whole;
  std::string shown;
  bool opens = false;
  std::optional<ui::QrCode> code;  // that is readable here
  float code_side = 0;
  float height = 0;
};

float band_pad(const Page& page) {
  return page.metrics().tight * 1.2F;
}

float sign_side(const Page& page) {
  return page.metrics().icon * (page.large() ? 1.0F : 1.25F);
}

std::optional<ui::QrCode> readable_code(Page& page, const std::string& content, float side) {
  // On a low panel the connectors need the height; the code is on the message's own page.
  const bool low = page.metrics().height < page.metrics().action * kRoomForCode;
  if (content.empty() || page.large() || low) return std::nullopt;
  auto code = ui::make_qr(content);
  if (!code || side / static_cast<float>(code->size + 8) < kReadableModule) return std::nullopt;
  return std::move(*code);
}

Band band_for(Page& page, float width) {
  Band band;
  band.notice = notice_in_turn(page);
  if (band.notice == nullptr) return band;
  const ui::Metrics& m = page.metrics();
  const float pad = band_pad(page);
  band.whole = notice_text(*band.notice);
  band.code_side = std::round(m.action * 1.3F);
  band.code = readable_code(page, band.notice->qr_code, band.code_side);
  float room = width - 2 * pad - sign_side(page) - m.gap;
  if (band.code) room -= band.code_side + m.gap;
  const float chevron = m.body.size * 1.2F + m.tight;
  const bool several = page.snapshot.notices.size() > 1;
  band.shown = beginning_of(page, band.whole, m.strong, room, kBandLines);
  band.opens =
      several || !band.notice->qr_code.empty() || band.shown.find("\u2026") != std::string::npos;
  if (band.opens) band.shown = beginning_of(page, band.whole, m.strong, room - chevron, kBandLines);
  const float text =
      ui::measure(page.ctx, band.shown, m.strong, band.opens ? room - chevron : room).h;
  const float content = std::max({text, sign_side(page), band.code ? band.code_side : 0.0F});
  band.height = std::ceil(std::max(content + 2 * pad, band.opens ? m.target : 0.0F));
  return band;
}

void draw_ground(Page& page, ui::Rect box, const Band& band) {
  if (band.opens) {
    ui::touch_card(page.ctx, box,
                   {.name = "notice.open",
                    .label = page.say("notice.from"_text),
                    .value = page.say("notice.more"_text),
                    .action = OpenNotices{}});
    return;
  }
  ui::card(page.ctx, box);
}

}  // namespace

float notice_band_height(Page& page, float width) {
  return band_for(page, width).height;
}

void draw_notice_band(Page& page, ui::Rect box) {
  const Band band = band_for(page, box.w);
  if (band.notice == nullptr) return;
  page.ctx.lack(band.height - box.h);
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const bool urgent = band.notice->rank == NoticeView::Rank::always_front;
  const ui::Tone tone = urgent ? ui::Tone::warn : ui::Tone::busy;
  draw_ground(page, box, band);
  ui::Rect inner = box.inset(band_pad(page));
  const float side = sign_side(page);
  ui::disc_icon(page.ctx, inner.cut_start(side, m.gap, page.ctx.rtl).centre(), side / 2,
                urgent ? ui::Icon::warning : ui::Icon::info, tone);
  if (band.opens) {
    const float icon = m.body.size * 1.2F;
    const ui::Rect mark = inner.cut_end(icon, m.tight, page.ctx.rtl);
    page.ctx.canvas.icon(page.ctx.rtl ? ui::Icon::chevron_back : ui::Icon::chevron_forward,
                         mark.centre(), icon, colours.ink_soft);
  }
  if (band.code) {
    const std::string means = page.say("notice.scan"_text);
    const ui::Rect place = inner.cut_end(band.code_side, m.gap, page.ctx.rtl);
    ui::qr_card(page.ctx, ui::centred(place, {band.code_side, band.code_side}),
                {.name = "notice.qr", .caption = {}, .code = &*band.code, .means = means});
  }
  // Messages that take turns would talk without an end.
  const bool alone = page.snapshot.notices.size() == 1 || urgent;
  const ui::TextStyle style = m.strong;
  const float high = std::ceil(ui::measure(page.ctx, band.shown, style, inner.w).h);
  ui::label(page.ctx, ui::centred(inner, {inner.w, high + 1}),
            {.name = "notice.text",
             .text = band.shown,
             .style = style,
             .colour = colours.ink,
             .role = alone ? ui::Role::status : ui::Role::text});
}

void cut_notice_band(Page& page, ui::Rect& area, float least) {
  const float high = notice_band_height(page, area.w);
  const float gap = page.large() ? page.metrics().tight : page.metrics().gap;
  if (high <= 0 || area.h - high - gap < least) return;
  draw_notice_band(page, area.cut_top(high, gap));
}

}  // namespace kerb::kiosk
