#include "kiosk/speech/wording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

using testing::ElementsAre;

ui::Element text(const char* name, const char* label, float y = 0) {
  ui::Element element;
  element.name = name;
  element.label = label;
  element.bounds = {0, y, 100, 10};
  return element;
}

ui::Element button(const char* name, const char* label, float y) {
  ui::Element element = text(name, label, y);
  element.role = ui::Role::button;
  element.touchable = true;
  element.action = Back{};
  return element;
}

TEST(SpokenScreen, IsWhatCanBeReadInSentencesAndNotWhatStandsAround) {
  ui::SemanticTree tree;
  tree.add(text("frame.operator", "Voltaro", 0));
  tree.add(text("title", "Ready to charge", 20));
  tree.add(text("question", "Which connector?", 40));
  tree.add(button("connector.1", "Connector 1", 60));
  tree.add(text("connector.1.price", "0.59", 60));  // stands on the button
  tree.add(text("note", "Prices include VAT", 80));
  EXPECT_EQ(spoken_screen(tree), "Ready to charge. Which connector? Prices include VAT");
}

TEST(SpokenScreen, OfADialogIsTheDialogAlone) {
  ui::SemanticTree tree;
  tree.add(text("title", "Ready to charge"));
  tree.begin_modal();
  tree.add(text("dialog", "Are you still there?"));
  EXPECT_EQ(spoken_screen(tree), "Are you still there?");
}

TEST(SpokenScreen, NamesAValueAfterItsNameAndARingsCaptionAfterItsFigure) {
  ui::SemanticTree tree;
  ui::Element energy = text("energy", "Energy", 0);
  energy.value = "12 kWh";
  ui::Element ring = text("ring", "in your battery", 20);
  ring.value = "64\u00A0%";
  ring.role = ui::Role::progress;
  tree.add(energy);
  tree.add(ring);
  EXPECT_EQ(spoken_screen(tree), "Energy, 12 kWh. 64 % in your battery");
}

TEST(ForTheEar, LeavesOutWhatOnlyAnEyeNeeds) {
  EXPECT_EQ(for_the_ear("\u2066VISA ···· 0010\u2069 · \u20680.59\u202F€\u2069"),
            "VISA 0010, 0.59 €");
}

TEST(News, AreHeadingsAndWarningsWithoutTheirFigures) {
  ui::SemanticTree tree;
  ui::Element warning = text("notice", "Idle fee in 9:59");
  warning.role = ui::Role::alert;
  tree.add(text("plain", "nothing new"));
  tree.add(warning);
  const auto news = news_on(tree);
  ASSERT_EQ(news.size(), 1U);
  EXPECT_EQ(news[0].element, "notice");
  EXPECT_EQ(news[0].without_figures, "Idle fee in :");
  EXPECT_EQ(news[0].text, "Idle fee in 9:59");
}

}  // namespace
}  // namespace kerb::kiosk
