// What the operator's back end and the core have to do with each other.
#include <gtest/gtest.h>

#include "hal/simulated/back_end.hpp"
#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/runtime/core.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "payment/charging_card_list.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

class CoreBackEnd : public testing::Test {
 protected:
  CoreBackEnd() : config_(read_config(example_config()).value()), bank_({}) {
    config_.journal_file = folder_ / "journal.db";
    config_.payment.fingerprint_key_file = folder_ / "fingerprint.key";
    station_.emplace(config_.controller.evses);
  }
  hal::Result<std::unique_ptr<Core>> start(bool with_back_end = true) {
    CoreOptions options;
    options.terminal = emv_terminal(config_).value();
    options.fresh_session = random_session;
    options.log = [](const std::string&) {};
    return Core::create(config_,
                        {clock_, reader_, *station_, bank_, speaker_, nullptr,
                         with_back_end ? &back_end_ : nullptr},
                        std::move(options));
  }
  // Until it is so, or for ten seconds.
  template <typename Done>
  bool soon(Core& core, const Done& done) {
    for (int turn = 0; turn < 2'000 && !done(); ++turn) core.pump(hal::Millis{5});
    return done();
  }
  static hal::DisplayMessage message(std::int64_t id, std::string text) {
    hal::DisplayMessage made;
    made.id = id;
    made.text.content = std::move(text);
    return made;
  }

  TemporaryFolder folder_;
  Config config_;
  hal::simulated::Clock clock_{hal::Utc(hal::Seconds{1'795'000'000})};
  hal::simulated::Reader reader_;
  std::optional<hal::simulated::Station> station_;
  payment::ChargingCardList bank_;
  hal::SilentSpeaker speaker_;
  hal::simulated::BackEnd back_end_;
};

TEST_F(CoreBackEnd, ItsMessagesAreShownAndOutliveARestart) {
  EXPECT_EQ(back_end_.show(message(1, "nobody listens")), hal::MessageBoard::Answer::rejected);
  for (const bool again : {false, true}) {
    auto core = start();
    ASSERT_TRUE(core) << core.error().sentence();
    if (!again) {
      EXPECT_EQ(back_end_.show(message(1, "Welcome")), hal::MessageBoard::Answer::accepted);
    }
    EXPECT_TRUE(soon(**core, [&] { return (*core)->snapshot()->notices.size() == 1; })) << again;
    EXPECT_EQ((*core)->snapshot()->notices.front().text, "Welcome");
  }
  auto core = start();
  ASSERT_TRUE(core);
  EXPECT_TRUE(back_end_.clear(1));
  EXPECT_TRUE(soon(**core, [&] { return (*core)->snapshot()->notices.empty(); }));
}

TEST_F(CoreBackEnd, HearsOfAReaderThatIsGoneAndBackAgain) {
  auto core = start();
  ASSERT_TRUE(core);
  ASSERT_TRUE(soon(**core, [&] { return (*core)->reader_heard(); }));
  EXPECT_TRUE(back_end_.troubles().empty());
  reader_.switch_on(false);
  EXPECT_TRUE(
      soon(**core, [&] { return back_end_.troubles().count(hal::OwnTrouble::reader) == 1; }));
  reader_.switch_on(true);
  EXPECT_TRUE(soon(**core, [&] { return back_end_.troubles().empty(); }));
}

TEST_F(CoreBackEnd, IsNeededWhereItBills) {
  config_.told_cost.billed = true;
  EXPECT_EQ(start(false).error().code, "config.no_back_end");
  EXPECT_TRUE(start());
}

}  // namespace
}  // namespace kerb::kiosk
