#include "hal/everest/ledger.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "hal/everest/ledger_text.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::hal::everest {
namespace {

const Utc kToday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

LedgerCharge charge(int number, LedgerCharge::Phase phase = LedgerCharge::Phase::active) {
  LedgerCharge it;
  it.charge = fmt::format("{:032x}", number);
  it.evse = 1;
  it.token = it.charge;
  it.phase = phase;
  it.session = fmt::format("session-{}", number);
  it.meter_start = {100};
  it.meter_now = {150};
  return it;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

TEST(EverestLedger, IsFoundAgainAfterARestart) {
  const TemporaryFolder folder;
  const auto file = folder / "ledger.json";
  LedgerCharge kept = charge(7, LedgerCharge::Phase::finished);
  kept.withdrawn = true;
  kept.transaction = "tx-1";
  kept.reason = StopReason::power_loss;
  kept.began = kToday;
  kept.ended = kToday + Minutes{5};
  {
    auto ledger = Ledger::open(file, kToday);
    ASSERT_TRUE(ledger) << ledger.error().sentence();
    ASSERT_TRUE((*ledger)->put(charge(6), kToday));
    ASSERT_TRUE((*ledger)->put(kept, kToday));
  }
  struct stat state {};
  ASSERT_EQ(::stat(file.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(folder / "ledger.json.new"));

  auto again = Ledger::open(file, kToday);
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->trouble());
  const auto found = (*again)->of_token(fmt::format("{:032X}", 7), 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->charge, kept.charge);
  EXPECT_FALSE(found->card);
  EXPECT_TRUE(found->withdrawn);
  EXPECT_EQ(found->phase, LedgerCharge::Phase::finished);
  EXPECT_EQ(found->meter_now, WattHours{150});
  EXPECT_EQ(found->reason, StopReason::power_loss);
  EXPECT_EQ(found->began, kept.began);
  EXPECT_EQ(found->ended, kept.ended);
  EXPECT_EQ((*again)->of_transaction("tx-1")->charge, kept.charge);
  EXPECT_EQ((*again)->of_session("session-6")->charge, charge(6).charge);
  EXPECT_EQ((*again)->open_at(1)->charge, charge(6).charge);
  EXPECT_FALSE((*again)->of_session(""));
  EXPECT_FALSE((*again)->of_token(kept.token, 2));
  EXPECT_FALSE((*again)->open_at(2));
}

TEST(EverestLedger, HasTheNumberOfAChargingCardOnlyWhileItsChargeIsOpen) {
  const TemporaryFolder folder;
  const auto file = folder / "ledger.json";
  auto ledger = Ledger::open(file, kToday);
  ASSERT_TRUE(ledger);
  LedgerCharge held = charge(7);
  held.card = true;
  held.token = "04A224B1C85680";
  ASSERT_TRUE((*ledger)->put(held, kToday));
  EXPECT_NE(text_of(file).find("04A224B1C85680"), std::string::npos);
  {
    const auto again = Ledger::open(file, kToday);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->of_token("04a224b1c85680", 1)->charge, held.charge);
  }
  held.phase = LedgerCharge::Phase::finished;
  ASSERT_TRUE((*ledger)->put(held, kToday));
  EXPECT_EQ(text_of(file).find("04A224B1C85680"), std::string::npos);
  // Whoever shows it to another reader within the minute is still known.
  EXPECT_TRUE((*ledger)->of_token("04A224B1C85680", 1));
  const auto again = Ledger::open(file, kToday);
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->trouble());
  EXPECT_TRUE((*again)->find(held.charge)->card);
  EXPECT_FALSE((*again)->of_token("", 1));
}

TEST(EverestLedger, ADamagedFileIsSetAsideAndSaid) {
  const std::string good = ledger_text({charge(1), charge(2)});
  std::string wrong_phase = good;
  wrong_phase.replace(wrong_phase.find("active"), 6, "asleep");
  std::string backwards = good;
  backwards.replace(backwards.find("\"meter_now\": 150"), 16, "\"meter_now\":  50");
  std::string tokenless = good;
  tokenless.replace(tokenless.find("\"token\": \"") + 10, 32, "");
  const std::string damaged[] = {
      tokenless,          "",          "{",       good.substr(0, good.size() / 2), "[]",
      R"({"version":1})", wrong_phase, backwards, std::string(300 * 1024, ' ')};
  for (const std::string& text : damaged) {
    const TemporaryFolder folder;
    const auto file = folder / "ledger.json";
    write(file, text);
    auto ledger = Ledger::open(file, kToday);
    ASSERT_TRUE(ledger) << text;
    ASSERT_TRUE((*ledger)->trouble()) << text;
    EXPECT_EQ((*ledger)->trouble()->code, "everest.damaged_ledger");
    const auto aside =
        folder / fmt::format("ledger.json.damaged-{}", kToday.time_since_epoch().count());
    EXPECT_NE((*ledger)->trouble()->tried.find(aside.string()), std::string::npos);
    EXPECT_EQ(text_of(aside), text);
    EXPECT_TRUE((*ledger)->all().empty());
  }
}

TEST(EverestLedger, ANewerOneIsLeftAlone) {
  const TemporaryFolder folder;
  const auto file = folder / "ledger.json";
  write(file, R"({"version":2,"charges":[]})");
  const auto ledger = Ledger::open(file, kToday);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, "everest.newer_ledger");
  EXPECT_EQ(text_of(file), R"({"version":2,"charges":[]})");
}

TEST(EverestLedger, SaysThatItsFolderIsMissing) {
  const TemporaryFolder folder;
  const auto ledger = Ledger::open(folder / "nowhere/ledger.json", kToday);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, "everest.ledger");
}

TEST(EverestLedger, AWriteThatFailsIsMadeUpFor) {
  const TemporaryFolder folder;
  const auto file = folder / "ledger.json";
  auto ledger = Ledger::open(file, kToday);
  ASSERT_TRUE(ledger);
  std::filesystem::create_directory(folder / "ledger.json.new");  // in the way
  EXPECT_FALSE((*ledger)->put(charge(1), kToday));
  EXPECT_TRUE((*ledger)->find(charge(1).charge));
  std::filesystem::remove(folder / "ledger.json.new");
  EXPECT_TRUE((*ledger)->put(charge(2), kToday));
  auto again = Ledger::open(file, kToday);
  EXPECT_EQ((*again)->all().size(), 2U);
}

TEST(EverestLedger, ForgetsWhatIsOverAndOldButNothingOpen) {
  const auto ledger = Ledger::unwritten();
  ASSERT_TRUE(ledger->put(charge(0), kToday - std::chrono::days(400)));
  ASSERT_TRUE(ledger->put(charge(1, LedgerCharge::Phase::gone), kToday - std::chrono::days(61)));
  ASSERT_TRUE(ledger->put(charge(2, LedgerCharge::Phase::finished), kToday));
  EXPECT_TRUE(ledger->find(charge(0).charge));
  EXPECT_FALSE(ledger->find(charge(1).charge));
  for (int i = 3; i < 500; ++i) {
    ASSERT_TRUE(ledger->put(charge(i, LedgerCharge::Phase::finished), kToday));
  }
  EXPECT_EQ(ledger->all().size(), 201U);
  EXPECT_TRUE(ledger->find(charge(0).charge));
  EXPECT_FALSE(ledger->find(charge(299).charge));
  EXPECT_TRUE(ledger->find(charge(300).charge));
}

TEST(EverestLedger, TheFullestFileIsReadAgain) {
  const TemporaryFolder folder;
  const auto fullest = Ledger::unwritten();
  for (int i = 0; i < 250; ++i) {
    LedgerCharge full = charge(i, LedgerCharge::Phase::finished);
    full.session = full.transaction = std::string(255, 's');
    full.reason = StopReason::emergency_stop;
    full.began = full.ended = kToday;
    ASSERT_TRUE(fullest->put(full, kToday));
  }
  write(folder / "ledger.json", ledger_text(fullest->all()));
  const auto again = Ledger::open(folder / "ledger.json", kToday);
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->trouble());
  EXPECT_EQ((*again)->all().size(), 200U);
}

TEST(EverestLedger, RecordsAreWhatTheMoneyRulesNeed) {
  using Phase = ChargeRecord::Phase;
  struct {
    LedgerCharge::Phase phase;
    Phase record;
    WattHours now;
  } const rows[] = {
      {LedgerCharge::Phase::given, Phase::starting, {0}},
      {LedgerCharge::Phase::accepted, Phase::starting, {0}},
      {LedgerCharge::Phase::active, Phase::active, {150}},
      {LedgerCharge::Phase::finished, Phase::finished, {150}},
      {LedgerCharge::Phase::gone, Phase::none, {0}},
  };
  for (const auto& row : rows) {
    const ChargeRecord record = record_of(charge(1, row.phase));
    EXPECT_EQ(record.phase, row.record);
    EXPECT_EQ(record.meter_now, row.now);
  }
}

}  // namespace
}  // namespace kerb::hal::everest
