// A whole charge with every thread of the kiosk running: the test is the driver, on the UI's
// thread.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/core_thread.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"

namespace kerb::kiosk {
namespace {

// A bank that always says yes, at once: the threads are what is tested here.
class WillingBank final : public payment::PaymentProvider {
 public:
  payment::HoldAnswer hold(const payment::HoldOrder& order) override {
    return payment::Approved{{"ref", order.amount, order.at, "831000"}};
  }
  payment::HoldAnswer raise(const payment::RaiseOrder&) override { return payment::Declined{}; }
  payment::SettleAnswer capture(const payment::CaptureOrder&) override {
    ++captures;
    return payment::Done{"c"};
  }
  payment::SettleAnswer release(const payment::ReleaseOrder&) override {
    return payment::Done{"r"};
  }
  payment::SettleAnswer abandon(const payment::AbandonOrder&) override {
    return payment::Done{"a"};
  }
  payment::AskAnswer ask(const payment::Question&) override { return payment::NotFound{}; }
  std::atomic<int> captures{0};
};

// Time runs twenty times as fast as on the wall.
class World {
 public:
  World(hal::simulated::Clock& clock, hal::simulated::Station& station)
      : thread_([this, &clock, &station] {
          while (!ends_) {
            clock.advance(hal::Millis{200});
            station.advance(clock.monotonic());
            std::this_thread::sleep_for(hal::Millis{10});
          }
        }) {}
  ~World() {
    ends_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

class Folder {
 public:
  Folder()
      : path(std::filesystem::temp_directory_path() /
             ("kerb-threaded-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  const std::filesystem::path path;
};

Config config_in(const Folder& folder) {
  auto config = read_config(example_config());
  EXPECT_TRUE(config);
  config->journal_file = folder.path / "journal.db";
  config->payment.fingerprint_key_file = folder.path / "fingerprint.key";
  return *config;
}

// The driver: looks at the newest snapshot, draws it, and touches what it shows.
class Driver {
 public:
  Driver(Core& core, DriverScreen& screen, hal::Clock& clock)
      : core_(core), screen_(screen), clock_(clock) {}

  bool sees(std::string_view wanted) {
    for (int look = 0; look < 3'000; ++look) {
      const auto snapshot = core_.snapshot();
      screen_.draw(snapshot, clock_.monotonic());
      if (screen_name(snapshot->screen) == wanted) return true;
      std::this_thread::sleep_for(hal::Millis{10});
    }
    ADD_FAILURE() << "never saw " << wanted << ", but " << screen_name(core_.snapshot()->screen);
    return false;
  }

  void touch(const std::string& name) {
    const ui::Element* element = screen_.tree().find(name);
    ASSERT_NE(element, nullptr) << name;
    hal::Touch finger;
    finger.x = element->bounds.x + element->bounds.w / 2;
    finger.y = element->bounds.y + element->bounds.h / 2;
    screen_.handle(finger, clock_.monotonic());
    finger.phase = hal::Touch::Phase::up;
    screen_.handle(finger, clock_.monotonic());
  }

 private:
  Core& core_;
  DriverScreen& screen_;
  hal::Clock& clock_;
};

TEST(Threaded, AWholeChargeWithEveryThreadRunning) {
  const Folder folder;
  const Config config = config_in(folder);
  hal::simulated::Clock clock(hal::SystemClock().utc());
  hal::simulated::Station station(config.controller.evses);
  hal::simulated::Reader reader;
  hal::SilentSpeaker silence;
  WillingBank bank;
  auto terminal = emv_terminal(config);
  ASSERT_TRUE(terminal) << terminal.error().sentence();
  auto languages = Languages::load(locales_folder(), config.locales, config.site.time_zone);
  ASSERT_TRUE(languages) << languages.error().sentence();
  HeadlessDisplay display(config.display.width, config.display.height);

  CoreOptions options;
  options.terminal = *terminal;
  options.fresh_session = random_session;
  options.log = [](const std::string&) {};
  options.snapshot_changed = [&] { display.wake(); };
  auto core = Core::create(config, {clock, reader, station, bank, silence}, std::move(options));
  ASSERT_TRUE(core) << core.error().sentence();
  auto screen = DriverScreen::create(
      display, *languages,
      {.panel = config.display, .act = [&](Intent intent) { (*core)->post(std::move(intent)); }});
  ASSERT_TRUE(screen) << screen.error().sentence();
  const World world(clock, station);
  const CoreThread thread(**core);
  Driver driver(**core, **screen, clock);

  ASSERT_TRUE(driver.sees("idle"));
  driver.touch("connector.1");
  ASSERT_TRUE(driver.sees("connector"));
  driver.touch("pay.start");
  ASSERT_TRUE(driver.sees("tap"));
  reader.tap(hal::simulated::CardKind::visa);
  ASSERT_TRUE(driver.sees("plug_in"));
  station.plug(1);
  ASSERT_TRUE(driver.sees("charging"));
  std::this_thread::sleep_for(hal::Millis{500});
  ASSERT_TRUE(driver.sees("charging"));
  driver.touch("charge.stop");
  ASSERT_TRUE(driver.sees("stop_confirm"));
  driver.touch("stop.confirm");
  ASSERT_TRUE(driver.sees("receipt"));
  for (int look = 0; look < 500 && bank.captures == 0; ++look) {
    std::this_thread::sleep_for(hal::Millis{10});
  }
  EXPECT_EQ(bank.captures, 1);
}

}  // namespace
}  // namespace kerb::kiosk
