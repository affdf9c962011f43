// EMV Book 3, 10.7 and C-2, 7.8: every kind of terminal against every kind of code.
#include "payment/emv/action_analysis.hpp"

#include <gtest/gtest.h>

#include "payment/emv/cryptogram_type.hpp"
#include "tests/unit/emv/activation.hpp"

namespace kerb::payment::emv {
namespace {

struct Case {
  const char* name;
  std::uint8_t type;  // 9F35
  const char* codes;  // what the card says: 9F0D, 9F0E, 9F0F
  bool expired;       // the one finding
  std::uint8_t cryptogram;
};

constexpr std::uint8_t kAac = cryptogram_type::kAac;
constexpr std::uint8_t kTc = cryptogram_type::kTc;
constexpr std::uint8_t kArqc = cryptogram_type::kArqc;

// The finding is octet 2, b7; the terminal's own codes are all zeros here.
constexpr Case kCases[] = {
    {"OnlineOnlyAsksAlways_TAA4", 0x24, "", false, kArqc},
    {"OnlineOnlyRefusesByTheIssuersCode_TAA4", 0x24, "9F0E050040000000", true, kAac},
    {"OnlineOnlyRefusesNotWithoutTheFinding_TAA4", 0x24, "9F0E050040000000", false, kArqc},
    {"AttendedOnlineOnlyAsksAlways_TAA4", 0x21, "", false, kArqc},
    {"OnlineCapableApprovesWhenAllIsWell_TAA12", 0x25, "9F0F050000000000", false, kTc},
    {"OnlineCapableApprovesWhatTheIssuerDoesNotMind_TAA12", 0x25, "9F0F050000000000", true, kTc},
    {"OnlineCapableAsksWhenTheIssuerMinds_TAA11", 0x25, "9F0F050040000000", true, kArqc},
    {"OnlineCapableWithoutACodeApprovesWhenAllIsWell_TAA9", 0x25, "", false, kTc},
    {"OnlineCapableWithoutACodeAsksAboutAnything_TAA11", 0x25, "", true, kArqc},
    {"OfflineOnlyApprovesWhenAllIsWell_TAA18", 0x26, "9F0D050000000000", false, kTc},
    {"OfflineOnlyApprovesWhatTheIssuerDoesNotMind_TAA18", 0x26, "9F0D050000000000", true, kTc},
    {"OfflineOnlyRefusesWhenTheIssuerMinds_TAA17", 0x26, "9F0D050040000000", true, kAac},
    {"OfflineOnlyWithoutACodeApprovesWhenAllIsWell_TAA15", 0x23, "", false, kTc},
    {"OfflineOnlyWithoutACodeRefusesAnything_TAA17", 0x23, "", true, kAac},
};

class ActionAnalysis : public ::testing::TestWithParam<Case> {};

TEST_P(ActionAnalysis, Book3_10_7) {
  const Case& one = GetParam();
  desk::Bench bench(one.codes);
  ASSERT_TRUE(bench.stored);
  bench.kiosk.type = one.type;
  bench.combination.tac_denial = bench.combination.tac_online = bench.combination.tac_default = {};
  if (one.expired) bench.findings.note(Finding::expired);
  EXPECT_EQ(analyse_actions(bench.activation(), bench.objects, bench.findings), one.cryptogram);
}

INSTANTIATE_TEST_SUITE_P(All, ActionAnalysis, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ActionAnalysisOfTheTerminal, ItsOwnCodesCountToo) {
  desk::Bench bench("9F0D050000000000 9F0E050000000000 9F0F050000000000");
  bench.findings.note(Finding::expired);
  constexpr std::array<std::uint8_t, 5> kExpired{0, 0x40, 0, 0, 0};
  bench.combination.tac_denial = bench.combination.tac_online = bench.combination.tac_default = {};
  const auto at = [&](std::uint8_t type) {
    bench.kiosk.type = type;
    return analyse_actions(bench.activation(), bench.objects, bench.findings);
  };
  EXPECT_EQ(at(0x25), kTc);
  EXPECT_EQ(at(0x26), kTc);
  bench.combination.tac_online = kExpired;
  EXPECT_EQ(at(0x25), kArqc);
  bench.combination.tac_default = kExpired;
  EXPECT_EQ(at(0x26), kAac);
  bench.combination.tac_denial = kExpired;
  EXPECT_EQ(at(0x24), kAac);
  EXPECT_EQ(at(0x25), kAac);
}

}  // namespace
}  // namespace kerb::payment::emv
