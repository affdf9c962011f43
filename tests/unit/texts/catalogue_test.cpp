#include "kiosk/screens/texts/catalogue.hpp"

#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

PoEntry entry(std::string id, std::string source, std::string translation = {},
              bool fuzzy = false) {
  return {std::move(id), std::move(source), std::move(translation), fuzzy, 1};
}

hal::Result<Catalogue> catalogue(const std::vector<PoEntry>& english,
                                 const std::vector<PoEntry>& translated, const char* locale) {
  const auto sources = SourceTexts::create(english);
  if (!sources) return tl::make_unexpected(sources.error());
  return Catalogue::create(*sources, translated, locale);
}

const char* const kPlural = "{n, plural, one {# bay} other {# bays}} at {place}";

TEST(Catalogue, falls_back_to_english_text_by_text) {
  const auto german = catalogue({entry("a", "Yes"), entry("b", "No"), entry("c", "Maybe")},
                                {entry("a", "Yes", "Ja"), entry("c", "Maybe", "Mai", true)}, "de");
  ASSERT_TRUE(german);
  EXPECT_EQ(german->text("a"_text), "Ja");
  EXPECT_EQ(german->text("b"_text), "No");
  EXPECT_EQ(german->text("c"_text), "Maybe") << "a fuzzy translation was shown";
  EXPECT_EQ(german->text("d"_text), "[d]");
}

TEST(Catalogue, fills_arguments_and_plurals) {
  const auto english = catalogue({entry("bays", kPlural)}, {}, "en");
  ASSERT_TRUE(english);
  EXPECT_EQ(english->text("bays"_text, {{"n", std::int64_t{1}}, {"place", "A"}}), "1 bay at A");
  EXPECT_EQ(english->text("bays"_text, {{"place", "B"}, {"n", std::int64_t{1200}}}),
            "1,200 bays at B");
}

TEST(Catalogue, refuses_a_message_that_would_not_format) {
  const auto bad = catalogue({entry("a", "{n, plural, one {#}")}, {}, "en");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "texts.bad_message");
}

TEST(Catalogue, refuses_an_argument_that_english_does_not_have) {
  const auto bad = catalogue({entry("a", "{amount}")}, {entry("a", "{amount}", "{betrag}")}, "de");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "texts.unknown_argument");
}

TEST(Catalogue, takes_no_path_for_a_locale) {
  const auto bad = Catalogue::load({}, {"/"}, "../etc/passwd");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "texts.no_such_locale");
}

TEST(Catalogue, says_which_file_is_missing) {
  const auto bad = SourceTexts::load("/nowhere");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "texts.unreadable");
  EXPECT_NE(bad.error().tried.find("/nowhere/en.po"), std::string::npos);
}

}  // namespace
}  // namespace kerb::kiosk
