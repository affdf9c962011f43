#include "kiosk/ui/widgets/button.hpp"

#include <cmath>

namespace kerb::kiosk::ui {
namespace {

constexpr float kLine = 1.28F;  // height of a line, of the letters' size
constexpr int kMostLines = 3;

struct Look {
  Ground ground;
  Colour ink = 0;
  Colour edge = 0;  // 0: none
  Colour glow = 0;  // of the shadow; 0: none
};

Look look_of(const Palette& p, const Button& button) {
  if (!button.enabled) return {{p.sunken, p.sunken}, p.ink_soft, p.line, 0};
  if (button.chosen) return {{p.ok_tint, p.ok_tint}, p.ok, p.ok, 0};
  switch (button.kind) {
    case ButtonKind::primary:
      return {p.primary, p.on_primary, 0, faded(p.primary.bottom, 0.3F)};
    case ButtonKind::danger:
      return {p.danger, p.on_danger, 0, faded(p.danger.bottom, 0.28F)};
    case ButtonKind::secondary:
      return {{p.surface, p.surface}, p.ink, p.outline, 0};
    case ButtonKind::quiet:
      return {{p.sunken, p.sunken}, p.ink, p.outline, 0};
    case ButtonKind::on_panel:
      return {{faded(p.on_panel, 0.10F), faded(p.on_panel, 0.10F)},
              p.on_panel,
              faded(p.on_panel, 0.6F),
              0};
  }
  return {};
}

// Pressed is seen at once: darker by day, lighter by night, and without its glow.
Look pressed_look(Look look, const Palette& p) {
  const Colour towards = p.dark ? kWhite : kBlack;
  look.ground = {mixed(look.ground.top, towards | 0xFF000000U, 0.16F),
                 mixed(look.ground.bottom, towards | 0xFF000000U, 0.16F)};
  look.glow = 0;
  return look;
}

Icon turned(Icon icon, bool rtl) {
  if (!rtl) return icon;
  switch (icon) {
    case Icon::arrow_forward:
      return Icon::arrow_back;
    case Icon::arrow_back:
      return Icon::arrow_forward;
    case Icon::chevron_forward:
      return Icon::chevron_back;
    case Icon::chevron_back:
      return Icon::chevron_forward;
    default:
      return icon;
  }
}

bool enter(ScreenContext& ctx, const Rect& box, const Button& button, bool truncated) {
  Element element;
  element.name = std::string(button.name);
  element.role = Role::button;
  element.label = std::string(button.label);
  element.value = std::string(button.value);
  // A finger is 12 mm wide whatever the picture is.
  const float grow_x = std::max(0.0F, (ctx.metrics.target - box.w) / 2);
  const float grow_y = std::max(0.0F, (ctx.metrics.target - box.h) / 2);
  element.bounds = {box.x - grow_x, box.y - grow_y, box.w + 2 * grow_x, box.h + 2 * grow_y};
  element.enabled = button.enabled;
  element.touchable = true;
  element.truncated = truncated;
  element.action = button.action;
  ctx.tree.add(std::move(element));
  return button.enabled && ctx.pressed == button.name;
}

void draw_ground(ScreenContext& ctx, const Rect& box, float radius, const Look& look) {
  if (look.glow != 0) ctx.canvas.shadow(box, {look.glow, radius * 0.8F, radius * 0.28F});
  ctx.canvas.rounded(box, radius, Gradient{look.ground.top, look.ground.bottom});
  if (look.edge != 0)
    ctx.canvas.outline(box, radius, look.edge, std::max(1.0F, ctx.metrics.hairline * 1.5F));
}

void draw_focus(ScreenContext& ctx, const Rect& box, float radius, std::string_view name) {
  if (name.empty() || ctx.focused != name) return;
  const float width = std::max(3.0F, ctx.metrics.px_per_mm * 0.8F);
  ctx.canvas.outline(box.inset(-width - 2), radius + width + 2, ctx.palette.focus, width);
}

std::string_view shown(const Button& button) {
  return button.wordless ? std::string_view() : button.label;
}

// Icon, label and trailing icon as one group in the middle. Returns whether the label was cut.
bool draw_content(ScreenContext& ctx, const Rect& box, const Button& button, TextStyle style,
                  Colour ink, Colour icon_ink) {
  const float gap = std::round(style.size * 0.4F);
  const float icon_size = std::round(style.size * 1.2F);
  const std::string_view label = shown(button);
  float sides = 0;
  if (button.icon != Icon::none) sides += icon_size + (label.empty() ? 0 : gap);
  if (button.trailing != Icon::none) sides += icon_size + gap;
  const float room = std::max(1.0F, box.w - sides - 2 * gap);
  TextEngine& engine = ctx.canvas.text_engine();
  const TextLayout* layout = nullptr;
  if (!label.empty()) {
    for (float scale = 1; scale > 0.69F; scale -= 0.06F) {
      const TextStyle scaled = style.scaled(scale);
      const int lines = std::clamp(static_cast<int>(box.h / (scaled.size * kLine)), 1, kMostLines);
      layout = &engine.layout(label, scaled, {room, 1, Align::start});
      if (layout->truncated && lines > 1)
        layout = &engine.layout(label, scaled, {room, lines, Align::center});
      if (!layout->truncated) break;
    }
  }
  const float text_width = layout == nullptr ? 0 : (layout->lines > 1 ? room : layout->width);
  Rect row = centred(box, {text_width + sides, box.h});
  if (button.icon != Icon::none) {
    const Rect place = row.cut_start(icon_size, gap, ctx.rtl);
    ctx.canvas.icon(turned(button.icon, ctx.rtl), place.centre(), icon_size, icon_ink);
  }
  if (button.trailing != Icon::none) {
    const Rect place = row.cut_end(icon_size, gap, ctx.rtl);
    ctx.canvas.icon(turned(button.trailing, ctx.rtl), place.centre(), icon_size, ink);
  }
  if (layout == nullptr) return false;
  // The layout aligns in `room`; on right-to-left screens a single line lies at its right end.
  float x = row.x;
  if (layout->lines == 1 && ctx.rtl) x -= layout->box_width - layout->width;
  ctx.canvas.draw_text(*layout, {x, box.y + (box.h - layout->height) / 2}, ink);
  return layout->truncated;
}

bool draw_button(ScreenContext& ctx, const Rect& box, const Button& button, float radius,
                 TextStyle style, Look look, Colour icon_ink) {
  const bool pressed = button.enabled && ctx.pressed == button.name;
  if (pressed) look = pressed_look(look, ctx.palette);
  draw_ground(ctx, box, radius, look);
  draw_focus(ctx, box, radius, button.name);
  const bool truncated =
      draw_content(ctx, box, button, style, look.ink, icon_ink == 0 ? look.ink : icon_ink);
  return enter(ctx, box, button, truncated);
}

float content_width(ScreenContext& ctx, const Button& button, TextStyle style) {
  const float gap = std::round(style.size * 0.4F);
  const float icon_size = std::round(style.size * 1.2F);
  const std::string_view label = shown(button);
  float width = label.empty() ? 0 : std::ceil(ctx.canvas.text_engine().layout(label, style).width);
  if (button.icon != Icon::none) width += icon_size + (label.empty() ? 0 : gap);
  if (button.trailing != Icon::none) width += icon_size + gap;
  return width + 2 * gap + 2;
}

}  // namespace

bool button(ScreenContext& ctx, Rect box, const Button& button) {
  return draw_button(ctx, box, button, ctx.metrics.radius_button, ctx.metrics.button,
                     look_of(ctx.palette, button), 0);
}

float button_height(ScreenContext& ctx, float width, const Button& button) {
  const float action = ctx.metrics.action;
  if (!ctx.metrics.large_text || shown(button).empty()) return action;
  const TextStyle style = ctx.metrics.button;
  const float room =
      std::max(1.0F, width - (content_width(ctx, button, style) - 2 -
                              ctx.canvas.text_engine().layout(shown(button), style).width));
  int lines = 1;
  while (lines < kMostLines && ctx.canvas.text_engine()
                                   .layout(shown(button), style, {room, lines, Align::center})
                                   .truncated) {
    ++lines;
  }
  const float high = std::ceil(style.size * kLine * static_cast<float>(lines)) + ctx.metrics.tight;
  return lines == 1 ? action : std::max(action, high);
}

float button_width(ScreenContext& ctx, const Button& button) {
  return std::max(ctx.metrics.target,
                  content_width(ctx, button, ctx.metrics.button) + ctx.metrics.padding);
}

bool pill_button(ScreenContext& ctx, Rect box, const Button& button) {
  const Palette& p = ctx.palette;
  Look look{{p.surface, p.surface}, p.ink, p.outline, 0};
  Colour icon_ink = p.accent;
  if (button.chosen || !button.enabled) {
    look = look_of(p, button);
    icon_ink = look.ink;
  }
  return draw_button(ctx, box, button, box.h / 2, ctx.metrics.strong, look, icon_ink);
}

float pill_button_width(ScreenContext& ctx, const Button& button) {
  return std::max(ctx.metrics.target,
                  content_width(ctx, button, ctx.metrics.strong) + ctx.metrics.target * 0.45F);
}

bool touch_card(ScreenContext& ctx, Rect box, const TouchCard& card) {
  const Palette& p = ctx.palette;
  const float radius = ctx.metrics.radius;
  const bool pressed = card.enabled && ctx.pressed == card.name;
  if (card.attention) {
    const float breath = 0.5F + 0.5F * std::sin(ctx.phase(hal::Millis{1600}) * 6.2831853F);
    ctx.canvas.shadow(box, {faded(p.accent, 0.35F + 0.35F * breath), radius * 1.3F, 0});
    ctx.animate(kAnimationStep);
  } else if (!pressed) {
    ctx.canvas.shadow(box, {p.shadow, radius * 1.05F, radius * 0.32F});
  }
  const Colour ground = pressed ? mixed(p.surface, p.dark ? kWhite : kBlack, 0.08F) : p.surface;
  ctx.canvas.rounded(box, radius, ground);
  const float edge = card.attention ? ctx.metrics.hairline * 3 : ctx.metrics.hairline;
  ctx.canvas.outline(box, radius, card.attention ? p.accent : p.line, edge);
  draw_focus(ctx, box, radius, card.name);
  Button element;
  element.name = card.name;
  element.label = card.label;
  element.value = card.value;
  element.action = card.action;
  element.enabled = card.enabled;
  return enter(ctx, box, element, false);
}

}  // namespace kerb::kiosk::ui
