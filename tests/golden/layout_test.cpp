// What must hold on every screen, in every language, by day and by night, on small and large panels
// and with large letters: nothing cut off, nothing over something else, nothing off the panel,
// everything large enough for a finger, everything legible, everything with a word.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "kiosk/config.hpp"
#include "kiosk/gallery/fixtures.hpp"
#include "tests/golden/layout_report.hpp"
#include "tests/golden/opened_studio.hpp"

namespace kerb::kiosk::gallery {
namespace {

constexpr float kLeastTargetMm = 12;
constexpr float kMainTargetMm = 16;
constexpr double kTextContrast = 4.5;  // WCAG 2.2, 1.4.3
constexpr double kIconContrast = 3.0;  // WCAG 2.2, 1.4.11
constexpr float kTouching = 1.5F;      // pixels by which two boxes of ink may meet

std::string text_of(const ui::Rect& r) {
  return fmt::format("({:.0f},{:.0f} {:.0f}x{:.0f})", r.x, r.y, r.w, r.h);
}

// Which element a mark belongs to, for the message.
std::string owner(const Picture& picture, const ui::TextMark& mark) {
  const ui::Element* best = nullptr;
  for (const ui::Element& element : picture.tree.elements()) {
    if (!element.bounds.inset(-2).contains(mark.ink.centre())) continue;
    if (best == nullptr || element.bounds.w * element.bounds.h < best->bounds.w * best->bounds.h) {
      best = &element;
    }
  }
  return (best == nullptr ? "?" : best->name + " \"" + best->label + "\"") + " " +
         text_of(mark.ink);
}

void expect_whole_texts(const Picture& picture) {
  const ui::Rect frame{0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height)};
  for (const ui::TextMark& mark : picture.marks) {
    EXPECT_FALSE(mark.truncated) << "cut off: " << owner(picture, mark);
    EXPECT_EQ(mark.missing, 0) << "no glyph: " << owner(picture, mark);
    EXPECT_TRUE(frame.contains(mark.ink)) << "off the panel: " << owner(picture, mark);
  }
  for (const ui::Element& element : picture.tree.elements()) {
    EXPECT_FALSE(element.truncated) << "cut off: " << element.name;
  }
}

void expect_no_overlap(const Picture& picture) {
  for (std::size_t i = 0; i < picture.marks.size(); ++i) {
    for (std::size_t j = i + 1; j < picture.marks.size(); ++j) {
      const ui::TextMark& a = picture.marks[i];
      const ui::TextMark& b = picture.marks[j];
      EXPECT_FALSE(a.ink.inset(kTouching / 2).overlaps(b.ink.inset(kTouching / 2)))
          << owner(picture, a) << " over " << owner(picture, b);
    }
  }
}

void expect_touchable(const Picture& picture) {
  const ui::Rect frame{0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height)};
  const float least = kLeastTargetMm * picture.metrics.px_per_mm;
  EXPECT_TRUE(picture.tree.duplicates().empty()) << picture.tree.duplicates().front();
  const auto touchables = picture.tree.touchables();
  for (std::size_t i = 0; i < touchables.size(); ++i) {
    const ui::Element& element = *touchables[i];
    EXPECT_FALSE(element.label.empty()) << element.name;
    EXPECT_TRUE(element.action.has_value()) << element.name;
    EXPECT_TRUE(frame.contains(element.visible())) << element.name << text_of(element.visible());
    EXPECT_GE(std::min(element.bounds.w, element.bounds.h) + 1, least)
        << element.name << text_of(element.bounds);
    for (std::size_t j = i + 1; j < touchables.size(); ++j) {
      EXPECT_FALSE(element.visible().overlaps(touchables[j]->visible()))
          << element.name << " over " << touchables[j]->name;
    }
  }
  for (const char* main :
       {"pay.start", "charge.stop", "stop.confirm", "failure.try_again", "still.here"}) {
    const ui::Element* element = picture.tree.find(main);
    if (element == nullptr) continue;
    EXPECT_GE(element->bounds.h + 1, kMainTargetMm * picture.metrics.px_per_mm) << main;
  }
}

// The colour that fills most of the box around a text: its ground.
ui::Colour ground_of(const Picture& picture, const ui::Rect& ink) {
  std::map<ui::Colour, int> seen;
  const int left = std::max(0, static_cast<int>(ink.x) - 3);
  const int top = std::max(0, static_cast<int>(ink.y) - 3);
  const int right = std::min(picture.width, static_cast<int>(ink.right()) + 3);
  const int bottom = std::min(picture.height, static_cast<int>(ink.bottom()) + 3);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      ++seen[picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                            static_cast<std::size_t>(x)]];
    }
  }
  const auto most = std::max_element(
      seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == seen.end() ? ui::kBlack : most->first;
}

void expect_legible(const Picture& picture) {
  for (const ui::TextMark& mark : picture.marks) {
    if (mark.clipped) continue;  // a page that scrolls fades at its edge
    // An icon's box may be larger than the button that it stands on: its middle counts.
    const ui::Rect& ink = mark.ink;
    const ui::Rect middle{ink.x + ink.w / 6, ink.y + ink.h / 6, ink.w * 2 / 3, ink.h * 2 / 3};
    const ui::Colour ground = ground_of(picture, mark.icon ? middle : ink);
    if ((mark.colour | 0xFF000000U) == ground) continue;  // an icon that fills its box
    EXPECT_GE(ui::contrast(ui::composed(mark.colour, ground), ground),
              mark.icon ? kIconContrast : kTextContrast)
        << owner(picture, mark);
  }
}

// With every colour: by day, by night and in high contrast.
std::vector<Look> coloured() {
  std::vector<Look> all;
  for (const char* locale : {"en", "de"}) {
    for (const ThemeChoice theme : {ThemeChoice::light, ThemeChoice::dark, ThemeChoice::contrast}) {
      for (const Panel& panel : {landscape(), portrait()}) {
        all.push_back({panel, locale, theme, false});
        all.push_back({panel, locale, theme, true});
      }
      all.push_back({small_landscape(), locale, theme, false});
      all.push_back({full_hd(), locale, theme, theme == ThemeChoice::dark});
      all.push_back({landscape(), locale, theme, theme == ThemeChoice::dark, true});
    }
  }
  return all;
}

// What differs between languages is the length of the words, the script and the direction, not the
// colours.
std::vector<Look> worded() {
  std::vector<std::string> locales = config::built_in_locales();
  locales.insert(locales.end(), {"en-XA", "ar-XB"});
  std::vector<Look> all;
  for (const std::string& locale : locales) {
    for (const bool other : {false, true}) {
      for (const Panel& panel : {landscape(), portrait(), full_hd()}) {
        for (const bool large : {false, true}) {
          all.push_back(
              {.panel = panel, .locale = locale, .large_text = large, .other_hand = other});
        }
      }
      // Half as long again as English is more than any language asks of the smallest panels.
      if (locale == "en-XA") continue;
      for (const Panel& panel : {small_landscape(), small_portrait()}) {
        all.push_back({.panel = panel, .locale = locale, .other_hand = other});
      }
      // Large letters on a panel 91 mm wide would be eight to a line, which no words survive.
      all.push_back(
          {.panel = small_landscape(), .locale = locale, .large_text = true, .other_hand = other});
    }
    for (const bool large : {false, true}) {
      all.push_back({.panel = portrait(), .locale = locale, .large_text = large, .low = true});
    }
    all.push_back({.panel = full_hd(), .locale = locale, .low = true});
  }
  return all;
}

// Says to the page what it found.
template <typename Check>
void look_at_every_screen(const Look& look, const Check& check) {
  for (const Fixture& each : fixtures()) {
    // Two languages are changed between by the button itself.
    if (look.pair && std::holds_alternative<LanguagesModel>(each.snapshot.screen)) continue;
    SCOPED_TRACE(each.name + " " + look.name());
    const Problems problems;
    LayoutReport::the_one().seen();
    check(each);
    if (problems.found().empty()) continue;
    LayoutReport::the_one().add(each.name, look, studio().take(each.snapshot, look),
                                problems.found());
  }
}

// Whatever tells one driver's card or receipt from another's is marked, so that a picture for the
// helpline can go without it.
void expect_private(const Picture& picture) {
  for (const ui::Element& element : picture.tree.elements()) {
    const std::string words = element.label + " " + element.value;
    for (const char* own : {"0010", "Visa", "K7F3-2291"}) {
      if (words.find(own) == std::string::npos || element.name == "help.session") continue;
      if (element.name.starts_with("failure.")) continue;  // "try a Visa": anybody's
      EXPECT_TRUE(element.personal) << element.name << " says " << own;
    }
  }
}

void expect_in_place(const Picture& picture, bool dialog) {
  expect_whole_texts(picture);
  expect_touchable(picture);
  expect_private(picture);
  EXPECT_TRUE(picture.font_errors.empty()) << picture.font_errors.front();
  if (!dialog) expect_no_overlap(picture);  // it lies over the rest, dimmed on purpose
}

// EN 301 549, 5.1.4: a capital H of 0.7 degrees, which is the height of every style of this mode.
void expect_large(const Picture& picture) {
  for (const ui::TextMark& mark : picture.marks) {
    if (mark.icon) continue;
    EXPECT_GE(mark.size + 1, picture.metrics.label.size) << "small: " << owner(picture, mark);
  }
}

// All of a page, also where it is longer than the panel.
template <typename Take, typename Check>
void look_down_the_page(Look look, const Take& take, const Check& check) {
  for (look.scrolled = 0;;) {
    const Picture picture = take(look);
    check(picture);
    if (picture.scroll.at >= picture.scroll.most) return;
    look.scrolled = picture.scroll.at + std::max(1.0F, picture.scroll.step);
  }
}

class Layout : public testing::TestWithParam<Look> {};
class Colours : public testing::TestWithParam<Look> {};

TEST_P(Layout, holds_on_every_screen) {
  look_at_every_screen(GetParam(), [&](const Fixture& each) {
    const bool dialog = each.snapshot.leaving_in.has_value();
    look_down_the_page(
        GetParam(), [&](const Look& look) { return studio().layout(each.snapshot, look); },
        [&](const Picture& picture) {
          expect_in_place(picture, dialog);
          if (GetParam().large_text && !dialog) expect_large(picture);
        });
  });
}

TEST_P(Colours, are_legible_on_every_screen) {
  look_at_every_screen(GetParam(), [&](const Fixture& each) {
    const bool dialog = each.snapshot.leaving_in.has_value();
    look_down_the_page(
        GetParam(), [&](const Look& look) { return studio().take(each.snapshot, look); },
        [&](const Picture& picture) {
          expect_in_place(picture, dialog);
          if (!dialog) expect_legible(picture);
        });
  });
}

std::string test_name(const testing::TestParamInfo<Look>& look) {
  std::string name = look.param.name();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(every_look, Layout, testing::ValuesIn(worded()), test_name);
INSTANTIATE_TEST_SUITE_P(every_theme, Colours, testing::ValuesIn(coloured()), test_name);

// Wherever the driver is, there is help and another language, and where nothing is under way, a way
// home.
TEST(Screens, offer_help_and_language_everywhere) {
  for (const Fixture& each : fixtures()) {
    if (each.snapshot.leaving_in) continue;
    const Picture picture = studio().take(each.snapshot, {});
    EXPECT_NE(picture.tree.find("help.open"), nullptr) << each.name;
    EXPECT_TRUE(picture.tree.find("language.de") != nullptr ||
                picture.tree.find("language.open") != nullptr)
        << each.name;
    EXPECT_NE(picture.tree.find("text.large"), nullptr) << each.name;
  }
}

TEST(Screens, warn_before_they_go_home_and_block_the_rest) {
  const Picture picture = studio().take(fixture("leaving"), {});
  EXPECT_NE(picture.tree.find("still.here"), nullptr);
  EXPECT_EQ(picture.tree.find("pay.start"), nullptr);
  EXPECT_EQ(picture.tree.touchables().size(), 2U);
}

TEST(Screens, show_the_full_price_of_every_connector_before_anything_is_touched) {
  for (const char* name :
       {"idle", "idle.one", "idle.three", "idle.four", "idle.eight", "idle.busy"}) {
    for (const bool large : {false, true}) {
      const Snapshot snapshot = fixture(name);
      const Picture picture = studio().take(snapshot, {.large_text = large});
      for (const ConnectorView& connector : snapshot.connectors) {
        const auto* price = picture.tree.find(fmt::format("connector.{}.price", connector.evse));
        ASSERT_NE(price, nullptr) << name << " " << connector.evse;
      }
    }
  }
}

}  // namespace
}  // namespace kerb::kiosk::gallery
