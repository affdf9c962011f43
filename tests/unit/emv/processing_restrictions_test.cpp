// EMV Book 3, 10.4 and C-2, 7.7: versions, dates, and what the issuer lets the card be used for.
#include "payment/emv/processing_restrictions.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emv/activation.hpp"

namespace kerb::payment::emv {
namespace {

struct Case {
  const char* name;
  const char* card;
  std::uint8_t type;  // 9C
  const char* tvr;
};

// The tap is on 2026-11-22 in Germany (0276). AUC: octet 1 cash 80/40, goods 20/10, services 08/04,
// ATM 02, elsewhere 01; octet 2 cashback 80/40; each domestic before international.
constexpr Case kCases[] = {
    {"SameVersion_PRE2", "5F2403261231 9F08020002", 0x00, "0000000000"},
    {"OtherVersion_PRE3", "5F2403261231 9F08020003", 0x00, "0080000000"},
    {"LastDay_PRE7", "5F2403261122", 0x00, "0000000000"},
    {"DayAfterTheLast_PRE8", "5F2403261121", 0x00, "0040000000"},
    {"FirstDay_PRE5", "5F2403261231 5F2503261122", 0x00, "0000000000"},
    {"DayBeforeTheFirst_PRE6", "5F2403261231 5F2503261123", 0x00, "0020000000"},
    {"NotOutsideAtms_PRE11", "5F2403261231 9F0702FEC0 5F28020276", 0x00, "0010000000"},
    {"NoIssuerCountry_PRE14", "5F2403261231 9F07020100", 0x00, "0000000000"},
    {"GoodsAtHome_PRE22", "5F2403261231 9F07022100 5F28020276", 0x00, "0000000000"},
    {"ServicesAtHome_PRE22", "5F2403261231 9F07020900 5F28020276", 0x00, "0000000000"},
    {"OnlyAbroad_PRE24", "5F2403261231 9F07021500 5F28020276", 0x00, "0010000000"},
    {"GoodsAbroad_PRE23", "5F2403261231 9F07021100 5F28020250", 0x00, "0000000000"},
    {"OnlyAtHome_PRE24", "5F2403261231 9F07022900 5F28020250", 0x00, "0010000000"},
    {"CashAtHome_PRE17", "5F2403261231 9F07028100 5F28020276", 0x01, "0000000000"},
    {"NoCashAtHome_PRE19", "5F2403261231 9F07027D00 5F28020276", 0x01, "0010000000"},
    {"CashAbroad_PRE18", "5F2403261231 9F07024100 5F28020250", 0x17, "0000000000"},
    {"NoCashAbroad_PRE19", "5F2403261231 9F0702BD00 5F28020250", 0x17, "0010000000"},
    {"CashbackAtHome_PRE27", "5F2403261231 9F07022180 5F28020276", 0x09, "0000000000"},
    {"NoCashbackAtHome_PRE29", "5F2403261231 9F07022140 5F28020276", 0x09, "0010000000"},
    {"CashbackAbroad_PRE28", "5F2403261231 9F07021140 5F28020250", 0x09, "0000000000"},
    {"NoCashbackAbroad_PRE29", "5F2403261231 9F07021180 5F28020250", 0x09, "0010000000"},
    {"RefundNeedsNoGoods_PRE20", "5F2403261231 9F07020100 5F28020276", 0x20, "0000000000"},
};

class ProcessingRestrictions : public ::testing::TestWithParam<Case> {};

TEST_P(ProcessingRestrictions, C2_7_7) {
  Transaction what = desk::transaction();
  what.type = GetParam().type;
  desk::Bench bench(GetParam().card, Kernel::mastercard, what);
  ASSERT_TRUE(bench.stored);
  note_restrictions(bench.activation(), bench.objects, bench.findings);
  EXPECT_EQ(hal::to_hex(bench.findings.octets()), GetParam().tvr);
}

INSTANTIATE_TEST_SUITE_P(All, ProcessingRestrictions, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProcessingRestrictionsOfVisa, C3_5_5) {
  EXPECT_TRUE(is_expired(desk::Bench("").objects));
  EXPECT_TRUE(is_expired(desk::Bench("5F2403261121").objects));
  EXPECT_FALSE(is_expired(desk::Bench("5F2403261122").objects));
  EXPECT_TRUE(allows_cash(desk::Bench("").objects));
  EXPECT_FALSE(allows_cash(desk::Bench("9F0702FFC0").objects));  // and no issuer country
  EXPECT_TRUE(allows_cash(desk::Bench("9F07028000 5F28020276").objects));
  EXPECT_FALSE(allows_cash(desk::Bench("9F07024000 5F28020276").objects));
  EXPECT_TRUE(allows_cashback(desk::Bench("9F07020040 5F28020250").objects));
  EXPECT_FALSE(allows_cashback(desk::Bench("9F07020080 5F28020250").objects));
}

}  // namespace
}  // namespace kerb::payment::emv
