#include "payment/card_number_scan.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kerb::payment {
namespace {

// Published test numbers; a scan of what Kerb writes looks for the same ones.
constexpr const char* kTestNumbers[] = {"4111111111111111", "4012888888881881", "4222222222222",
                                        "5555555555554444", "5105105105105100", "2223003122003222",
                                        "378282246310005",  "371449635398431",  "30569309025904",
                                        "6011111111111117", "3530111333300000", "6200000000000005",
                                        "5018000000000009", "6304000000000000"};

std::string found(std::string_view text) {
  const auto runs = find_card_numbers(text);
  return runs.size() == 1 ? std::string(text.substr(runs[0].begin, runs[0].end - runs[0].begin))
                          : std::to_string(runs.size()) + " runs";
}

TEST(CardNumberScan, FindsEveryTestNumberAnywhere) {
  for (const std::string number : kTestNumbers) {
    for (const char* around :
         {"{}", "card {}.", "\"pan\":\"{}\"", "pan={}&x", "({})", "pan{}", "id_{}", "{}EUR",
          "12 {} 34", ";{}=2512201", "%B{}^DOE/J^2512", "x12 {}", "\xC3\xA9{}\xC3\xA9"}) {
      const std::string text = fmt::format(fmt::runtime(around), number);
      EXPECT_EQ(found(text), number) << text;
    }
  }
}

TEST(CardNumberScan, FindsGroups) {
  EXPECT_EQ(found("card 4111 1111 1111 1111 ok"), "4111 1111 1111 1111");
  EXPECT_EQ(found("4111-1111-1111-1111"), "4111-1111-1111-1111");
  EXPECT_EQ(found("pay 12 4111 1111 1111 1111 99"), "4111 1111 1111 1111");
  EXPECT_EQ(found("x12 4111 1111 1111 1111"), "4111 1111 1111 1111");
  EXPECT_EQ(found("3782 822463 10005"), "3782 822463 10005");
  EXPECT_EQ(found("3056 930902 5904"), "3056 930902 5904");
}

TEST(CardNumberScan, FindsTrackAndTags) {
  EXPECT_EQ(found("4111111111111111D25122010000012345"), "4111111111111111D2512201");
  EXPECT_EQ(found("4111111111111111d2512201f"), "4111111111111111d2512201");
  EXPECT_EQ(found("70125A0841111111111111115F3401009000"), "4111111111111111");
  EXPECT_EQ(found("5A08378282246310005F"), "378282246310005");
  EXPECT_EQ(found("9F36020001571341111111111111"
                  "11D2512201000001234500F"),
            "4111111111111111D2512201");
  EXPECT_EQ(found("< 70 1A 5A 08 41 11 11 11 11 11 11 11 5F 34 01 00"), "41 11 11 11 11 11 11 11");
  EXPECT_EQ(found("57:13:41:11:11:11:11:11:11:11:D2:51:22:01:00"),
            "41:11:11:11:11:11:11:11:D2:51:22:01");
  EXPECT_EQ(found("41 11 11 11 11 11 11 11"), "41 11 11 11 11 11 11 11");
}

TEST(CardNumberScan, LeavesOtherNumbersAlone) {
  for (const char* text : {"",
                           "4111111111111112",
                           "41111111111111111",
                           "411111111111",
                           "1111111111111117",
                           "0.4111111111111111",
                           "12.4111111111111111",  // decimals
                           "1763789590123",
                           "2000000000008",           // milliseconds since 1970
                           "483296000000003",         // Visa transaction identifier: 15 digits
                           "7321412345678901234567",  // request id of the gateway
                           "2025-11-22 05:33:10.123",
                           "\"energy_wh\":21424,\"amount\":\"12.64\"",
                           "a4111111111111111",
                           "4111111111111111a",  // hex identifiers
                           "41111111111111110123456789abcdef",
                           "DE*VLT*E1042*1",
                           "12345678-4111-4111-8111-111111111111",
                           "4111 1111 1111",
                           "4111  1111  1111  1111",
                           "\xF0\x9F\x92\xB3",
                           "5A08",
                           "5A0",
                           "57",
                           "5A0841111111"}) {
    EXPECT_EQ(found(text), "0 runs") << text;
  }
}

TEST(CardNumberScan, DoesNotMisfireOnIdentifiers) {
  std::mt19937_64 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp) the same ids every time
  for (int i = 0; i < 200'000; ++i) {
    const std::string id = fmt::format("{:016x}{:016x}", random(), random());
    const std::string text =
        fmt::format(R"({{"key":"{0}","hash":"{0}{1:016x}{0:.16}"}})", id, random());
    ASSERT_FALSE(has_card_number(text)) << text;
  }
}

TEST(CardNumberScan, TheQuickAnswerIsTheWholeOne) {
  std::mt19937 random(13);  // NOLINT(cert-msc32-c,cert-msc51-cpp) the same texts every time
  const std::string between = "  -:.=^%;BDadgx5A\"\xFF";
  int numbers = 0;
  for (int i = 0; i < 200'000; ++i) {
    // A number cut into pieces, with signs before, between and after them.
    std::string text = kTestNumbers[random() % std::size(kTestNumbers)];
    if (random() % 2 == 0) text += "D2512201";
    if (random() % 3 == 0) text.insert(0, "5A08");
    for (std::size_t n = random() % 5; n > 0; --n) {
      text.insert(random() % (text.size() + 1), 1, between[random() % between.size()]);
    }
    if (random() % 4 == 0) {
      const char separator = " :-"[random() % 3];
      for (std::size_t at = 2; at < text.size(); at += 3) text.insert(at, 1, separator);
    }
    if (random() % 4 == 0) {
      for (std::size_t at = 4; at < text.size(); at += 5) text.insert(at, 1, ' ');
    }
    const bool found = !find_card_numbers(text).empty();
    ASSERT_EQ(has_card_number(text), found) << text;
    numbers += found ? 1 : 0;
  }
  EXPECT_GT(numbers, 20'000);
  EXPECT_LT(numbers, 190'000);
}

TEST(CardNumberScan, HidesEveryRun) {
  EXPECT_EQ(hide_card_numbers("a 4111111111111111 b 5555555555554444, c"),
            "a [card number] b [card number], c");
  EXPECT_EQ(hide_card_numbers("nothing here"), "nothing here");
}

TEST(CardNumberScan, SurvivesAnything) {
  std::mt19937 random(11);  // NOLINT(cert-msc32-c,cert-msc51-cpp) the same noise every time
  const std::string alphabet = "0123456789ABDF45 -:=^%B;.5A57\xFF";
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 80; n > 0; --n) text += alphabet[random() % alphabet.size()];
    std::size_t last = 0;
    for (const CardNumberRun& run : find_card_numbers(text)) {
      ASSERT_LE(last, run.begin);
      ASSERT_LT(run.begin, run.end);
      ASSERT_LE(run.end, text.size());
      last = run.end;
    }
    ASSERT_FALSE(has_card_number(hide_card_numbers(text))) << text;
  }
}

}  // namespace
}  // namespace kerb::payment
