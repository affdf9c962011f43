// The quick check may send a text on to the parser, but it never takes what the parser refuses.
#include "payment/journal/json_check.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace kerb::payment {
namespace {

TEST(JsonCheck, TakesWhatKerbWritesWithoutTheParser) {
  for (const char* text :
       {"{}", "[]", "null", "true", "false", "0", "-1", "12.50", "\"\"", R"({"a":1})",
        R"({"state":"capturing","amount":"12.64","held":{"reference":"7321412345678901234567"}})",
        " [ 1 , {\t\"a\" : [ true,false , null ] }\r\n] ", R"("a\"b\\c\/d\be\ff\ng\rh\ti")"}) {
    EXPECT_TRUE(is_plain_json(text)) << text;
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(JsonCheck, LeavesTheRestToTheParser) {
  for (const char* text : {R"("\u00e9")", "\"\xC3\xA9\"", "1e3", "1.5E-7",
                           "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]"}) {
    EXPECT_FALSE(is_plain_json(text)) << text;
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(JsonCheck, LeavesAVeryLongNumberToTheParser) {
  const std::string digits(400, '1');
  EXPECT_FALSE(is_plain_json(digits));
}

TEST(JsonCheck, RefusesWhatIsNone) {
  for (const std::string text :
       {"",        " ",        "{",     "}",          "{}{}",        "{} {}",  "[1,]",    "[,1]",
        "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01",          "-",      "1.",      ".5",
        "+1",      "nul",      "nulll", "True",       "\"",          "\"\\\"", "\"\\x\"", "\"\n\"",
        "'a'",     "1 2",      "1e999", "\"\xFF\"",   "\"\\ud800\"", "NaN",    "//",      "\x7F",
        "\"a\\"}) {
    EXPECT_FALSE(is_plain_json(text)) << text;
    EXPECT_FALSE(is_json(text)) << text;
  }
}

TEST(JsonCheck, NeverTakesWhatTheParserRefuses) {
  std::mt19937 random(5);  // NOLINT(cert-msc32-c,cert-msc51-cpp) the same texts every time
  const std::string whole =
      R"({"a":[1,-2.5,0,true,false,null,"x\"y\\z"],"b":{"c":"\/","d":[]},"e":"12.64"} )";
  const std::string signs = "{}[],:\"\\0123456789.-+eEtrufalsn \n\t\x01\xC3\xA9x";
  int plain = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text = whole;
    for (std::size_t n = random() % 4; n > 0; --n) {
      const std::size_t at = random() % text.size();
      const char sign = signs[random() % signs.size()];
      switch (random() % 3) {
        case 0:
          text[at] = sign;
          break;
        case 1:
          text.insert(at, 1, sign);
          break;
        default:
          text.erase(at, 1);
      }
    }
    const bool right = nlohmann::json::accept(text);
    ASSERT_TRUE(right || !is_plain_json(text)) << text;
    ASSERT_EQ(right, is_json(text)) << text;
    plain += is_plain_json(text) ? 1 : 0;
  }
  EXPECT_GT(plain, 1000);
}

}  // namespace
}  // namespace kerb::payment
