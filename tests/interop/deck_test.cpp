// The whole deck of cards behind the real pcscd: each comes to the same outcome as in process,
// wherever it was torn away, and whatever happens to the service and the reader meanwhile.
#include "hal/simulated/deck.hpp"

#include <gtest/gtest.h>

#include "hal/pcsc/reader.hpp"
#include "hal/pcsc/reader_names.hpp"
#include "tests/interop/pcscd_service.hpp"
#include "tests/interop/virtual_picc.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/deck_outcomes.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::interop {
namespace {

using hal::Millis;
using hal::simulated::deal;
using namespace payment::emv;  // NOLINT(google-build-using-namespace)

constexpr Millis kLong{10'000};

class DeckAtPcscd : public ::testing::Test {
 protected:
  // One service for all of them: it takes longer to start than to read fifty cards.
  static void SetUpTestSuite() {
    auto service = PcscdService::create();
    ASSERT_TRUE(service) << service.error().sentence();
    the_service = std::move(*service);
  }
  static void TearDownTestSuite() { the_service.reset(); }

  void SetUp() override {
    ASSERT_NE(the_service, nullptr);
    picc_ = std::make_unique<VirtualPicc>(the_service->socket());
    auto reader = hal::pcsc::Reader::create("kerb test");
    ASSERT_TRUE(reader) << reader.error().sentence();
    reader_ = std::move(*reader);
  }
  void TearDown() override {
    if (HasFailure() && the_service != nullptr)
      ADD_FAILURE() << "pcscd's log:\n" << the_service->log();
  }

  using Meanwhile = std::function<void(int command)>;
  // As the worker of the kiosk does it: find the card, ask it, drop the field.
  static TapOutcome read_card(hal::CardReader& reader, const Meanwhile& meanwhile = {}) {
    const auto card = reader.wait_for_card(kLong);
    EXPECT_TRUE(card) << card.error().detail;
    int command = 0;
    const TapOutcome outcome =
        run(desk::trusting_terminal(), desk::transaction(), [&](hal::ByteView octets) {
          if (meanwhile) meanwhile(++command);
          return reader.transceive(octets);
        });
    EXPECT_EQ(inconsistency(outcome, desk::transaction()), "") << outcome.cause;
    reader.field_off(Millis{0});
    return outcome;
  }

  TapOutcome tap(const std::shared_ptr<hal::simulated::VirtualCard>& card,
                 std::optional<int> leaves_after = std::nullopt, const Meanwhile& meanwhile = {}) {
    EXPECT_TRUE(picc_->insert(card, leaves_after));
    const TapOutcome outcome = read_card(*reader_, meanwhile);
    commands_ = picc_->commands();
    picc_->remove();
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
    return outcome;
  }

  // After the service or the reader was away: loops as the worker does.
  void await_card() {
    const auto deadline = std::chrono::steady_clock::now() + kLong;
    while (!reader_->wait_for_card(Millis{500})) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    }
  }

  static std::unique_ptr<PcscdService> the_service;
  std::unique_ptr<VirtualPicc> picc_;
  std::unique_ptr<hal::pcsc::Reader> reader_;
  int commands_ = 0;
};

std::unique_ptr<PcscdService> DeckAtPcscd::the_service;

TEST_F(DeckAtPcscd, EachCardComesToItsOutcome) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    const auto dealt = deal(expected.card);
    expect_outcome(expected, tap(dealt->card, dealt->leaves_after));
    if (!expected.pays_at_second_tap) continue;
    EXPECT_EQ(tap(dealt->card).kind, OutcomeKind::online_request) << expected.card;
  }
}

TEST_F(DeckAtPcscd, TheOneThatCannotBeAskedIsSeenAllTheSame) {
  ASSERT_TRUE(picc_->insert(deal("charging card")->card));
  const auto card = reader_->wait_for_card(kLong);
  ASSERT_TRUE(card) << card.error().detail;
  EXPECT_FALSE(card->speaks_apdu);
  EXPECT_EQ(card->uid.size(), 7U);
}

TEST_F(DeckAtPcscd, ACardTornAtAnyCommandIsTriedAgainAndThenComesToItsOutcome) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    // The slow ones are torn as the others are, only later.
    if (expected.card == "torn" || expected.card.starts_with("slow")) continue;
    tap(deal(expected.card)->card);
    const int commands = commands_;
    ASSERT_GT(commands, 0) << expected.card;
    const auto dealt = deal(expected.card);
    for (int torn_at = 0; torn_at < commands; ++torn_at) {
      const TapOutcome torn = tap(dealt->card, torn_at);
      EXPECT_EQ(outcome_word(torn.kind), "try again") << expected.card << " at " << torn_at;
    }
    expect_outcome_at_last(expected, tap(dealt->card));
  }
}

TEST_F(DeckAtPcscd, AServiceKilledInTheMiddleOfATapIsFoundAgainAndTheSameCardPays) {
  for (const char* name : {"visa", "mastercard"}) {
    const auto dealt = deal(name);
    for (const int at : {1, 3}) {
      const TapOutcome lost = tap(dealt->card, {}, [&](int command) {
        if (command == at) the_service->crash();
      });
      EXPECT_EQ(outcome_word(lost.kind), "try again") << name << at << lost.cause;
      EXPECT_NE(lost.cause.find("reader lost"), std::string::npos) << lost.cause;
      const auto started = the_service->start();
      ASSERT_TRUE(started) << started.error().sentence();
      ASSERT_TRUE(picc_->insert(dealt->card));
      await_card();
      EXPECT_EQ(read_card(*reader_).kind, OutcomeKind::online_request) << name << at;
      picc_->remove();
      EXPECT_TRUE(reader_->wait_for_removal(kLong));
    }
  }
}

TEST_F(DeckAtPcscd, AReaderPulledOutInTheMiddleOfATapIsFoundAgainAndTheSameCardPays) {
  const auto dealt = deal("mastercard");
  ASSERT_TRUE(picc_->insert(dealt->card));
  const TapOutcome lost = read_card(*reader_, [&](int command) {
    if (command != 4) return;
    the_service->unplug_reader();
    std::this_thread::sleep_for(Millis{250});  // its driver looks at the plug every 0.1 s
  });
  EXPECT_EQ(outcome_word(lost.kind), "try again") << lost.cause;
  the_service->plug_reader();
  await_card();
  EXPECT_EQ(read_card(*reader_).kind, OutcomeKind::online_request);
}

TEST_F(DeckAtPcscd, TwoReadersReadTwoCardsInTurns) {
  the_service->stop();
  ASSERT_TRUE(the_service->start(PcscdService::Readers::two));
  const auto names = hal::pcsc::reader_names();
  ASSERT_TRUE(names) << names.error().sentence();
  EXPECT_EQ(*names,
            (std::vector<std::string>{PcscdService::kReaderName, PcscdService::kSecondReaderName}));
  auto second = hal::pcsc::Reader::create(PcscdService::kSecondReaderName);
  ASSERT_TRUE(second);
  VirtualPicc other(the_service->second_socket());
  ASSERT_TRUE(picc_->insert(deal("visa")->card));
  ASSERT_TRUE(other.insert(deal("mastercard")->card));
  await_card();
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(read_card(*reader_).presentation->identity.scheme, payment::Scheme::visa);
    EXPECT_EQ(read_card(**second).presentation->identity.scheme, payment::Scheme::mastercard);
  }
  picc_->remove();  // the other one does not notice
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
  EXPECT_EQ(read_card(**second).kind, OutcomeKind::online_request);
  other.remove();
  EXPECT_TRUE((*second)->wait_for_removal(kLong));
  the_service->stop();
  ASSERT_TRUE(the_service->start());
}

}  // namespace
}  // namespace kerb::interop
