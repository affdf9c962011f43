// What a driver sees and hears of a tap before the bank does.
#include "kiosk/runtime/core.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::ElementsAre;

// Any thread.
class Diary {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Looks at the screen when it is asked.
class LookingBank final : public payment::PaymentProvider {
 public:
  explicit LookingBank(Diary& diary) : diary_(diary) {}
  payment::HoldAnswer hold(const payment::HoldOrder&) override {
    const auto snapshot = core->snapshot();
    const auto* asking = std::get_if<AuthorisingModel>(&snapshot->screen);
    const bool told = asking != nullptr && asking->just_read;
    diary_.add(told ? "the bank is asked, the card is known to be read" : "the bank is asked");
    return payment::Declined{};
  }
  payment::HoldAnswer raise(const payment::RaiseOrder&) override { return payment::Declined{}; }
  payment::SettleAnswer capture(const payment::CaptureOrder&) override { return payment::Done{}; }
  payment::SettleAnswer release(const payment::ReleaseOrder&) override { return payment::Done{}; }
  payment::SettleAnswer abandon(const payment::AbandonOrder&) override { return payment::Done{}; }
  payment::AskAnswer ask(const payment::Question&) override { return payment::NotFound{}; }

  Core* core = nullptr;

 private:
  Diary& diary_;
};

class DiarySpeaker final : public hal::Speaker {
 public:
  explicit DiarySpeaker(Diary& diary) : diary_(diary) {}
  void play(hal::Beep beep) override {
    diary_.add(beep == hal::Beep::card_read ? "success tone" : "another tone");
  }

 private:
  Diary& diary_;
};

TEST(Core, TheCardIsHeardAndSeenToBeReadBeforeTheBankIsAsked) {
  const TemporaryFolder folder;
  auto config = read_config(example_config());
  ASSERT_TRUE(config);
  config->journal_file = folder / "journal.db";
  config->payment.fingerprint_key_file = folder / "fingerprint.key";
  Diary diary;
  LookingBank bank(diary);
  DiarySpeaker speaker(diary);
  hal::simulated::Clock clock(hal::Utc(hal::Seconds{1'795'000'000}));
  hal::simulated::Reader reader;
  hal::simulated::Station station(config->controller.evses);
  auto terminal = emv_terminal(*config);
  ASSERT_TRUE(terminal);
  CoreOptions options;
  options.terminal = std::move(*terminal);
  options.fresh_session = random_session;
  options.log = [](const std::string&) {};
  auto core =
      Core::create(*config, {clock, reader, station, bank, speaker, nullptr}, std::move(options));
  ASSERT_TRUE(core) << core.error().sentence();
  bank.core = core->get();
  clock.advance(hal::Seconds{1});
  station.advance(clock.monotonic());
  const auto screen = [&] { return screen_name((*core)->snapshot()->screen); };
  const auto pump_until = [&](const auto& done) {
    for (int turn = 0; turn < 2'000 && !done(); ++turn) (*core)->pump(hal::Millis{5});
    return done();
  };
  ASSERT_TRUE(pump_until([&] { return (*core)->reader_heard() && screen() == "idle"; }));
  (*core)->post(Intent{ChooseConnector{1}});
  (*core)->post(Intent{Pay{}});
  ASSERT_TRUE(pump_until([&] { return screen() == "tap"; }));
  reader.tap(hal::simulated::CardKind::visa);
  ASSERT_TRUE(pump_until([&] { return diary.lines().size() >= 2; }));
  EXPECT_THAT(diary.lines(),
              ElementsAre("success tone", "the bank is asked, the card is known to be read"));
  // It said no at once, and still there was time to read that.
  ASSERT_TRUE(pump_until([&] { return (*core)->quiet(); }));
  EXPECT_EQ(screen(), "authorising");
  clock.advance(hal::Millis{1'500});
  (*core)->pump(hal::Millis{0});
  EXPECT_EQ(screen(), "failure");
}

}  // namespace
}  // namespace kerb::kiosk
