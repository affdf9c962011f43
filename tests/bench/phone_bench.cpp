// What a driver waits for who pays on their phone, with the payment service behind real HTTPS on
// this machine: from the choice to the code on screen (at most 50 ms and one round trip), and from
// the payment to "plug in" (at most one poll, which is 2 s, and one round trip). Each stands beside
// the round trip alone, from the same run.
#include <benchmark/benchmark.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/core.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "payment/checkout/stripe_checkout.hpp"
#include "tests/stand_in_psp/server.hpp"

namespace kerb::kiosk {
namespace {

using Wall = std::chrono::steady_clock;
using payment::checkout::StripeCheckout;

constexpr const char* kKey = "sk_test_kerb0123456789";

std::unique_ptr<StripeCheckout> stripe_at(int port, const std::filesystem::path& folder) {
  std::ofstream(folder / "key.txt") << kKey << "\n";
  ::chmod((folder / "key.txt").c_str(), 0600);
  payment::checkout::CheckoutSettings settings;
  settings.api_host = settings.page_host = "localhost";
  settings.port = settings.page_port = port;
  settings.key_file = folder / "key.txt";
  settings.ca_file = folder / "ca.pem";
  settings.success_url = settings.cancel_url = "https://charge.example/";
  return std::move(*StripeCheckout::create(settings));
}

// A kiosk with its screen, at which nobody has a card.
class PhoneKiosk {
 public:
  PhoneKiosk() {
    config_.journal_file = folder_.path / "journal.db";
    config_.payment.fingerprint_key_file = folder_.path / "fingerprint.key";
    CoreOptions options;
    options.terminal = *emv_terminal(config_);
    options.fresh_session = random_session;
    options.log = [](const std::string&) {};
    options.phone_pays = true;
    core_ = std::move(
        *Core::create(config_, {clock_, reader_, station_, router_, silence_}, std::move(options)));
    screen_ = std::move(*DriverScreen::create(
        display_, words_, {.panel = config_.display, .act = [](const Intent&) {}, .still = true}));
    until_screen("idle");
  }

  stand_in_psp::Server& service() { return service_; }
  StripeCheckout& stripe() { return *stripe_; }

  void until_screen(const char* name) {
    until([&] { return screen_name(core_->snapshot()->screen) == std::string(name); });
  }
  // To the prompt for a card, where a phone may be chosen.
  void walk_up() {
    core_->post(Intent{ChooseConnector{1}});
    core_->post(Intent{Pay{}});
    until_screen("tap");
  }
  // The code is drawn when this returns.
  void choose_phone() {
    core_->post(Intent{PayByPhone{}});
    until([&] {
      const auto snapshot = core_->snapshot();
      const auto* model = std::get_if<ScanModel>(&snapshot->screen);
      return model != nullptr && model->stage == ScanModel::Stage::open;
    });
    draw();
  }
  void pay_on_newest_page() {
    service_.act(service_.book()["pages"].back()["id"], stand_in_psp::Act::pay);
  }
  void until_plug_in() {
    until_screen("plug_in");
    draw();
  }
  void walk_away() {
    core_->post(Intent{Cancel{}});
    until([&] { return screen_name(core_->snapshot()->screen) != std::string("plug_in"); });
    core_->post(Intent{DoneHere{}});
    until([&] {
      const auto snapshot = core_->snapshot();
      return screen_name(snapshot->screen) == std::string("idle") &&
             snapshot->connectors.front().availability == Availability::free;
    });
  }

 private:
  struct Folder {
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("kerb-phone-bench-" + std::to_string(::getpid()));
  };

  template <typename Seen>
  void until(const Seen& seen) {
    while (!seen()) {
      station_.advance(clock_.monotonic());
      core_->pump(hal::Millis{1});
    }
  }
  void draw() { screen_->draw(core_->snapshot(), clock_.monotonic()); }

  const Folder folder_;
  Config config_ = *read_config(example_config());
  Languages words_ = *Languages::load(locales_folder(), config_.locales, config_.site.time_zone);
  stand_in_psp::Server service_{{stand_in_psp::Service::stripe, kKey, folder_.path / "ca.pem"}};
  std::unique_ptr<StripeCheckout> stripe_ = stripe_at(service_.port(), folder_.path);
  payment::NoCheckout no_cards_;
  payment::ProviderRouter router_{no_cards_, no_cards_, stripe_.get()};
  hal::SystemClock clock_;
  hal::simulated::Station station_{config_.controller.evses};
  hal::simulated::Reader reader_;
  hal::SilentSpeaker silence_;
  HeadlessDisplay display_{config_.display.width, config_.display.height};
  std::unique_ptr<Core> core_;
  std::unique_ptr<DriverScreen> screen_;
};

double seconds_of(const auto& work) {
  const auto begin = Wall::now();
  work();
  return std::chrono::duration<double>(Wall::now() - begin).count();
}

// `range(0)` 0: the round trip alone.
void choose_phone_to_code(benchmark::State& state) {
  PhoneKiosk kiosk;
  const bool reference = state.range(0) == 0;
  const hal::SystemClock clock;
  int orders = 0;
  for (auto _ : state) {
    if (reference) {
      const payment::HoldOrder order{"B" + std::to_string(++orders) + "-A1",
                                     {5000, payment::Currency{}},
                                     clock.utc(),
                                     payment::CheckoutPage{"Charging", "en"}};
      state.SetIterationTime(seconds_of([&] {
        if (!std::holds_alternative<payment::Pending>(kiosk.stripe().hold(order))) std::abort();
      }));
      continue;
    }
    kiosk.walk_up();
    state.SetIterationTime(seconds_of([&] { kiosk.choose_phone(); }));
    kiosk.walk_away();
  }
  state.SetLabel(reference ? "reference: a page is asked for"
                           : "the choice, the code on screen (at most 50 ms more)");
}
BENCHMARK(choose_phone_to_code)
    ->Arg(0)
    ->Arg(1)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

void paid_to_plug_in(benchmark::State& state) {
  PhoneKiosk kiosk;
  const bool reference = state.range(0) == 0;
  double longest = 0;
  kiosk.walk_up();
  kiosk.choose_phone();
  const auto book = kiosk.service().book();
  const payment::Question question{.key = book["pages"].back()["order"],
                                   .currency = payment::Currency{},
                                   .page = book["pages"].back()["id"]};
  for (auto _ : state) {
    double took = 0;
    if (reference) {
      took = seconds_of([&] { kiosk.stripe().ask(question); });
    } else {
      kiosk.pay_on_newest_page();
      took = seconds_of([&] { kiosk.until_plug_in(); });
      kiosk.walk_away();
      kiosk.walk_up();
      kiosk.choose_phone();
    }
    state.SetIterationTime(took);
    longest = std::max(longest, took);
  }
  state.counters["longest_ms"] = longest * 1e3;
  state.SetLabel(reference ? "reference: a page is asked about"
                           : "one poll of 2 s at most, and that much more");
}
BENCHMARK(paid_to_plug_in)
    ->Arg(0)
    ->Arg(1)
    ->UseManualTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kerb::kiosk
