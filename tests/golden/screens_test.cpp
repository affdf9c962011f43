// What the screens say: no failure looks like another, and nothing is said about money that is not
// so.
#include <gtest/gtest.h>

#include <map>

#include "kiosk/gallery/fixtures.hpp"
#include "tests/golden/opened_studio.hpp"

namespace kerb::kiosk::gallery {
namespace {

std::string said(const Picture& picture, const std::string& element) {
  const ui::Element* found = picture.tree.find(element);
  return found == nullptr ? std::string() : found->label;
}

std::string everything(const Picture& picture) {
  std::string all;
  for (const ui::Element& element : picture.tree.elements()) {
    all.append(element.label).append("\n").append(element.value).append("\n");
  }
  return all;
}

void expect_own_words(const std::string& family, const std::string& element) {
  for (const char* locale : {"en", "de"}) {
    std::map<std::string, std::string> seen;
    for (const Fixture& each : fixtures()) {
      if (!each.name.starts_with(family)) continue;
      const std::string title = said(studio().take(each.snapshot, {.locale = locale}), element);
      EXPECT_FALSE(title.empty()) << each.name;
      const auto [other, fresh] = seen.emplace(title, each.name);
      EXPECT_TRUE(fresh) << each.name << " and " << other->second << " both say " << title;
    }
    EXPECT_GE(seen.size(), 7U);
  }
}

TEST(Screens, give_each_failure_its_own_words) {
  expect_own_words("failure.", "failure.title");
  expect_own_words("failure.", "failure.next");
}

TEST(Screens, give_each_tap_hint_its_own_words) {
  expect_own_words("tap", "tap.title");
}

TEST(Screens, say_released_only_when_it_is) {
  for (const bool large : {false, true}) {
    FailureModel model;
    model.kind = FailureKind::cancelled;
    model.hold = {5000, payment::Currency{}};
    Snapshot snapshot = fixture("failure.cancelled");
    for (const HoldFate fate :
         {HoldFate::none, HoldFate::releasing, HoldFate::unknown, HoldFate::kept}) {
      model.hold_fate = fate;
      snapshot.screen = model;
      const std::string words = everything(studio().take(snapshot, {.large_text = large}));
      EXPECT_EQ(words.find("released"), std::string::npos) << words;
    }
    model.hold_fate = HoldFate::released;
    snapshot.screen = model;
    const std::string words = everything(studio().take(snapshot, {.large_text = large}));
    EXPECT_NE(words.find("€50.00 are released"), std::string::npos) << words;
  }
}

TEST(Screens, say_paid_only_when_the_bank_confirmed) {
  EXPECT_EQ(said(studio().take(fixture("receipt"), {}), "receipt.total_label"), "You paid");
  const std::string pending = everything(studio().take(fixture("receipt.pending"), {}));
  EXPECT_EQ(pending.find("You paid"), std::string::npos);
  EXPECT_EQ(pending.find("released"), std::string::npos);
}

// Whatever arrives as "the last four", a card number never reaches the screen.
TEST(Screens, never_show_more_than_four_digits_of_a_card) {
  Snapshot snapshot = fixture("authorising");
  std::get<AuthorisingModel>(snapshot.screen).card_last_four = "4111111111110010";
  const std::string words = everything(studio().take(snapshot, {}));
  EXPECT_EQ(words.find("1111"), std::string::npos);
  EXPECT_NE(words.find("0010"), std::string::npos);
}

TEST(Screens, offer_another_try_only_when_the_station_does) {
  EXPECT_EQ(studio().take(fixture("failure.outcome_unknown"), {}).tree.find("failure.try_again"),
            nullptr);
  EXPECT_NE(studio().take(fixture("failure.declined"), {}).tree.find("failure.try_again"), nullptr);
  EXPECT_EQ(studio().take(fixture("connector.in_use"), {}).tree.find("pay.start"), nullptr);
}

TEST(Screens, say_that_figures_are_old_when_the_charger_is_silent) {
  EXPECT_FALSE(said(studio().take(fixture("charging.link_lost"), {}), "charging.notice").empty());
  EXPECT_FALSE(
      said(studio().take(fixture("charging.link_lost"), {.large_text = true}), "charging.notice")
          .empty());
  EXPECT_TRUE(said(studio().take(fixture("charging"), {}), "charging.notice").empty());
}

TEST(ReceiptPicture, is_whole_and_the_same_every_time) {
  const auto receipt = std::get<ReceiptModel>(fixture("receipt").screen).receipt;
  for (const char* locale : {"en", "de"}) {
    const Picture once = studio().take_receipt(receipt, locale);
    EXPECT_EQ(once.pixels, studio().take_receipt(receipt, locale).pixels);
    const ui::Rect frame{0, 0, static_cast<float>(once.width), static_cast<float>(once.height)};
    for (const ui::TextMark& mark : once.marks) {
      EXPECT_TRUE(frame.contains(mark.ink));
      EXPECT_FALSE(mark.truncated);
    }
    EXPECT_GT(once.marks.size(), 20U);
  }
}

}  // namespace
}  // namespace kerb::kiosk::gallery
