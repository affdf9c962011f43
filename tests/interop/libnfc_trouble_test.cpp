// hal::libnfc with the real libnfc when chip, cable or process fail: the kiosk sees a reader that is
// gone for a moment, and nothing else.
#include <signal.h>
#include <sys/wait.h>

#include <future>
#include <thread>

#include "hal/libnfc/port.hpp"
#include "tests/interop/pn532/reader_at_chip.hpp"

namespace kerb::interop {
namespace {

// Each kind of misbehaviour in the middle of a wait, and of an exchange: the kiosk sees a reader
// that is gone for a moment.
struct Trouble {
  const char* what;
  Mischief how;
};

class ChipInTrouble : public Libnfc, public ::testing::WithParamInterface<Trouble> {};

TEST_P(ChipInTrouble, DuringAWaitItIsGoneAndFoundAgain) {
  expect_fault(reader_->wait_for_card(Millis{50}), ReaderFault::no_card);
  auto waiting =
      std::async(std::launch::async, [this] { return reader_->wait_for_card(Millis{1'000}); });
  std::this_thread::sleep_for(Millis{100});
  const auto began = steady_clock::now();
  port_->misbehave(GetParam().how);
  expect_fault(waiting.get(), ReaderFault::reader_gone);
  EXPECT_LT(steady_clock::now() - began, Millis{1'000} + kSlack);
  EXPECT_FALSE(reader_->present());
  expect_fault(reader_->wait_for_card(Millis{100}), ReaderFault::reader_gone);
  port_->misbehave(Mischief::none);
  port_->field().lay(card_);
  expect_card_within(Millis{3'000});
  EXPECT_TRUE(reader_->present());
}

TEST_P(ChipInTrouble, DuringAnExchangeItTakesTheCardAlong) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  port_->misbehave(GetParam().how);
  const auto before = steady_clock::now();
  expect_fault(reader_->transceive(select_ppse), ReaderFault::reader_gone);
  EXPECT_LT(steady_clock::now() - before, Millis{4'000} + kSlack);
  expect_fault(reader_->transceive(select_ppse), ReaderFault::card_gone);
  EXPECT_TRUE(reader_->wait_for_removal(kLong));
  port_->misbehave(Mischief::none);
  expect_card_within(Millis{3'000});
}

INSTANTIATE_TEST_SUITE_P(All, ChipInTrouble,
                         ::testing::Values(Trouble{"Silence", Mischief::silence},
                                           Trouble{"StopsMidway", Mischief::stops_midway},
                                           Trouble{"Trickle", Mischief::trickle},
                                           Trouble{"Noise", Mischief::noise}),
                         [](const auto& one) { return one.param.what; });

TEST_F(Libnfc, AnAnswerThatMakesTheLibraryAbortCostsOneTap) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  port_->misbehave(Mischief::node_address);
  const auto answer = reader_->transceive(select_ppse);
  expect_fault(answer, ReaderFault::reader_gone);
  EXPECT_NE(answer.error().detail.find("signal 6"), std::string::npos) << answer.error().detail;
  port_->misbehave(Mischief::none);
  expect_card_within(Millis{3'000});
}

TEST_F(Libnfc, ALengthThatTheLibraryDoesNotCheckCostsTheChildAtMost) {
  port_->misbehave(Mischief::empty_ats);
  port_->field().lay(card_);
  expect_fault(reader_->wait_for_card(Millis{1'000}), ReaderFault::reader_gone);
  port_->misbehave(Mischief::none);
  expect_card_within(Millis{3'000});
}

TEST_F(Libnfc, AChildThatDiesAgainAndAgainIsStartedEverLessOften) {
  port_->misbehave(Mischief::noise);
  const int before = port_->commands();
  const auto until = steady_clock::now() + Millis{3'000};
  while (steady_clock::now() < until) {
    expect_fault(reader_->wait_for_card(Millis{500}), ReaderFault::reader_gone);
  }
  EXPECT_LT(port_->commands() - before, 20);
  port_->misbehave(Mischief::none);
  port_->field().lay(card_);
  expect_card_within(Millis{4'000});
}

TEST_F(Libnfc, ACableThatIsPulledOutIsFoundAgain) {
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{300});
  port_->unplug();
  expect_fault(waiting.get(), ReaderFault::reader_gone);
  EXPECT_FALSE(reader_->present());
  const auto gone = reader_->wait_for_card(Millis{300});
  expect_fault(gone, ReaderFault::reader_gone);
  port_->plug();
  port_->field().lay(card_);
  expect_card_within(Millis{3'000});
}

TEST_F(Libnfc, ACableThatIsPulledOutDuringAnExchangeTakesTheReaderAlong) {
  port_->field().lay(card_);
  ASSERT_TRUE(reader_->wait_for_card(kLong));
  port_->unplug();
  expect_fault(reader_->transceive(select_ppse), ReaderFault::reader_gone);
  port_->plug();
  expect_card_within(Millis{3'000});
}

TEST_F(Libnfc, WithoutItsCableAWaitPausesAndCanBeCancelled) {
  port_->unplug();
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto result = reader_->wait_for_card(kLong);
    expect_fault(result, ReaderFault::reader_gone);
  }
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, Millis{400});
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{50});
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
}

// libnfc gives a chip that is being woken up a second to answer.
TEST_F(Libnfc, AChipThatDoesNotWakeUpHoldsNobodyUp) {
  port_->misbehave(Mischief::silence);
  const auto before = steady_clock::now();
  expect_fault(reader_->wait_for_card(Millis{100}), ReaderFault::reader_gone);
  EXPECT_LT(steady_clock::now() - before, Millis{100} + kSlack);
  auto waiting = std::async(std::launch::async, [this] { return reader_->wait_for_card(kLong); });
  std::this_thread::sleep_for(Millis{50});
  reader_->cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
  EXPECT_LT(steady_clock::now() - before, Millis{150} + 2 * kSlack);
}

TEST_F(Libnfc, AnotherKerbsReaderIsGoneUntilItLetsGo) {
  hal::libnfc::Reader other(connection(), KERB_NFC);
  ASSERT_TRUE(other.present());
  const auto refused = reader_->wait_for_card(Millis{500});
  expect_fault(refused, ReaderFault::reader_gone);
  EXPECT_NE(refused.error().detail.find("another Kerb"), std::string::npos);
  const auto port = hal::libnfc::Port::claim(connection());
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().code, "reader.in_use");
  EXPECT_TRUE(other.present()) << "and was not disturbed";
}

TEST_F(Libnfc, WithoutItsProgramThereIsNoReader) {
  hal::libnfc::Reader alone(connection(), "/nowhere/kerb-nfc");
  EXPECT_FALSE(alone.present());
  const auto gone = alone.wait_for_card(Millis{500});
  expect_fault(gone, ReaderFault::reader_gone);
  EXPECT_NE(gone.error().detail.find("reader.no_program"), std::string::npos);
}

// ---- the process itself

TEST_F(Libnfc, AChildOutlivesTheThreadThatStartedIt) {
  port_->field().lay(card_);
  std::thread([this] { EXPECT_TRUE(reader_->wait_for_card(kLong)); }).join();
  EXPECT_TRUE(reader_->transceive(select_ppse)) << "it still has the card";
}

// The port is free as soon as nobody holds it any more. Not even a library that hangs may keep it.
TEST_F(Libnfc, AChildDiesWithItsKiosk) {
  for (const Mischief mischief : {Mischief::none, Mischief::trickle}) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t kiosk = ::fork();
    if (kiosk == 0) {
      hal::libnfc::Reader reader(connection(), KERB_NFC);
      const bool answers = reader.present();
      [[maybe_unused]] const ssize_t told = ::write(ready[1], &answers, 1);
      reader.wait_for_card(kLong);
      ::_exit(0);
    }
    bool answers = false;
    ASSERT_EQ(::read(ready[0], &answers, 1), 1);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_TRUE(answers);
    port_->misbehave(mischief);
    std::this_thread::sleep_for(Millis{100});
    EXPECT_FALSE(hal::libnfc::Port::claim(connection())) << "there is a child";
    ::kill(kiosk, SIGKILL);
    ::waitpid(kiosk, nullptr, 0);
    const auto deadline = steady_clock::now() + Millis{2'000};
    while (!hal::libnfc::Port::claim(connection()) && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(Millis{10});
    }
    EXPECT_TRUE(hal::libnfc::Port::claim(connection()));
    port_->misbehave(Mischief::none);
  }
}

// A program in the child's place that does what its name says (pn532/odd_child.cpp).
class OddChild : public Libnfc, public ::testing::WithParamInterface<const char*> {};

hal::libnfc::Connection named(const std::string& behaviour) {
  return {"/" + behaviour, 115'200};
}

TEST_P(OddChild, IsAReaderThatIsGone) {
  hal::libnfc::Reader reader(named(GetParam()), KERB_ODD_CHILD);
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto before = steady_clock::now();
    expect_fault(reader.wait_for_card(Millis{200}), ReaderFault::reader_gone);
    EXPECT_LT(steady_clock::now() - before, Millis{200} + kSlack);
  }
  expect_fault(reader.transceive(select_ppse), ReaderFault::card_gone);
  EXPECT_TRUE(reader.wait_for_removal(Millis{200}));
}

INSTANTIATE_TEST_SUITE_P(All, OddChild,
                         ::testing::Values("never_ready", "ends_at_once", "babbles", "is_too_long",
                                           "answers_another_question", "answers_no_wait",
                                           "knows_no_card"),
                         [](const auto& one) { return std::string(one.param); });

TEST_F(Libnfc, AChildThatTellsOfNoRealCardIsUnreadable) {
  hal::libnfc::Reader reader(named("tells_of_half_a_uid"), KERB_ODD_CHILD);
  expect_fault(reader.wait_for_card(Millis{200}), ReaderFault::unreadable);
}

TEST_F(Libnfc, AChildInheritsNothing) {
  hal::libnfc::Reader reader(named("lists_what_it_has"), KERB_ODD_CHILD);
  const auto told = reader.wait_for_card(Millis{500});
  ASSERT_FALSE(told);
  EXPECT_NE(told.error().detail.find("files 0 1 2 3; settings LIBNFC_AUTO_SCAN "
                                     "LIBNFC_INTRUSIVE_SCAN LIBNFC_LOG_LEVEL;"),
            std::string::npos)
      << told.error().detail;
}

}  // namespace
}  // namespace kerb::interop
