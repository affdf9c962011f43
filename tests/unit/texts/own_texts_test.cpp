// Texts of an operator's own, beside those that come with Kerb.
#include <gtest/gtest.h>

#include <fstream>

#include "kiosk/runtime/installation.hpp"
#include "kiosk/screens/texts/catalogue.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

class OwnTexts : public testing::Test {
 protected:
  void write(const std::string& locale, const std::string& entries) {
    std::ofstream(folder_ / (locale + ".po"))
        << "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
        << entries;
  }
  hal::Result<Catalogue> load(const std::string& locale) const {
    const auto english = SourceTexts::load(locales_folder());
    if (!english) return tl::make_unexpected(english.error());
    return Catalogue::load(*english, {locales_folder(), folder_}, locale);
  }
  static std::string entry(const std::string& id, const std::string& source,
                           const std::string& text) {
    return "msgctxt \"" + id + "\"\nmsgid \"" + source + "\"\nmsgstr \"" + text + "\"\n\n";
  }

  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
};

TEST_F(OwnTexts, GoBeforeKerbsTextByText) {
  write("de", entry("frame.back", "Back", "Retour"));
  const auto german = load("de");
  ASSERT_TRUE(german) << german.error().sentence();
  EXPECT_EQ(german->text("frame.back"_text), "Retour");
  EXPECT_EQ(german->text("language.name"_text), "Deutsch");
}

TEST_F(OwnTexts, MayChangeTheEnglish) {
  write("en", entry("frame.back", "Back", "Go back"));
  EXPECT_EQ(load("en")->text("frame.back"_text), "Go back");
}

TEST_F(OwnTexts, MayBeALanguageThatKerbDoesNotHave) {
  write("et", entry("language.name", "English", "Eesti"));
  const auto estonian = load("et");
  ASSERT_TRUE(estonian) << estonian.error().sentence();
  EXPECT_EQ(estonian->text("language.name"_text), "Eesti");
  EXPECT_EQ(estonian->text("frame.back"_text), "Back");
  EXPECT_EQ(load("lv").error().code, "texts.unreadable");
}

TEST_F(OwnTexts, ThatKerbWouldNeverSayAreAMistake) {
  write("de", entry("frame.bak", "Back", "Retour"));
  const auto german = load("de");
  ASSERT_FALSE(german);
  EXPECT_EQ(german.error().code, "texts.unknown_text");
  EXPECT_NE(german.error().tried.find("frame.bak"), std::string::npos);
}

TEST_F(OwnTexts, HaveTheArgumentsOfTheEnglishAndNoOthers) {
  write("de", entry("language.switch", "Language: {name}", "Sprache"));
  EXPECT_TRUE(load("de"));  // one may be left out
  write("de", entry("language.switch", "Language: {name}", "Sprache {nam}"));
  EXPECT_EQ(load("de").error().code, "texts.unknown_argument");
}

}  // namespace
}  // namespace kerb::kiosk
