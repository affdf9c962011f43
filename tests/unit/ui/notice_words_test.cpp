// Messages of the back end: whose turn it is, and that nothing which they contain can harm a screen.
#include "kiosk/screens/parts/notice_words.hpp"

#include <gtest/gtest.h>

#include "kiosk/runtime/installation.hpp"
#include "kiosk/screens/texts/plain_text.hpp"
#include "tests/unit/ui/stage.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;
using Rank = NoticeView::Rank;

// Without the marks that we put around each paragraph ourselves.
std::string bare(const std::string& text) {
  return replaced(replaced(text, "\u2068", ""), "\u2069", "");
}

class NoticeWords : public testing::Test {
 protected:
  // Runs `use` with a page at that moment.
  template <typename Use>
  void on_page(Use use, hal::Millis at = {}, bool still = false) {
    stage.draw(
        [&](ui::ScreenContext& ctx) {
          ctx.still = still;
          Page page{ctx, snapshot, languages, languages.of("en"), ctx.area};
          use(page);
        },
        at);
  }
  std::string shown(hal::Millis at, bool still = false) {
    std::string text;
    on_page(
        [&](Page& page) {
          const NoticeView* notice = notice_in_turn(page);
          text = notice == nullptr ? "nothing" : notice->text;
        },
        at, still);
    return text;
  }
  std::string beginning(const std::string& text, float width) {
    std::string cut;
    on_page([&](Page& page) { cut = beginning_of(page, text, page.metrics().body, width, 2); });
    return cut;
  }

  ui::UiStage stage;
  Languages languages = *Languages::load(locales_folder(), {"en"}, "Europe/Berlin");
  Snapshot snapshot;
};

TEST_F(NoticeWords, TakeTurnsOfSixSecondsAndAskForTheNextFrame) {
  EXPECT_EQ(shown(Seconds{0}), "nothing");
  snapshot.notices = {{"a", "", Rank::normal}, {"b", "", Rank::normal}};
  EXPECT_EQ(shown(Seconds{0}), "a");
  EXPECT_EQ(shown(hal::Millis{5'999}), "a");
  EXPECT_EQ(stage.again_in, hal::Millis{1});
  EXPECT_EQ(shown(Seconds{6}), "b");
  EXPECT_EQ(stage.again_in, Seconds{6});
  EXPECT_EQ(shown(Seconds{12}), "a");
}

// OCPP 2.1, MessagePriorityEnumType.
TEST_F(NoticeWords, InFrontComesBeforeTheNormalCycleAndAlwaysFrontAlone_OCPP) {
  snapshot.notices = {
      {"normal", "", Rank::normal}, {"front", "", Rank::in_front}, {"other", "", Rank::in_front}};
  EXPECT_EQ(shown(Seconds{0}), "front");
  EXPECT_EQ(shown(Seconds{6}), "other");
  EXPECT_EQ(shown(Seconds{12}), "front");
  snapshot.notices.push_back({"alone", "", Rank::always_front});
  EXPECT_EQ(shown(Seconds{0}), "alone");
  EXPECT_EQ(shown(Seconds{6}), "alone");
  EXPECT_EQ(stage.again_in, std::nullopt);
}

TEST_F(NoticeWords, StandStillForWhomMotionDisturbs) {
  snapshot.notices = {{"a", "", Rank::normal}, {"b", "", Rank::normal}};
  EXPECT_EQ(shown(Seconds{6}, true), "a");
}

TEST_F(NoticeWords, LoseWhatWouldSteerTheScreen) {
  const struct {
    const char* from;
    const char* to;
  } kCases[] = {
      {"plain", "plain"},
      {"a\u202Eb\u2066c\u200Fd", "abcd"},  // marks for direction
      {"a\uE56Db\U000F0001c", "abc"},      // private use: our icons
      {"a\x07\x1B[31mb", "a[31mb"},        // control characters
      {"one\n\n\n  two\t\tthree\n", "one\ntwo three"},
      {"\xFF\xC0", "\uFFFD\uFFFD"},  // no UTF-8
      {"\u0928\u092E\u0938\u094D\u0924\u0947", "\u0928\u092E\u0938\u094D\u0924\u0947"},
      {"", ""},
  };
  for (const auto& one : kCases) EXPECT_EQ(bare(notice_text({one.from, "", {}})), one.to);
  EXPECT_EQ(bare(notice_text({std::string(5'000, 'x'), "", {}})).size(), 1'024U);
}

TEST_F(NoticeWords, ReadInTheirOwnDirectionParagraphByParagraph_UAX9) {
  EXPECT_EQ(notice_text({"one\ntwo", "", {}}), "\u2068one\u2069\n\u2068two\u2069");
  EXPECT_EQ(notice_text({"one\n", "", {}}), "\u2068one\u2069");
}

TEST_F(NoticeWords, AreCutBetweenWordsWithAnEllipsis) {
  EXPECT_EQ(beginning("Coffee is free.", 400), "Coffee is free.");
  std::string words;
  for (int i = 0; i < 60; ++i) words += "coffee ";
  const std::string cut = beginning(words, 400);
  EXPECT_LT(cut.size(), words.size());
  EXPECT_TRUE(cut.ends_with("coffee\u2026")) << cut;
}

TEST_F(NoticeWords, FitEvenWithAWordWiderThanTheBox) {
  std::vector<std::string> wide{std::string(1'000, 'W'), std::string(200, '\xFF'), "\u0645"};
  wide.back().append(90, 'w');
  for (const std::string& text : wide) {
    on_page([&](Page& page) {
      const std::string clean = notice_text({text, "", {}});
      const std::string cut = beginning_of(page, clean, page.metrics().body, 300, 2);
      const auto& layout =
          page.ctx.canvas.text_engine().layout(cut, page.metrics().body, {.max_width = 300});
      EXPECT_FALSE(layout.truncated);
      EXPECT_LE(layout.lines, 2);
    });
  }
}

}  // namespace
}  // namespace kerb::kiosk
