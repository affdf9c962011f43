#include <gtest/gtest.h>

#include "kiosk/gallery/studio.hpp"
#include "kiosk/ui/theme.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr double kMatters = 7.0;   // WCAG 2.2, 1.4.6
constexpr double kText = 4.5;      // 1.4.3
constexpr double kGraphics = 3.0;  // 1.4.11

class Themes : public testing::TestWithParam<ThemeChoice> {
 protected:
  const Palette& p = palette(GetParam());
};

TEST(Contrast, IsThatOfTheStandard) {
  EXPECT_NEAR(contrast(kBlack, kWhite), 21.0, 0.001);
  EXPECT_NEAR(contrast(kWhite, kWhite), 1.0, 0.001);
  EXPECT_NEAR(contrast(rgb(0x767676), kWhite), 4.54, 0.01);  // the well-known grey
  EXPECT_EQ(composed(rgb(0xFFFFFF, 0), kBlack), kBlack);
  EXPECT_EQ(composed(rgb(0xFFFFFF, 255), kBlack), kWhite);
}

TEST_P(Themes, TextThatMattersIsSevenToOne) {
  for (const Colour ground : {p.page.top, p.page.bottom, p.surface, p.sunken}) {
    EXPECT_GE(contrast(p.ink, ground), kMatters);
  }
  for (const Ground& ground : {p.primary}) {
    EXPECT_GE(contrast(p.on_primary, ground.top), kMatters);
    EXPECT_GE(contrast(p.on_primary, ground.bottom), kMatters);
  }
  EXPECT_GE(contrast(p.on_danger, p.danger.top), kMatters);
  EXPECT_GE(contrast(p.on_danger, p.danger.bottom), kMatters);
  EXPECT_GE(contrast(p.on_panel, p.panel.top), kMatters);
  EXPECT_GE(contrast(p.on_panel, p.panel.bottom), kMatters);
  for (const Tone tone : {Tone::neutral, Tone::ok, Tone::busy, Tone::warn, Tone::bad}) {
    EXPECT_GE(contrast(tone_ink(p, tone), tone_tint(p, tone)), kMatters) << static_cast<int>(tone);
  }
}

TEST_P(Themes, OtherTextIsFourAndAHalfToOne) {
  for (const Colour ground : {p.page.top, p.page.bottom, p.surface, p.sunken}) {
    EXPECT_GE(contrast(p.ink_soft, ground), kText);
  }
  EXPECT_GE(contrast(p.on_panel_soft, p.panel.top), kText);
  EXPECT_GE(contrast(p.on_panel_soft, p.panel.bottom), kText);
}

TEST_P(Themes, EdgesAndSignsAreThreeToOne) {
  for (const Colour ground : {p.page.top, p.page.bottom, p.surface, p.sunken}) {
    EXPECT_GE(contrast(p.outline, ground), kGraphics);
    EXPECT_GE(contrast(p.accent, ground), kGraphics);
    EXPECT_GE(contrast(p.focus, ground), kGraphics);
  }
  for (const Tone tone : {Tone::neutral, Tone::ok, Tone::busy, Tone::warn, Tone::bad}) {
    EXPECT_GE(contrast(tone_ink(p, tone), p.surface), kGraphics);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Themes,
                         testing::Values(ThemeChoice::light, ThemeChoice::dark,
                                         ThemeChoice::contrast));

TEST(ContrastTheme, IsSevenToOneInEverything) {
  const Palette& p = palette(ThemeChoice::contrast);
  for (const Colour ground : {p.page.top, p.surface, p.sunken}) {
    for (const Colour ink : {p.ink, p.ink_soft, p.line, p.outline, p.accent, p.focus}) {
      EXPECT_GE(contrast(ink, ground), kMatters);
    }
  }
}

float cap_mm(const TextStyle& style, const Metrics& m) {
  return style.size * 0.727F / m.px_per_mm;
}

TEST(Sizes, AreTheMillimetresThatEyesAndFingersNeed) {
  for (const DisplayConfig& panel :
       {gallery::landscape().display, gallery::portrait().display, gallery::full_hd().display}) {
    const Metrics m = metrics_for(panel, panel.width, panel.height, false);
    EXPECT_GE(cap_mm(m.label, m), 2.8F);
    EXPECT_GE(cap_mm(m.body, m), 3.5F);
    EXPECT_GE(cap_mm(m.price, m), 9.0F);
    EXPECT_GE(m.target / m.px_per_mm, 12.0F);
    EXPECT_GE(m.action / m.px_per_mm, 16.0F);
    EXPECT_GE(m.tight / m.px_per_mm, 2.0F);
    EXPECT_GE(m.gap / m.px_per_mm, 2.0F);
  }
}

TEST(Sizes, LargeTextIsSevenTenthsOfADegreeEverywhere) {
  const DisplayConfig& panel = gallery::landscape().display;
  const Metrics m = metrics_for(panel, 1024, 600, true);
  for (const TextStyle& style :
       {m.label, m.body, m.strong, m.button, m.heading, m.title, m.value, m.price}) {
    EXPECT_GE(cap_mm(style, m), 7.33F);  // EN 301 549, 5.1.4, at 600 mm
  }
}

TEST(Sizes, ASmallWindowShowsTheSameScreenSmaller) {
  const DisplayConfig& panel = gallery::landscape().display;
  const Metrics whole = metrics_for(panel, 1024, 600, false);
  const Metrics half = metrics_for(panel, 512, 300, false);
  EXPECT_NEAR(half.px_per_mm * 2, whole.px_per_mm, 0.01F);
  const Metrics turned = metrics_for(panel, 600, 1024, false);
  EXPECT_FLOAT_EQ(turned.px_per_mm, whole.px_per_mm);
  EXPECT_TRUE(turned.portrait());
}

}  // namespace
}  // namespace kerb::kiosk::ui
