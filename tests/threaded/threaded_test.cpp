// A whole charge with every thread of the kiosk running: the test is the driver, on the UI's
// thread.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <optional>
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

// The kiosk, the world around it and a driver in front of it.
class Threaded : public ::testing::Test {
 protected:
  void open(std::size_t most_orders = 1024) {
    auto terminal = emv_terminal(config_);
    ASSERT_TRUE(terminal) << terminal.error().sentence();
    auto languages = Languages::load(locales_folder(), config_.locales, config_.site.time_zone);
    ASSERT_TRUE(languages) << languages.error().sentence();
    languages_ = std::move(*languages);
    CoreOptions options;
    options.terminal = *terminal;
    options.fresh_session = random_session;
    options.log = [](const std::string&) {};
    options.snapshot_changed = [this] { display_.wake(); };
    options.most_orders = most_orders;
    auto core =
        Core::create(config_, {clock_, reader_, station_, bank_, silence_}, std::move(options));
    ASSERT_TRUE(core) << core.error().sentence();
    core_ = std::move(*core);
    auto screen = DriverScreen::create(
        display_, *languages_,
        {.panel = config_.display, .act = [this](Intent it) { core_->post(std::move(it)); }});
    ASSERT_TRUE(screen) << screen.error().sentence();
    screen_ = std::move(*screen);
    world_.emplace(clock_, station_);
    thread_.emplace(*core_);
    driver_.emplace(*core_, *screen_, clock_);
  }

  void tap_a_card() {
    ASSERT_TRUE(driver_->sees("idle"));
    driver_->touch("connector.1");
    ASSERT_TRUE(driver_->sees("connector"));
    driver_->touch("pay.start");
    ASSERT_TRUE(driver_->sees("tap"));
    reader_.tap(hal::simulated::CardKind::visa);
  }

  const Folder folder_;
  const Config config_ = config_in(folder_);
  hal::simulated::Clock clock_{hal::SystemClock().utc()};
  hal::simulated::Station station_{config_.controller.evses};
  hal::simulated::Reader reader_;
  hal::SilentSpeaker silence_;
  WillingBank bank_;
  HeadlessDisplay display_{config_.display.width, config_.display.height};
  std::optional<Languages> languages_;
  std::unique_ptr<Core> core_;
  std::unique_ptr<DriverScreen> screen_;
  std::optional<World> world_;
  std::optional<CoreThread> thread_;
  std::optional<Driver> driver_;
};

TEST_F(Threaded, AWholeChargeWithEveryThreadRunning) {
  open();
  tap_a_card();
  ASSERT_TRUE(driver_->sees("plug_in"));
  station_.plug(1);
  ASSERT_TRUE(driver_->sees("charging"));
  std::this_thread::sleep_for(hal::Millis{500});
  ASSERT_TRUE(driver_->sees("charging"));
  driver_->touch("charge.stop");
  ASSERT_TRUE(driver_->sees("stop_confirm"));
  driver_->touch("stop.confirm");
  ASSERT_TRUE(driver_->sees("receipt"));
  for (int look = 0; look < 500 && bank_.captures == 0; ++look) {
    std::this_thread::sleep_for(hal::Millis{10});
  }
  EXPECT_EQ(bank_.captures, 1);
}

// Without a worker nothing left the station: the driver is told so, and nobody waits for an answer
// that cannot come.
TEST_F(Threaded, AnOrderThatFindsNoWorkerIsNotSent) {
  open(0);
  tap_a_card();
  ASSERT_TRUE(driver_->sees("failure"));
  const auto snapshot = core_->snapshot();
  EXPECT_EQ(std::get<FailureModel>(snapshot->screen).kind, FailureKind::bank_unreachable);
  EXPECT_EQ(std::get<FailureModel>(snapshot->screen).hold_fate, HoldFate::none);
}

}  // namespace
}  // namespace kerb::kiosk
