#include "kiosk/ui/semantic_tree.hpp"

#include <gtest/gtest.h>

#include "kiosk/ui/semantic_dump.hpp"

namespace kerb::kiosk::ui {
namespace {

Element named(const char* name, Rect bounds) {
  Element element;
  element.name = name;
  element.bounds = bounds;
  element.touchable = true;
  return element;
}

std::vector<std::string> names(const std::vector<const Element*>& elements) {
  std::vector<std::string> all;
  for (const Element* element : elements) all.push_back(element->name);
  return all;
}

using Names = std::vector<std::string>;

// A page that scrolls behind the part of the panel from 100 to 200.
class AScrollingTree : public testing::Test {
 protected:
  void SetUp() override {
    tree.add(named("help", {0, 0, 100, 50}));
    tree.scroll_behind(Rect{0, 100, 100, 100});
    tree.add(named("above", {0, 20, 100, 60}));
    tree.add(named("cut", {0, 80, 100, 60}));
    tree.add(named("whole", {0, 150, 100, 40}));
    tree.add(named("below", {0, 210, 100, 60}));
    tree.scroll_behind(std::nullopt);
    tree.add(named("back", {0, 220, 100, 50}));
  }
  SemanticTree tree;
};

TEST_F(AScrollingTree, OnlyWhatIsSeenCanBeTouched) {
  EXPECT_EQ(names(tree.touchables()), (Names{"help", "cut", "whole", "back"}));
  EXPECT_EQ(tree.hit({50, 30})->name, "help") << "not what has scrolled behind it";
  EXPECT_EQ(tree.hit({50, 240})->name, "back");
  EXPECT_EQ(tree.hit({50, 90}), nullptr) << "the part that is cut off";
  EXPECT_EQ(tree.hit({50, 120})->name, "cut");
}

TEST_F(AScrollingTree, TheKeysAndTheVoiceReachAllOfIt) {
  EXPECT_EQ(names(tree.stops()), (Names{"help", "above", "cut", "whole", "below", "back"}));
  EXPECT_EQ(tree.reading_order().size(), 6U);
}

TEST_F(AScrollingTree, KnowsWhatIsLeftToSee) {
  const Rect cut = tree.find("cut")->visible();
  EXPECT_EQ(cut.y, 100);
  EXPECT_EQ(cut.h, 40);
  EXPECT_TRUE(tree.find("below")->visible().empty());
  EXPECT_EQ(tree.find("back")->visible().y, 220) << "it does not scroll";
}

TEST(SemanticTree, SaysWhatIsTheDriversOwn) {
  SemanticTree tree;
  tree.add(named("receipt.total", {0, 0, 100, 20}));
  Element card = named("receipt.card", {0, 20, 100, 20});
  card.personal = true;
  tree.add(card);
  tree.scroll_behind(Rect{0, 0, 100, 30});
  card.name = "receipt.number";
  card.bounds = {0, 25, 100, 20};
  tree.add(card);
  card.name = "gone";
  card.bounds = {0, 60, 100, 20};
  tree.add(card);
  const auto areas = tree.personal_areas();
  ASSERT_EQ(areas.size(), 2U) << "what is out of sight is in no picture";
  EXPECT_EQ(areas[0].y, 20);
  EXPECT_EQ(areas[1].h, 5);
  EXPECT_NE(dump(tree).find("receipt.card"), std::string::npos);
  EXPECT_NE(dump(tree).find(" personal"), std::string::npos);
}

TEST(Rect, CommonPart) {
  EXPECT_EQ((Rect{0, 0, 10, 10}.common({5, 6, 10, 10}).w), 5);
  EXPECT_EQ((Rect{0, 0, 10, 10}.common({5, 6, 10, 10}).h), 4);
  EXPECT_TRUE((Rect{0, 0, 10, 10}.common({10, 0, 5, 5}).empty()));
  EXPECT_TRUE((Rect{0, 0, 10, 10}.common({20, 20, 5, 5}).empty()));
}

}  // namespace
}  // namespace kerb::kiosk::ui
