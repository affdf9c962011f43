#include "kiosk/ui/widgets/payment.hpp"

#include <array>
#include <cmath>

#include "kiosk/ui/pictograms.hpp"
#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr std::size_t kLights = 4;

void enter(ScreenContext& ctx, std::string_view name, Role role, std::string_view means,
           Rect bounds) {
  if (name.empty()) return;
  Element element;
  element.name = std::string(name);
  element.role = role;
  element.label = std::string(means);
  element.bounds = bounds;
  ctx.tree.add(std::move(element));
}

// Which lights are on: EMV Contactless Book A, 9.
std::array<bool, kLights> lit(ScreenContext& ctx, const ContactlessLights& lights) {
  constexpr hal::Millis kBlinkEvery{5000};
  constexpr hal::Millis kBlink{200};
  constexpr hal::Millis kEachLight{125};
  switch (lights.lights) {
    case hal::Lights::off:
    case hal::Lights::alert:
      return {false, false, false, false};
    case hal::Lights::ready_to_read:
      return {true, false, false, false};
    case hal::Lights::idle: {
      const hal::Millis at = ctx.now.time_since_epoch() % kBlinkEvery;
      ctx.animate(at < kBlink ? kBlink - at : kBlinkEvery - at);
      return {at < kBlink && !ctx.still, false, false, false};
    }
    case hal::Lights::card_read:
      break;
  }
  std::array<bool, kLights> out{};
  const auto on = ctx.still ? static_cast<std::int64_t>(kLights)
                            : 1 + std::max<std::int64_t>(0, (ctx.now - lights.since) / kEachLight);
  for (std::size_t i = 0; i < kLights; ++i) out[i] = static_cast<std::int64_t>(i) < on;
  if (on < static_cast<std::int64_t>(kLights)) ctx.animate(kAnimationStep);
  return out;
}

}  // namespace

void contactless_lights(ScreenContext& ctx, Rect box, const ContactlessLights& lights) {
  constexpr Colour kGreenLight = rgb(0x2BE58F);
  const std::array<bool, kLights> on = lit(ctx, lights);
  const float radius = std::min(box.h / 2 * 0.62F, box.w / 12);
  // A dark bar behind, so that lit and unlit differ by day and by night.
  const float width = std::min(box.w, radius * 2 * (static_cast<float>(kLights) * 1.9F + 0.4F));
  const Rect bar = centred(box, {width, std::min(box.h, radius * 3.2F)});
  ctx.canvas.rounded(bar, bar.h / 2, rgb(0x071426));
  ctx.canvas.outline(bar, bar.h / 2, rgb(0x3A4F6B), ctx.metrics.hairline);
  const auto cells = columns(bar.inset(radius * 0.4F, 0), kLights, 0, ctx.rtl);
  for (std::size_t i = 0; i < kLights; ++i) {
    const Point centre = cells[i].centre();
    if (on[i]) {
      ctx.canvas.circle(centre, radius * 1.45F, faded(kGreenLight, 0.16F));
      ctx.canvas.circle(centre, radius * 1.2F, faded(kGreenLight, 0.22F));
      ctx.canvas.circle(centre, radius, kGreenLight);
      ctx.canvas.circle({centre.x - radius * 0.25F, centre.y - radius * 0.3F}, radius * 0.4F,
                        faded(kWhite, 0.45F));
    } else {
      ctx.canvas.circle(centre, radius, rgb(0x1D3049));
      ctx.canvas.circle_outline(centre, radius, rgb(0x4B6280), std::max(1.0F, radius * 0.1F));
    }
  }
  enter(ctx, lights.name, Role::status, lights.means, bar);
}

void tap_target(ScreenContext& ctx, Point centre, float radius, const TapTarget& target) {
  const Colour ink = target.ink != 0 ? target.ink : ctx.palette.on_panel;
  constexpr int kRings = 3;
  for (int i = 0; i < kRings; ++i) {
    const float start = static_cast<float>(i) / kRings;
    const float turn = ctx.phase(hal::Millis{2400}) + start;
    const float at = turn - std::floor(turn);
    const float eased = 1 - (1 - at) * (1 - at);
    const float strength = target.calling ? 0.42F * (1 - at) : 0.14F;
    ctx.canvas.circle_outline(centre, radius * (0.62F + 0.38F * eased), faded(ink, strength),
                              std::max(1.5F, radius * 0.03F));
  }
  if (target.calling) ctx.animate(kAnimationStep);
  ctx.canvas.circle(centre, radius * 0.62F, faded(ink, 0.16F));
  const float side = radius * 0.74F;
  contactless_pictogram(ctx.canvas, {centre.x - side / 2, centre.y - side / 2, side, side}, ink);
  enter(ctx, target.name, Role::image, target.means,
        {centre.x - radius, centre.y - radius, 2 * radius, 2 * radius});
}

void qr_card(ScreenContext& ctx, Rect box, const QrCard& card) {
  if (card.code == nullptr || card.code->size <= 0) return;
  const Rect whole = box;
  bool truncated = false;
  if (!card.caption.empty()) {
    const TextLayout& caption = ctx.canvas.text_engine().layout(
        card.caption, ctx.metrics.label.with(Weight::semibold), {box.w, 3, Align::center});
    const Rect foot = box.cut_bottom(caption.height, ctx.metrics.tight);
    ctx.canvas.draw_text(caption, {foot.x, foot.y}, ctx.palette.on_panel);
    truncated = caption.truncated;
  }
  const float side = std::min(box.w, box.h);
  const Rect square = centred(box, {side, side});
  ctx.canvas.rounded(square, side * 0.07F, kWhite);
  // ISO/IEC 18004 asks for four light modules around the code.
  const float module = side / static_cast<float>(card.code->size + 8);
  ctx.canvas.qr(*card.code, square.inset(4 * module), rgb(0x0B1B2E));
  Element element;
  element.name = std::string(card.name);
  element.role = Role::image;
  element.label = std::string(card.caption.empty() ? card.means : card.caption);
  element.bounds = whole;
  element.truncated = truncated;
  element.personal = card.personal;
  ctx.tree.add(std::move(element));
}

void accepted_cards(ScreenContext& ctx, Rect box, const AcceptedCards& cards) {
  if (cards.labels.empty()) return;
  const float gap = ctx.metrics.tight * 0.8F;
  std::string all;
  const auto cells = columns(box, cards.labels.size(), gap, ctx.rtl);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ctx.canvas.rounded(cells[i], cells[i].h * 0.24F, kWhite);
    const TextStyle style{std::round(cells[i].h * 0.42F), Weight::bold};
    const TextLayout* layout = nullptr;
    for (float scale = 1; scale > 0.6F; scale -= 0.08F) {
      layout = &ctx.canvas.text_engine().layout(cards.labels[i], style.scaled(scale),
                                                {cells[i].w - gap, 1, Align::center});
      if (!layout->truncated) break;
    }
    ctx.canvas.draw_text(*layout,
                         {cells[i].x + gap / 2, cells[i].y + (cells[i].h - layout->height) / 2},
                         rgb(0x0B2545));
    if (!all.empty()) all += ", ";
    all += cards.labels[i];
  }
  enter(ctx, cards.name, Role::text, all, box);
}

}  // namespace kerb::kiosk::ui
