#include "kiosk/screens/texts/po.hpp"

#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

TEST(Po, reads_ids_sources_translations_and_where_they_begin) {
  const auto entries = parse_po(
      "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\n"
      "#. a note\nmsgctxt \"a.b\"\nmsgid \"One \"\n\"two\"\nmsgstr \"Eins \\\"zwei\\\"\"\n"
      "\n#~ msgid \"gone\"\n#~ msgstr \"fort\"\n"
      "#, fuzzy\nmsgctxt \"c\"\nmsgid \"See\"\nmsgstr \"Meer\"\n",
      "de.po");
  ASSERT_TRUE(entries) << entries.error().sentence();
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].id, "a.b");
  EXPECT_EQ((*entries)[0].source, "One two");
  EXPECT_EQ((*entries)[0].translation, "Eins \"zwei\"");
  EXPECT_EQ((*entries)[0].line, 6);
  EXPECT_FALSE((*entries)[0].fuzzy);
  EXPECT_TRUE((*entries)[1].fuzzy);
}

struct Bad {
  const char* text;
  const char* code;
  const char* where;
};
class PoErrors : public testing::TestWithParam<Bad> {};

TEST_P(PoErrors, name_the_line) {
  const auto entries = parse_po(GetParam().text, "x.po");
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().code, GetParam().code);
  EXPECT_NE(entries.error().tried.find(GetParam().where), std::string::npos)
      << entries.error().tried;
  EXPECT_FALSE(entries.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    all, PoErrors,
    testing::Values(
        Bad{"msgctxt \"a\"\nmsgid \"x\"\nmsgid_plural \"y\"\n", "texts.syntax", "x.po:3"},
        Bad{"msgctxt \"a\"\nmsgid \"x\n", "texts.syntax", "x.po:2"},
        Bad{"msgid \"x\"\nmsgstr \"y\"\n", "texts.syntax", "x.po:2"},
        Bad{"msgctxt \"a\"\nmsgid \"x\"\n", "texts.syntax", "x.po:2"},
        Bad{"\"floating\"\n", "texts.syntax", "x.po:1"},
        Bad{"msgctxt \"a\\q\"\n", "texts.syntax", "x.po:1"},
        Bad{"nonsense\n", "texts.syntax", "x.po:1"},
        Bad{"msgctxt \"a\"\nmsgid \"x\"\nmsgstr \"\"\n\nmsgctxt \"a\"\nmsgid \"x\"\nmsgstr \"\"\n",
            "texts.duplicate", "x.po:7"}));

TEST(Po, refuses_more_than_a_megabyte) {
  const auto entries = parse_po(std::string((1 << 20) + 1, '#'), "big.po");
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().code, "texts.too_long");
}

}  // namespace
}  // namespace kerb::kiosk
