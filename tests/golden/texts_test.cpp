// The languages are complete: every id that the code names is in every .po and no other, every
// translation is of the English text that stands there now, and none is left open.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "kiosk/screens/texts/po.hpp"

namespace kerb::kiosk {
namespace {

const std::filesystem::path kSource = KERB_SOURCE_DIR;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::set<std::string> ids_in_code() {
  const std::regex named("\"([a-z0-9_.]+)\"_text");
  std::set<std::string> ids;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource / "kiosk")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = content(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it) {
      ids.insert((*it)[1]);
    }
  }
  return ids;
}

std::map<std::string, PoEntry> catalogue(const std::string& locale) {
  const auto file = kSource / "locales" / (locale + ".po");
  const auto entries = parse_po(content(file), file.string());
  EXPECT_TRUE(entries) << entries.error().sentence();
  std::map<std::string, PoEntry> by_id;
  for (const PoEntry& entry : *entries) by_id[entry.id] = entry;
  return by_id;
}

std::vector<std::string> locales() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "locales")) {
    if (entry.path().extension() == ".po") all.push_back(entry.path().stem());
  }
  return all;
}

TEST(Texts, of_every_language_are_those_that_the_code_names) {
  const std::set<std::string> used = ids_in_code();
  ASSERT_GT(used.size(), 100U);
  for (const std::string& locale : locales()) {
    const auto there = catalogue(locale);
    for (const std::string& id : used) EXPECT_TRUE(there.contains(id)) << locale << " lacks " << id;
    for (const auto& [id, entry] : there)
      EXPECT_TRUE(used.contains(id)) << locale << " is stale: " << id;
  }
}

TEST(Texts, are_translated_and_not_stale) {
  const auto english = catalogue("en");
  for (const std::string& locale : locales()) {
    if (locale == "en") continue;
    for (const auto& [id, entry] : catalogue(locale)) {
      EXPECT_FALSE(entry.translation.empty()) << locale << ": " << id;
      EXPECT_FALSE(entry.fuzzy) << locale << ": " << id;
      const auto source = english.find(id);
      if (source == english.end()) continue;
      EXPECT_EQ(entry.source, source->second.source)
          << locale << ": the English text of " << id << " changed";
    }
  }
}

TEST(Texts, pass_msgfmt) {
  for (const std::string& locale : locales()) {
    const auto file = kSource / "locales" / (locale + ".po");
    EXPECT_EQ(std::system(fmt::format("msgfmt --check -o /dev/null '{}'", file.string()).c_str()),
              0)  // NOLINT(cert-env33-c)
        << locale;
  }
}

}  // namespace
}  // namespace kerb::kiosk
