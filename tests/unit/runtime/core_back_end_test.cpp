// What the operator's back end and the core have to do with each other.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>

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

class CoreDynamicCode : public CoreBackEnd {
 protected:
  CoreDynamicCode() {
    config_.qr_code.url_template = "https://pay.example/{evse}/{totp}";
    config_.qr_code.shared_secret_file = folder_ / "qr.secret";
    write("secure!Charging!\n", 0600);
  }
  void write(const std::string& secret, mode_t mode) {
    const std::filesystem::path& file = config_.qr_code.shared_secret_file;
    std::ofstream(file) << secret;
    ::chmod(file.c_str(), mode);
  }
  static std::optional<ScanModel> code_on(const Core& core) {
    const auto snapshot = core.snapshot();
    const auto* scan = std::get_if<ScanModel>(&snapshot->screen);
    return scan == nullptr ? std::nullopt : std::optional(*scan);
  }
  // False: no phone is offered within ten seconds.
  bool open_code(Core& core) {
    core.post(Intent{DoneHere{}});
    core.post(Intent{ChooseConnector{1}});
    core.post(Intent{Pay{}});
    const bool offered = soon(core, [&] {
      const auto snapshot = core.snapshot();
      const auto* tap = std::get_if<TapModel>(&snapshot->screen);
      return tap != nullptr && tap->phone_offered;
    });
    core.post(Intent{PayByPhone{}});
    return offered && soon(core, [&] { return code_on(core).has_value(); });
  }
};

TEST_F(CoreDynamicCode, IsThereWhileTheBackEndAndTheClockAreAndChangesByItself) {
  auto started = start();
  ASSERT_TRUE(started) << started.error().sentence();
  Core& core = **started;
  back_end_.report(hal::BackEndLink{true});
  ASSERT_TRUE(open_code(core));
  const ScanModel first = *code_on(core);
  EXPECT_EQ(first.address.size(), std::string("https://pay.example/1/12345678").size());
  clock_.advance(first.left);
  EXPECT_TRUE(soon(core, [&] { return code_on(core) && code_on(core)->address != first.address; }));
  back_end_.report(hal::BackEndLink{false});
  EXPECT_TRUE(soon(core, [&] { return !code_on(core); }));
}

// OCPP 2.1: what the code looks like stands in the station's device model, and may change there.
TEST_F(CoreDynamicCode, FollowsWhatTheBackEndHasSetInTheCharger) {
  config_.qr_code.url_template.clear();
  config_.qr_code.told_by_charger = true;
  hal::WebPaymentTerms terms{.enabled = true,
                             .url_template = "https://one.example/{chargingStationId}/{totp}",
                             .totp_version = "v1",
                             .station_id = "CS1",
                             .validity = hal::Seconds{3600},
                             .length = 12};
  back_end_.want_web_payments(terms);
  auto started = start();
  ASSERT_TRUE(started) << started.error().sentence();
  Core& core = **started;
  back_end_.report(hal::BackEndLink{true});
  ASSERT_TRUE(open_code(core));
  EXPECT_EQ(code_on(core)->address.size(),
            std::string("https://one.example/CS1/123456789012").size());
  const auto asked_again = [&](const auto& done) {
    clock_.advance(hal::Millis{60'000});
    core.post(Intent{Touched{}});
    return soon(core, done);
  };
  terms.url_template = "https://two.example/{totp}";
  back_end_.want_web_payments(terms);
  EXPECT_TRUE(asked_again(
      [&] { return code_on(core) && code_on(core)->address.starts_with("https://two."); }));
  for (const auto& spoil : {+[](hal::WebPaymentTerms& it) { it.totp_version = "v2"; },
                            +[](hal::WebPaymentTerms& it) { it.url_template = "http://x/{totp}"; },
                            +[](hal::WebPaymentTerms& it) { it.validity = hal::Seconds{1}; },
                            +[](hal::WebPaymentTerms& it) { it.enabled = false; }}) {
    hal::WebPaymentTerms bad = terms;
    spoil(bad);
    back_end_.want_web_payments(bad);
    EXPECT_TRUE(asked_again([&] { return !code_on(core); }));
    back_end_.want_web_payments(terms);
    EXPECT_TRUE(asked_again([&] { return code_on(core).has_value(); }));
  }
}

// Whoever stands there when the back end comes back finds its code, and not a minute later.
TEST_F(CoreDynamicCode, IsAskedForAsSoonAsTheBackEndIsThereAndSoonAgainWhereNobodyAnswered) {
  config_.qr_code.url_template.clear();
  config_.qr_code.told_by_charger = true;
  auto started = start();  // nobody answers yet
  ASSERT_TRUE(started) << started.error().sentence();
  Core& core = **started;
  ASSERT_TRUE(soon(core, [&] { return core.quiet(); }));
  hal::WebPaymentTerms terms{.enabled = true,
                             .url_template = "https://one.example/{totp}",
                             .totp_version = "v1",
                             .station_id = {}};
  back_end_.want_web_payments(terms);
  back_end_.report(hal::BackEndLink{true});
  ASSERT_TRUE(open_code(core)) << "as soon as it is there";

  back_end_.report(hal::BackEndLink{false});
  ASSERT_TRUE(soon(core, [&] { return !code_on(core); }));
  terms.url_template = "https://two.example/{totp}";
  back_end_.want_web_payments(terms);
  back_end_.report(hal::BackEndLink{true});
  EXPECT_TRUE(soon(core, [&] {
    return code_on(core) && code_on(core)->address.starts_with("https://two.");
  })) << "what was set meanwhile";
}

TEST_F(CoreDynamicCode, IsAskedForAgainAfterFiveSecondsWhereNobodyAnswered) {
  config_.qr_code.url_template.clear();
  config_.qr_code.told_by_charger = true;
  auto started = start();
  ASSERT_TRUE(started) << started.error().sentence();
  Core& core = **started;
  back_end_.report(hal::BackEndLink{true});
  core.pump(hal::Millis{0});
  ASSERT_TRUE(soon(core, [&] { return core.quiet(); }));
  back_end_.want_web_payments({.enabled = true,
                               .url_template = "https://one.example/{totp}",
                               .totp_version = "v1",
                               .station_id = {}});
  core.pump(hal::Millis{0});
  clock_.advance(hal::Seconds{5});
  EXPECT_TRUE(open_code(core));
}

// OCPP 2.1 C25: the back end may make another secret at any time.
TEST_F(CoreDynamicCode, TakesAnotherSecretWhileItRunsAndKeepsTheOldOneWhereTheNewOneIsNone) {
  auto started = start();
  ASSERT_TRUE(started) << started.error().sentence();
  Core& core = **started;
  back_end_.report(hal::BackEndLink{true});
  ASSERT_TRUE(open_code(core));
  const auto a_minute_later = [&] {
    clock_.advance(hal::Seconds{60});
    core.post(Intent{Touched{}});
    core.pump(hal::Millis{5});
    return soon(core, [&] { return core.quiet() && code_on(core).has_value(); });
  };
  const auto made_with = [&](const char* secret) {
    const auto password = payment::codes::TimeCode::create(
        {payment::Secret(hal::Bytes(secret, secret + std::strlen(secret))),
         config_.qr_code.validity, config_.qr_code.length});
    const auto slot = password->slot_at(clock_.utc());
    return "https://pay.example/1/" + password->at(slot);
  };
  EXPECT_EQ(code_on(core)->address, made_with("secure!Charging!"));
  write("quite!Another!One\n", 0600);
  ASSERT_TRUE(a_minute_later());
  EXPECT_EQ(code_on(core)->address, made_with("quite!Another!One"));
  for (const auto& [secret, mode] : {std::pair("short\n", 0600), {"another!One!Again\n", 0644}}) {
    write(secret, static_cast<mode_t>(mode));
    ASSERT_TRUE(a_minute_later());
    EXPECT_EQ(code_on(core)->address, made_with("quite!Another!One")) << mode;
  }
}

TEST_F(CoreDynamicCode, ASecretThatOthersCanReadOrThatIsNoneKeepsKerbFromStarting) {
  write("secure!Charging!\n", 0644);
  EXPECT_EQ(start().error().code, "codes.secret_file");
  write("two words and a blank\n", 0600);
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "codes.secret");
  EXPECT_EQ(refused.error().sentence().find("two words"), std::string::npos);
  write("secure!Charging!\n", 0600);
  EXPECT_EQ(start(false).error().code, "config.no_back_end");
  EXPECT_TRUE(start());
}

TEST_F(CoreBackEnd, IsNeededWhereItBills) {
  config_.told_cost.billed = true;
  EXPECT_EQ(start(false).error().code, "config.no_back_end");
  EXPECT_TRUE(start());
}

}  // namespace
}  // namespace kerb::kiosk
