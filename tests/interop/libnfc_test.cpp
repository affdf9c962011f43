// hal::libnfc with the real libnfc: cards of every kind, and drivers who do not behave.
#include <array>
#include <cstdio>
#include <future>
#include <thread>

#include "tests/interop/pn532/reader_at_chip.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::interop {
namespace {

namespace desk = payment::emv::desk;

TEST_F(Libnfc, CarriesASelectionThereAndBack) {
  EXPECT_TRUE(reader_->present());
  port_->field().lay(card_);
  const auto card = reader_->wait_for_card(kLong);
  ASSERT_TRUE(card) << card.error().detail;
  EXPECT_EQ(card->atr, card_->atr()) << "as a PC/SC reader would have built it";
  EXPECT_EQ(card->uid, card_->uid());
  EXPECT_TRUE(card->speaks_apdu);
  const auto answer = reader_->transceive(select_ppse);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(*answer, ppse_answer);
}

TEST_F(Libnfc, ReadsEverySizeOfUid) {
  for (const std::string_view uid : {"B2A4C6D1", "04A1B2C3D4E580", "0411223344556677889A"}) {
    port_->field().lay(std::make_shared<PpseCard>(uid));
    const auto card = reader_->wait_for_card(kLong);
    ASSERT_TRUE(card) << uid << ": " << card.error().detail;
    EXPECT_EQ(hal::to_hex(card->uid), uid);
    port_->field().clear();
  }
}

TEST_F(Libnfc, FindsACardOfTypeB) {
  port_->field().lay(card_, {.type_b = true});
  const auto card = reader_->wait_for_card(kLong);
  ASSERT_TRUE(card) << card.error().detail;
  EXPECT_EQ(hal::to_hex(card->uid), "04A1B2C3");
  EXPECT_EQ(hal::to_hex(card->atr), "3B8880011122334400817100BD");
  EXPECT_TRUE(reader_->transceive(select_ppse));
  EXPECT_FALSE(reader_->wait_for_removal(Millis{100}));
  port_->field().clear();
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
}

TEST_F(Libnfc, FollowsWrongLengthAndMoreToCome) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const auto answer = reader_->transceive(*hal::from_hex("00B2010C00"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(hal::to_hex(*answer), "CDAB9000");
  expect_fault(reader_->transceive(*hal::from_hex("00B0000000")), ReaderFault::unreadable);
}

TEST_F(Libnfc, CarriesTheLongestShortApdusAndNothingBeyond) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const auto answer = reader_->transceive(*hal::from_hex("00CA000000"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(*answer, PpseCard::longest());
  Bytes command = *hal::from_hex("00D60000FF");
  command.resize(command.size() + 255 + 1);
  const auto heard = reader_->transceive(command);
  ASSERT_TRUE(heard) << heard.error().detail;
  EXPECT_EQ(hal::to_hex(*heard), "FF9000");
  expect_fault(reader_->transceive(*hal::from_hex("0088000000")), ReaderFault::unreadable);
}

TEST_F(Libnfc, NobodyTaps) {
  expect_fault(reader_->wait_for_card(Millis{0}), ReaderFault::no_card);
  for (const Millis span : {Millis{300}, Millis{1300}}) {
    const auto before = steady_clock::now();
    expect_fault(reader_->wait_for_card(span), ReaderFault::no_card);
    const auto waited = steady_clock::now() - before;
    EXPECT_GE(waited, span);
    EXPECT_LT(waited, span + kSlack);
  }
}

TEST_F(Libnfc, ACardThatComesDuringTheWaitIsSeenAtOnce) {
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{200});
  const auto tapped = steady_clock::now();
  port_->field().lay(card_);
  EXPECT_TRUE(waiting.get());
  EXPECT_LT(steady_clock::now() - tapped, kSlack);
}

TEST_F(Libnfc, TwoCardsAtOnceAreTooMany) {
  for (const bool other_is_b : {false, true}) {
    port_->field().lay(card_);
    port_->field().lay(std::make_shared<PpseCard>("B2A4C6D1"), {.type_b = other_is_b});
    expect_fault(reader_->wait_for_card(kLong), ReaderFault::several_cards);
    expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
    EXPECT_FALSE(reader_->wait_for_removal(Millis{100}));
    port_->field().clear();
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
    port_->field().lay(card_);
    expect_card_within(kLong);
    port_->field().clear();
  }
}

TEST_F(Libnfc, AStorageCardHasAUidAndNoApdus) {
  const auto card = hal::simulated::make_card(CardKind::charging_card);
  port_->field().lay(card);
  const auto found = reader_->wait_for_card(kLong);
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_FALSE(found->speaks_apdu);
  EXPECT_EQ(found->uid, card->uid());
  EXPECT_EQ(found->atr, card->atr());
  expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
  EXPECT_FALSE(reader_->wait_for_removal(Millis{100}));
  port_->field().clear();
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
}

TEST_F(Libnfc, ACardThatTakesItsTimeIsWaitedFor) {
  port_->field().lay(card_, {.thinks = Millis{700}});
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const auto answer = reader_->transceive(select_ppse);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(*answer, ppse_answer);
}

TEST_F(Libnfc, ACardTakenAwayInTheMiddleIsGoneAndTheNextOneWorks) {
  for (const int leaves_after : {0, 1}) {
    port_->field().lay(card_, {.leaves_after = leaves_after});
    ASSERT_TRUE(reader_->wait_for_card(kLong));
    if (leaves_after > 0) {
      EXPECT_TRUE(reader_->transceive(select_ppse));
    }
    expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
    expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
    port_->field().clear();
    port_->field().lay(card_);
    expect_card_within(kLong);
    port_->field().clear();
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
  }
}

TEST_F(Libnfc, WaitsForTheCardToLeave) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const int powered = card_->power_ups;
  EXPECT_FALSE(reader_->wait_for_removal(Millis{100}));
  EXPECT_EQ(card_->power_ups, powered) << "a phone would think that it is to pay again";
  EXPECT_TRUE(reader_->transceive(select_ppse)) << "it is still powered";
  auto leaving =
      std::async(std::launch::async, [this] { return reader_->wait_for_removal(kLong); });
  std::this_thread::sleep_for(Millis{100});
  port_->field().clear();
  EXPECT_TRUE(leaving.get());
}

TEST_F(Libnfc, ACardSwappedDuringTheWaitHasLeft) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  port_->field().clear();
  port_->field().lay(hal::simulated::make_card(CardKind::charging_card));
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
  const auto next = reader_->wait_for_card(kLong);
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_FALSE(next->speaks_apdu);
}

TEST_F(Libnfc, FieldOffPowersTheCardAnew) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  const int before = card_->power_ups;
  const auto dropped = steady_clock::now();
  reader_->field_off(Millis{300});
  EXPECT_GE(steady_clock::now() - dropped, Millis{300});
  expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
  expect_card_within(kLong);
  EXPECT_GT(card_->power_ups, before);
}

TEST_F(Libnfc, CancelEndsARunningWaitAndTheNextOne) {
  ASSERT_TRUE(reader_->present());
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{100});
  const auto asked = steady_clock::now();
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
  EXPECT_LT(steady_clock::now() - asked, kSlack);
  reader_->cancel();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::cancelled);
  expect_fault(reader_->wait_for_card(Millis{10}), ReaderFault::no_card);
}

// More often than the child has descriptors: an abort that came too late costs libnfc one.
TEST_F(Libnfc, NoCancelIsLostWhereverTheWaitIs) {
  ASSERT_TRUE(reader_->present());
  for (int round = 0; round < 200; ++round) {
    std::thread other([this, round] {
      std::this_thread::sleep_for(std::chrono::microseconds(round * 150));
      reader_->cancel();
    });
    const auto before = steady_clock::now();
    expect_fault(reader_->wait_for_card(kLong), ReaderFault::cancelled);
    EXPECT_LT(steady_clock::now() - before, kSlack) << "round " << round;
    other.join();
  }
  port_->field().lay(card_);
  expect_card_within(kLong);
}

// What a tap comes to must not depend on who carries the octets.
TEST_F(Libnfc, EveryCardOfTheSimulatorTapsAsItDoesInMemory) {
  for (const CardKind kind : hal::simulated::all_card_kinds()) {
    SCOPED_TRACE(hal::simulated::card_word(kind));
    if (kind == CardKind::charging_card) continue;
    port_->field().lay(hal::simulated::make_card(kind));
    const auto found = reader_->wait_for_card(kLong);
    ASSERT_TRUE(found) << found.error().detail;
    const auto outcome =
        payment::emv::run(desk::trusting_terminal(), desk::transaction(),
                          [this](ByteView command) { return reader_->transceive(command); });
    const auto in_memory = desk::tap(kind, desk::trusting_terminal());
    EXPECT_EQ(outcome.kind, in_memory.kind) << outcome.cause;
    EXPECT_EQ(outcome.cause, in_memory.cause);
    EXPECT_EQ(outcome.presentation.has_value(), in_memory.presentation.has_value());
    port_->field().clear();
    EXPECT_TRUE(reader_->wait_for_removal(kLong));
  }
}

TEST_F(Libnfc, AnOwnerUnlocksThePhoneBetweenTwoTaps) {
  const auto phone = hal::simulated::make_card(CardKind::locked_phone);
  const auto tap = [&] {
    port_->field().lay(phone);
    EXPECT_TRUE(reader_->wait_for_card(kLong));
    return payment::emv::run(desk::terminal(), desk::transaction(),
                             [this](ByteView command) { return reader_->transceive(command); });
  };
  EXPECT_EQ(tap().kind, payment::emv::OutcomeKind::see_phone);
  reader_->field_off(Millis{50});
  port_->field().clear();
  EXPECT_EQ(tap().kind, payment::emv::OutcomeKind::online_request);
}

TEST_F(Libnfc, ACardThatLeavesAtAnyApduIsToBePresentedAgain) {
  for (const CardKind kind : {CardKind::visa, CardKind::mastercard}) {
    port_->field().lay(hal::simulated::make_card(kind));
    ASSERT_TRUE(reader_->wait_for_card(kLong));
    const auto carry = [this](ByteView command) { return reader_->transceive(command); };
    payment::emv::run(desk::trusting_terminal(), desk::transaction(), carry);
    const int whole = port_->field().commands();
    ASSERT_GE(whole, 3);
    for (int stays = 0; stays < whole; ++stays) {
      port_->field().clear();
      port_->field().lay(hal::simulated::make_card(kind), {.leaves_after = stays});
      ASSERT_TRUE(reader_->wait_for_card(kLong));
      const auto outcome = payment::emv::run(desk::trusting_terminal(), desk::transaction(), carry);
      EXPECT_EQ(outcome.kind, payment::emv::OutcomeKind::try_again) << stays;
      EXPECT_FALSE(outcome.presentation);
    }
    port_->field().clear();
  }
}

struct Said {
  int code = -1;
  std::string words;
};

Said kerb_says(const std::string& arguments) {
  Said said;
  FILE* program = ::popen((KERB_PROGRAM + (" " + arguments) + " 2>&1").c_str(), "r");
  std::array<char, 512> piece{};
  while (std::fgets(piece.data(), piece.size(), program) != nullptr) said.words += piece.data();
  said.code = ::pclose(program);
  return said;
}

// The whole program, with its process beside it.
TEST_F(Libnfc, KerbCardTellsWhatATapYieldsMasked) {
  const std::string reader = " --reader libnfc:" + connection().text();
  port_->field().lay(hal::simulated::make_card(CardKind::visa));
  const Said tap = kerb_says("card --json" + reader);
  EXPECT_EQ(tap.code, 0) << tap.words;
  EXPECT_NE(tap.words.find("online request"), std::string::npos) << tap.words;
  for (const std::string& number : hal::simulated::all_card_numbers()) {
    EXPECT_EQ(tap.words.find(number), std::string::npos);
  }
  port_->field().clear();
  const Said nobody = kerb_says("card --wait 1" + reader);
  EXPECT_NE(nobody.code, 0);
  EXPECT_NE(nobody.words.find("no card came"), std::string::npos) << nobody.words;
}

}  // namespace
}  // namespace kerb::interop
