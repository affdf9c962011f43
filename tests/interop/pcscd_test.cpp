// hal::pcsc against the real pcscd: what happens at a charger when nobody behaves.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "hal/pcsc/reader.hpp"
#include "hal/pcsc/reader_names.hpp"
#include "tests/interop/pcscd_service.hpp"
#include "tests/interop/virtual_picc.hpp"

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;
using hal::Millis;
using hal::ReaderFault;
using hal::ReaderResult;
using std::chrono::steady_clock;

constexpr Millis kSoon{200};  // what a person calls at once, on a busy machine
constexpr Millis kLong{10'000};

const Bytes select_ppse = *hal::from_hex("00A404000E325041592E5359532E444446303100");
const Bytes ppse_answer = *hal::from_hex("6F10840E325041592E5359532E44444630319000");

// A card with nothing but a PPSE, which counts how often it was powered. FF… as class asks for odd
// answers.
class PpseCard final : public hal::simulated::VirtualCard {
 public:
  Bytes atr() const override { return *hal::from_hex("3B8880010073C8401300900071"); }
  Bytes uid() const override { return *hal::from_hex("04A1B2C3D4E580"); }
  bool speaks_apdu() const override { return true; }
  void power_up() override { ++power_ups; }
  Bytes answer(ByteView command) override {
    if (std::equal(command.begin(), command.end(), select_ppse.begin(), select_ppse.end()))
      return ppse_answer;
    if (command[1] == 0xB0) return {0x6C, 0x02};        // wants another length …
    if (command[1] == 0xC0) return {0xAB, 0x90, 0x00};  // … and more to fetch
    if (command[1] == 0xB2 && command.back() == 0x00) return {0x6C, 0x02};
    if (command[1] == 0xB2) return {0xCD, 0x61, 0x01};
    if (command[1] == 0x88) return Bytes(300, 0x55);  // beyond a short APDU
    return {0x6D, 0x00};
  }
  std::atomic<int> power_ups{0};
};

class StorageCard final : public hal::simulated::VirtualCard {
 public:
  Bytes atr() const override { return *hal::from_hex("3B8F8001804F0CA000000306030001000000006A"); }
  Bytes uid() const override { return *hal::from_hex("DEADBEEF"); }
  bool speaks_apdu() const override { return false; }
  void power_up() override {}
  Bytes answer(ByteView) override { return {0x6F, 0x00}; }
};

class Pcscd : public ::testing::Test {
 protected:
  void SetUp() override {
    auto service = PcscdService::create();
    ASSERT_TRUE(service) << service.error().sentence();
    service_ = std::move(*service);
    picc_ = std::make_unique<VirtualPicc>(service_->socket());
    auto reader = hal::pcsc::Reader::create("kerb test");
    ASSERT_TRUE(reader) << reader.error().sentence();
    reader_ = std::move(*reader);
  }

  void TearDown() override {
    if (HasFailure() && service_ != nullptr) ADD_FAILURE() << "pcscd's log:\n" << service_->log();
  }

  void expect_fault(const auto& result, ReaderFault fault) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, fault) << result.error().detail;
  }

  // Loops as a worker does, until the reader is in order again and a card has been found.
  void expect_card_within(Millis patience) {
    const auto deadline = steady_clock::now() + patience;
    for (;;) {
      const auto card = reader_->wait_for_card(Millis{500});
      if (card) break;
      ASSERT_LT(steady_clock::now(), deadline) << card.error().detail;
    }
    const auto answer = reader_->transceive(select_ppse);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(*answer, ppse_answer);
  }

  std::unique_ptr<PcscdService> service_;
  std::unique_ptr<VirtualPicc> picc_;
  std::unique_ptr<hal::pcsc::Reader> reader_;
  std::shared_ptr<PpseCard> card_ = std::make_shared<PpseCard>();
};

TEST_F(Pcscd, CarriesASelectionThereAndBack) {
  EXPECT_TRUE(reader_->present());
  EXPECT_EQ(reader_->name(), PcscdService::kReaderName);
  ASSERT_TRUE(picc_->insert(card_));
  const auto card = reader_->wait_for_card(kLong);
  ASSERT_TRUE(card) << card.error().detail;
  EXPECT_EQ(card->atr, card_->atr());
  EXPECT_EQ(card->uid, card_->uid());
  EXPECT_TRUE(card->speaks_apdu);
  const auto answer = reader_->transceive(select_ppse);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(*answer, ppse_answer);
}

TEST_F(Pcscd, ListsItsReaders) {
  const auto names = hal::pcsc::reader_names();
  ASSERT_TRUE(names) << names.error().sentence();
  EXPECT_EQ(*names, std::vector<std::string>{PcscdService::kReaderName});
  service_->stop();
  const auto none = hal::pcsc::reader_names();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "reader.service_down");
}

TEST_F(Pcscd, FollowsWrongLengthAndMoreToCome) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const auto answer = reader_->transceive(*hal::from_hex("00B2010C00"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(hal::to_hex(*answer), "CDAB9000");
  expect_fault(reader_->transceive(*hal::from_hex("00B0000000")), ReaderFault::unreadable);
}

TEST_F(Pcscd, AnAnswerBeyondAShortApduIsUnreadable) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  expect_fault(reader_->transceive(*hal::from_hex("0088000000")), ReaderFault::unreadable);
}

TEST_F(Pcscd, NobodyTaps) {
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(Millis{300}), ReaderFault::no_card);
  const auto waited = steady_clock::now() - before;
  EXPECT_GE(waited, Millis{300});
  EXPECT_LT(waited, Millis{300} + kSoon);
  // Longer than the slices that a wait is made of.
  const auto again = steady_clock::now();
  expect_fault(reader_->wait_for_card(Millis{1300}), ReaderFault::no_card);
  EXPECT_GE(steady_clock::now() - again, Millis{1300});
}

TEST_F(Pcscd, ACardThatComesDuringTheWaitIsSeenAtOnce) {
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{100});
  const auto tapped = steady_clock::now();
  ASSERT_TRUE(picc_->insert(card_));
  EXPECT_TRUE(waiting.get());
  EXPECT_LT(steady_clock::now() - tapped, kSoon);
}

TEST_F(Pcscd, ACardTakenAwayInTheMiddleIsGoneAndTheNextOneWorks) {
  for (const int leaves_after : {0, 1}) {
    ASSERT_TRUE(picc_->insert(card_, leaves_after));
    ASSERT_TRUE(reader_->wait_for_card(kLong));
    if (leaves_after > 0) {
      EXPECT_TRUE(reader_->transceive(select_ppse));
    }
    expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
    expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
    ASSERT_TRUE(picc_->insert(card_));
    expect_card_within(kLong);
    picc_->remove();
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
  }
}

TEST_F(Pcscd, WaitsForTheCardToLeave) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  EXPECT_FALSE(reader_->wait_for_removal(Millis{100}));
  auto leaving =
      std::async(std::launch::async, [this] { return reader_->wait_for_removal(kLong); });
  std::this_thread::sleep_for(Millis{100});
  picc_->remove();
  EXPECT_TRUE(leaving.get());
}

TEST_F(Pcscd, ACardSwappedBetweenTwoLooksHasLeft) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  ASSERT_TRUE(picc_->insert(std::make_shared<StorageCard>()));
  std::this_thread::sleep_for(kSoon);  // pcscd has seen both, Kerb neither
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
  const auto next = reader_->wait_for_card(kLong);
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_FALSE(next->speaks_apdu);
}

TEST_F(Pcscd, ACardSwappedDuringTheWaitHasLeft) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  auto leaving =
      std::async(std::launch::async, [this] { return reader_->wait_for_removal(kLong); });
  std::this_thread::sleep_for(Millis{50});
  const auto swapped = steady_clock::now();
  ASSERT_TRUE(picc_->insert(card_));
  EXPECT_TRUE(leaving.get());
  EXPECT_LT(steady_clock::now() - swapped, Millis{2000});
}

TEST_F(Pcscd, FieldOffPowersTheCardAnew) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const int before = card_->power_ups;
  reader_->field_off(Millis{20});
  expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
  expect_card_within(kLong);
  EXPECT_GT(card_->power_ups, before);
}

TEST_F(Pcscd, AStorageCardHasAUidAndNoApdus) {
  ASSERT_TRUE(picc_->insert(std::make_shared<StorageCard>()));
  const auto card = reader_->wait_for_card(kLong);
  ASSERT_TRUE(card) << card.error().detail;
  EXPECT_FALSE(card->speaks_apdu);
  EXPECT_EQ(hal::to_hex(card->uid), "DEADBEEF");
}

TEST_F(Pcscd, CancelEndsARunningWaitAndTheNextOne) {
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{100});
  const auto asked = steady_clock::now();
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
  EXPECT_LT(steady_clock::now() - asked, kSoon);
  reader_->cancel();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::cancelled);
  expect_fault(reader_->wait_for_card(Millis{10}), ReaderFault::no_card);
}

TEST_F(Pcscd, NoCancelIsLostWhereverTheWaitIs) {
  for (int round = 0; round < 200; ++round) {
    std::thread other([this, round] {
      std::this_thread::sleep_for(std::chrono::microseconds(round * 5));
      reader_->cancel();
    });
    const auto before = steady_clock::now();
    expect_fault(reader_->wait_for_card(kLong), ReaderFault::cancelled);
    EXPECT_LT(steady_clock::now() - before, kSoon) << "round " << round;
    other.join();
  }
}

TEST_F(Pcscd, AServiceThatDiesDuringTheWaitIsFoundAgain) {
  for (const bool crash : {true, false}) {
    auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
    std::this_thread::sleep_for(Millis{100});
    const auto died = steady_clock::now();
    crash ? service_->crash() : service_->stop();
    expect_fault(waiting.get(), ReaderFault::reader_gone);
    EXPECT_LT(steady_clock::now() - died, Millis{2000});
    EXPECT_FALSE(reader_->present());
    const auto started = service_->start();
    ASSERT_TRUE(started) << started.error().sentence();
    ASSERT_TRUE(picc_->insert(card_));
    expect_card_within(kLong);
    EXPECT_TRUE(reader_->present());
    picc_->remove();
  }
}

TEST_F(Pcscd, AServiceThatDiesDuringAnExchangeTakesTheReaderAlong) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  service_->crash();
  expect_fault(reader_->transceive(select_ppse), ReaderFault::reader_gone);
  ASSERT_TRUE(service_->start());
  ASSERT_TRUE(picc_->insert(card_));
  expect_card_within(kLong);
}

TEST_F(Pcscd, WithoutAServiceAWaitPausesAndCanBeCancelled) {
  service_->stop();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, Millis{400});
  EXPECT_LT(steady_clock::now() - before, Millis{1000});
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{50});
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
}

TEST_F(Pcscd, AReaderThatIsUnpluggedIsFoundAgain) {
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{100});
  service_->unplug_reader();
  expect_fault(waiting.get(), ReaderFault::reader_gone);
  EXPECT_FALSE(reader_->present());
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, Millis{400});
  expect_fault(reader_->wait_for_card(Millis{100}), ReaderFault::reader_gone);
  service_->plug_reader();
  ASSERT_TRUE(picc_->insert(card_));
  expect_card_within(kLong);
}

TEST_F(Pcscd, AReaderPulledOutDuringAnExchangeIsGone) {
  ASSERT_TRUE(picc_->insert(card_));
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  service_->unplug_reader();
  std::this_thread::sleep_for(kSoon);
  expect_fault(reader_->transceive(select_ppse), ReaderFault::reader_gone);
  service_->plug_reader();
  expect_card_within(kLong);
}

TEST_F(Pcscd, AServiceWithoutAnyReaderIsWaitedFor) {
  service_->stop();
  ASSERT_TRUE(service_->start(PcscdService::Readers::none));
  const auto names = hal::pcsc::reader_names();
  ASSERT_TRUE(names);
  EXPECT_TRUE(names->empty());
  EXPECT_FALSE(reader_->present());
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, Millis{400});
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{50});
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
  service_->stop();
  ASSERT_TRUE(service_->start());
  ASSERT_TRUE(picc_->insert(card_));
  expect_card_within(kLong);
}

TEST_F(Pcscd, AnotherProgramsReaderIsGoneUntilItLetsGo) {
  ASSERT_TRUE(picc_->insert(card_));
  auto other = hal::pcsc::Reader::create("");
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->wait_for_card(kLong));
  const auto refused = reader_->wait_for_card(kLong);
  expect_fault(refused, ReaderFault::reader_gone);
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, Millis{400});
  EXPECT_NE(refused.error().detail.find("SCARD_E_SHARING_VIOLATION"), std::string::npos);
  other->reset();
  expect_card_within(kLong);
}

}  // namespace
}  // namespace kerb::interop
