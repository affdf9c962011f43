#include "hal/charge_ledger.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/temporary_folder.hpp"

namespace kerb::hal {
namespace {

using Phase = ChargeRecord::Phase;

ChargeKey key_of(int number) {
  return fmt::format("{:032x}", number);
}

LedgerEntry finished(int number) {
  LedgerEntry entry{1, key_of(number), {Phase::finished, {1'000}, {2'000}}, Utc(Millis(5))};
  entry.record.reason = StopReason::unplugged;
  entry.record.ended = Utc(Millis(1'795'000'000'000));
  return entry;
}

LedgerEntry active(int number) {
  return {1, key_of(number), {Phase::active, {1'000}, {1'500}}, Utc(Millis(7))};
}

std::string line(int number, const char* phase) {
  return fmt::format(
      R"({{"evse":1,"charge":"{}","phase":"{}","meter_start":1,"meter_now":2,"noted":3}})",
      key_of(number), phase);
}

class Ledger : public ::testing::Test {
 protected:
  std::unique_ptr<ChargeLedger> open() {
    auto ledger = ChargeLedger::open(file_);
    EXPECT_TRUE(ledger) << ledger.error().sentence();
    return std::move(*ledger);
  }
  void write(const std::string& text) { std::ofstream(file_, std::ios::binary) << text; }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "charges";
};

TEST_F(Ledger, KnowsAfterARestartWhatWasNoted) {
  {
    const auto ledger = open();
    ASSERT_TRUE(ledger->note(finished(1)));
    ASSERT_TRUE(ledger->note(active(2)));
    ASSERT_TRUE(ledger->note({2, key_of(2), {Phase::starting, {}, {}}, {}}));
  }
  const auto ledger = open();
  EXPECT_TRUE(ledger->whole());
  const ChargeRecord known = ledger->find(1, key_of(1));
  EXPECT_EQ(known.phase, Phase::finished);
  EXPECT_EQ(known.meter_start.count, 1'000);
  EXPECT_EQ(known.meter_now.count, 2'000);
  EXPECT_EQ(known.reason, StopReason::unplugged);
  EXPECT_EQ(known.ended, Utc(Millis(1'795'000'000'000)));
  EXPECT_EQ(ledger->find(2, key_of(2)).phase, Phase::starting) << "the same key elsewhere";
  EXPECT_EQ(ledger->find(1, key_of(9)).phase, Phase::none);
  const auto open_ones = ledger->open_charges();
  ASSERT_EQ(open_ones.size(), 2U);
  EXPECT_EQ(open_ones[0].charge, key_of(2));
  EXPECT_EQ(open_ones[0].record.meter_now.count, 1'500);
  EXPECT_EQ(open_ones[0].noted, Utc(Millis(7)));
}

TEST_F(Ledger, ALaterNoteTakesThePlaceOfTheEarlier) {
  const auto ledger = open();
  ASSERT_TRUE(ledger->note(active(1)));
  ASSERT_TRUE(ledger->note(finished(1)));
  EXPECT_EQ(open()->find(1, key_of(1)).phase, Phase::finished);
  EXPECT_TRUE(ledger->open_charges().empty());
}

TEST_F(Ledger, ForgetsTheOldestEndedOneAndNeverAnOpenOne) {
  std::string full = R"({"version":1,"charges":[)" + line(0, "active");
  for (int i = 1; i < static_cast<int>(ChargeLedger::kMost); ++i) {
    full += ',' + line(i, "finished");
  }
  write(full + "]}");
  const auto ledger = open();
  ASSERT_TRUE(ledger->whole());
  ASSERT_TRUE(ledger->note(finished(999)));
  EXPECT_EQ(ledger->find(1, key_of(0)).phase, Phase::active);
  EXPECT_EQ(ledger->find(1, key_of(1)).phase, Phase::none);
  EXPECT_EQ(ledger->find(1, key_of(2)).phase, Phase::finished);
  EXPECT_EQ(open()->find(1, key_of(0)).phase, Phase::active) << "the file is of that size, too";
}

TEST_F(Ledger, PutsAsideWhatItDoesNotUnderstandAndSaysSo) {
  const std::string entry =
      R"({"version":1,"charges":[{"evse":1,"charge":")" + key_of(1) + R"(","phase":"active",)";
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string(R"({"version":2,"charges":[]})"),
        std::string(300 * 1024, ' '), entry + R"("meter_start":2,"meter_now":1,"noted":0}]})",
        entry + R"("meter_start":-1,"meter_now":1,"noted":0}]})",
        entry + R"("meter_start":0,"meter_now":1}]})",
        std::string(R"({"version":1,"charges":[{"evse":1,"charge":"../","phase":"active",)"
                    R"("meter_start":0,"meter_now":1,"noted":0}]})")}) {
    write(text);
    const auto ledger = open();
    EXPECT_FALSE(ledger->whole()) << text.substr(0, 200);
    EXPECT_TRUE(ledger->open_charges().empty());
    EXPECT_TRUE(std::filesystem::exists(file_.string() + ".broken"));
    EXPECT_TRUE(ledger->note(active(1)));
    EXPECT_TRUE(open()->whole());
  }
}

TEST_F(Ledger, SaysWhenItCannotBeWrittenAndRemembersAllTheSame) {
  file_ = folder_.path() / "missing" / "charges";
  const auto ledger = open();
  const auto noted = ledger->note(active(1));
  ASSERT_FALSE(noted);
  EXPECT_EQ(noted.error().code, "ledger.unwritable");
  EXPECT_EQ(ledger->find(1, key_of(1)).phase, Phase::active);
}

TEST_F(Ledger, AFolderInItsPlaceIsPutAsideToo) {
  std::filesystem::create_directory(file_);
  EXPECT_FALSE(open()->whole());
}

}  // namespace
}  // namespace kerb::hal
