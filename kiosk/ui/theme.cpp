#include "kiosk/ui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk::ui {
namespace {

Palette light() {
  Palette p;
  p.page = {rgb(0xF2F5F9), rgb(0xE3E9F1)};
  p.surface = rgb(0xFFFFFF);
  p.sunken = rgb(0xF1F4F8);
  p.ink = rgb(0x0B1B2E);
  p.ink_soft = rgb(0x3D4C5E);
  p.line = rgb(0xDCE3EB);
  p.outline = rgb(0x738294);
  p.accent = rgb(0x00764E);
  p.primary = {rgb(0x006646), rgb(0x005438)};
  p.on_primary = kWhite;
  p.danger = {rgb(0xA8201A), rgb(0x8F1812)};
  p.on_danger = kWhite;
  p.panel = {rgb(0x14427A), rgb(0x0B2545)};
  p.on_panel = kWhite;
  p.on_panel_soft = rgb(0xD3DEEC);
  p.ok = rgb(0x005A3B);
  p.ok_tint = rgb(0xDDF5EA);
  p.busy = rgb(0x10428F);
  p.busy_tint = rgb(0xE3ECFC);
  p.warn = rgb(0x6B4300);
  p.warn_tint = rgb(0xFFF0D2);
  p.bad = rgb(0x8E1B14);
  p.bad_tint = rgb(0xFDE6E3);
  p.neutral = rgb(0x3D4A5A);
  p.neutral_tint = rgb(0xE8EDF3);
  p.shadow = rgb(0x102442, 52);
  p.scrim = rgb(0x0A1526, 150);
  p.focus = rgb(0x10428F);
  return p;
}

Palette dark() {
  Palette p;
  p.page = {rgb(0x0A111D), rgb(0x0D1726)};
  p.surface = rgb(0x172436);
  p.sunken = rgb(0x0E1827);
  p.ink = rgb(0xF5F8FC);
  p.ink_soft = rgb(0xB3C0D0);
  p.line = rgb(0x2A3A50);
  p.outline = rgb(0x687B92);
  p.accent = rgb(0x1FD08E);
  p.primary = {rgb(0x25D695), rgb(0x18B47A)};
  p.on_primary = rgb(0x04130D);
  p.danger = {rgb(0xA8201A), rgb(0x8F1812)};
  p.on_danger = kWhite;
  p.panel = {rgb(0x174781), rgb(0x10315C)};
  p.on_panel = kWhite;
  p.on_panel_soft = rgb(0xD8E3F0);
  p.ok = rgb(0x5BEBB3);
  p.ok_tint = rgb(0x10382D);
  p.busy = rgb(0xA6C8FF);
  p.busy_tint = rgb(0x17305A);
  p.warn = rgb(0xFFD37A);
  p.warn_tint = rgb(0x42300A);
  p.bad = rgb(0xFFB8B0);
  p.bad_tint = rgb(0x4A1512);
  p.neutral = rgb(0xC9D3DF);
  p.neutral_tint = rgb(0x26344A);
  p.shadow = rgb(0x000000, 120);
  p.scrim = rgb(0x02060C, 185);
  p.focus = rgb(0xA6C8FF);
  p.dark = true;
  return p;
}

// For eyes that need it: black, white and yellow, every edge as strong as the words, no tint that
// only a good eye tells from another. Shadows would be lost on black.
Palette contrast_theme() {
  constexpr Colour kYellow = rgb(0xFFE100);
  Palette p;
  p.page = {kBlack, kBlack};
  p.surface = kBlack;
  p.sunken = rgb(0x1A1A1A);
  p.ink = kWhite;
  p.ink_soft = kWhite;
  p.line = kWhite;
  p.outline = kWhite;
  p.accent = kYellow;
  p.primary = {kYellow, kYellow};
  p.on_primary = kBlack;
  p.danger = {kWhite, kWhite};
  p.on_danger = rgb(0x8F0000);
  p.panel = {rgb(0x1A1A1A), rgb(0x1A1A1A)};
  p.on_panel = kWhite;
  p.on_panel_soft = kWhite;
  p.ok = kWhite;
  p.ok_tint = kBlack;
  p.busy = kYellow;
  p.busy_tint = kBlack;
  p.warn = kYellow;
  p.warn_tint = kBlack;
  p.bad = kYellow;
  p.bad_tint = kBlack;
  p.neutral = kWhite;
  p.neutral_tint = kBlack;
  p.shadow = rgb(0x000000, 0);
  p.scrim = rgb(0x000000, 225);
  p.focus = kYellow;
  p.dark = true;
  return p;
}

constexpr float kInterCapHeight = 0.727F;  // of the em

TextStyle with_cap_height(float mm, float px_per_mm, Weight weight) {
  return {std::ceil(mm * px_per_mm / kInterCapHeight), weight};
}

void set_type(Metrics& m) {
  // EN 301 549, 5.1.4: a capital H of 0.7 degrees, 7.33 mm at 600 mm; nothing is smaller in large
  // mode.
  const bool big = m.large_text;
  const auto style = [&](float mm, float large_mm, Weight weight) {
    return with_cap_height(big ? large_mm : mm, m.px_per_mm, weight);
  };
  m.label = style(2.8F, 7.33F, Weight::medium);
  m.body = style(3.5F, 7.33F, Weight::regular);
  m.strong = style(3.5F, 7.33F, Weight::semibold);
  m.button = style(4.0F, 7.33F, Weight::bold);
  m.heading = style(4.2F, 7.33F, Weight::bold);
  m.title = style(6.2F, 8.0F, Weight::bold);
  m.value = style(6.0F, 8.5F, Weight::bold);
  m.price = style(9.0F, 11.0F, Weight::bold);
}

}  // namespace

const Palette& palette(ThemeChoice choice) {
  static const Palette day = light();
  static const Palette night = dark();
  static const Palette strong = contrast_theme();
  switch (choice) {
    case ThemeChoice::dark:
      return night;
    case ThemeChoice::contrast:
      return strong;
    case ThemeChoice::light:
      break;
  }
  return day;
}

Colour tone_ink(const Palette& palette, Tone tone) {
  switch (tone) {
    case Tone::ok:
      return palette.ok;
    case Tone::busy:
      return palette.busy;
    case Tone::warn:
      return palette.warn;
    case Tone::bad:
      return palette.bad;
    case Tone::neutral:
      break;
  }
  return palette.neutral;
}

Colour tone_tint(const Palette& palette, Tone tone) {
  switch (tone) {
    case Tone::ok:
      return palette.ok_tint;
    case Tone::busy:
      return palette.busy_tint;
    case Tone::warn:
      return palette.warn_tint;
    case Tone::bad:
      return palette.bad_tint;
    case Tone::neutral:
      break;
  }
  return palette.neutral_tint;
}

Metrics metrics_for(const DisplayConfig& panel, int frame_width, int frame_height,
                    bool large_text) {
  Metrics m;
  m.large_text = large_text;
  m.width = static_cast<float>(frame_width);
  m.height = static_cast<float>(frame_height);
  const auto shorter = [](int a, int b) { return static_cast<float>(std::max(1, std::min(a, b))); };
  const auto longer = [](int a, int b) { return static_cast<float>(std::max(1, std::max(a, b))); };
  // A window smaller than the panel shows the same screen smaller; a turned one is as large.
  const float shrink =
      std::min({1.0F, shorter(frame_width, frame_height) / shorter(panel.width, panel.height),
                longer(frame_width, frame_height) / longer(panel.width, panel.height)});
  const float real =
      static_cast<float>(panel.width) / static_cast<float>(std::max(1, panel.width_mm));
  m.px_per_mm = std::clamp(real * shrink, 1.5F, 16.0F);
  set_type(m);
  const auto mm = [&](float length) { return std::round(length * m.px_per_mm); };
  const float room = large_text ? 0.7F : 1.0F;  // large text needs the space more than the cards do
  m.target = std::ceil(12 * m.px_per_mm);
  m.action = std::ceil(16 * m.px_per_mm);
  m.gap = mm(3.9F * room);
  m.tight = std::ceil(2.2F * m.px_per_mm);
  m.margin = mm(5.2F * room);
  m.padding = mm(4.8F * room);
  m.radius = mm(4.8F);
  m.radius_button = mm(3.9F);
  m.icon = std::round(m.body.size * 1.25F);
  // A panel that was turned on a desk stands on another edge: nobody measured that one.
  const bool upright = (frame_height > frame_width) == (panel.height > panel.width);
  const float reach = mm(static_cast<float>(panel.reach_mm));
  if (upright && reach < m.height) m.reach = reach;
  m.hairline = std::max(1.0F, std::floor(m.px_per_mm / 4));
  return m;
}

}  // namespace kerb::kiosk::ui
