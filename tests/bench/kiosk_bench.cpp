// What the kiosk costs: to start, to draw, to stand still, and from a tap to the bank. Each figure
// stands beside its reference from the same run; these machines are noisy, ratios last.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/core.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"

namespace kerb::kiosk {
namespace {

using Wall = std::chrono::steady_clock;

const Config& example() {
  static const Config config = *read_config(example_config());
  return config;
}

const Languages& languages() {
  static const Languages loaded =
      *Languages::load(locales_folder(), example().locales, example().site.time_zone);
  return loaded;
}

Snapshot idle_snapshot() {
  Station station = make_station(settings_of(example()), {});
  station.link_up = true;
  station.reader_ready = true;
  for (Bay& bay : station.bays) bay.state = hal::EvseState::available;
  return snapshot_of(station, {});
}

Snapshot charging_snapshot() {
  Snapshot snapshot = idle_snapshot();
  ChargingModel model;
  model.connector = snapshot.connectors.front();
  model.energy = {21'437};
  model.power = {151'000};
  model.cost = payment::Money(1264, example().price.currency);
  model.elapsed = hal::Seconds{780};
  model.soc_percent = 64;
  model.to_80_percent = hal::Minutes{18};
  for (int minute = 0; minute < 13; ++minute) {
    model.curve.push_back({hal::Seconds{minute * 60}, {150'000 - minute * 1'000}});
  }
  model.hold = example().payment.hold;
  snapshot.screen = model;
  return snapshot;
}

// In a process of its own, because what is loaded once would not be loaded again.
template <typename Work>
double in_child(const Work& work) {
  const auto begin = Wall::now();
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return std::chrono::duration<double>(Wall::now() - begin).count();
}

void start_to_first_frame(benchmark::State& state) {
  const bool reference = state.range(0) == 0;
  for (auto _ : state) {
    state.SetIterationTime(in_child([&] {
      if (reference) return;
      const Config config = *read_config(example_config());
      const Languages words =
          *Languages::load(locales_folder(), config.locales, config.site.time_zone);
      HeadlessDisplay display(config.display.width, config.display.height);
      auto screen = std::move(*DriverScreen::create(
          display, words, {.panel = config.display, .act = [](const Intent&) {}}));
      screen->draw(std::make_shared<const Snapshot>(idle_snapshot()), {});
      if (display.presented() != 1) ::_exit(1);
    }));
  }
  state.SetLabel(reference ? "reference: an empty process" : "config, texts, fonts, first frame");
}
BENCHMARK(start_to_first_frame)->Arg(0)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond);

// A panel too low for large letters: the page is longer than it, and has to be measured.
DisplayConfig low_panel() {
  DisplayConfig panel = example().display;
  panel.width = 800;
  panel.height = 480;
  panel.width_mm = 154;
  panel.height_mm = 93;
  return panel;
}

// One frame: `range(0)` is the screen (0 idle, 1 charging, 2 charging in large letters), `range(1)`
// what changed since the last one.
enum Change { nothing, animation, everything };
void frame(benchmark::State& state) {
  const bool charging = state.range(0) >= 1;
  const bool large = state.range(0) == 2;
  const auto change = static_cast<Change>(state.range(1));
  Snapshot snapshot = charging ? charging_snapshot() : idle_snapshot();
  snapshot.preferences.large_text = large;
  ui::SemanticTree tree;
  auto renderer = std::move(*ui::Renderer::create());
  const DisplayConfig panel = large ? low_panel() : example().display;
  std::int64_t passed = 0;
  for (auto _ : state) {
    if (change == animation) {
      snapshot.at = hal::Monotonic(hal::Millis(passed += 50));
      if (auto* model = std::get_if<ChargingModel>(&snapshot.screen)) model->energy.count += 100;
      snapshot.now += hal::Minutes{1};
    }
    if (change == everything) renderer->invalidate();
    draw_still(*renderer, tree, snapshot, languages(), panel, panel.width, panel.height);
  }
  const char* changes[] = {"nothing changed", "figures and clock changed",
                           "reference: full redraw"};
  const char* screens[] = {"idle, ", "charging, ", "charging in large letters, "};
  state.SetLabel(std::string(screens[state.range(0)]) + changes[change]);
}
BENCHMARK(frame)
    ->ArgsProduct({{0, 1, 2}, {nothing, animation, everything}})
    ->Unit(benchmark::kMicrosecond);

// The slot of the dynamic code ends while a driver looks at it: another password, another code on
// screen. Asked: at most 3 ms. `range(0)`: 0 is the same page drawn whole.
void slot_change(benchmark::State& state) {
  namespace codes = payment::codes;
  const std::string_view secret = "secure!Charging!";
  const auto code =
      DynamicCode::create({.url = *codes::UrlTemplate::create(
                               "https://pay.example.com/{chargingStationId}/{evse}?t={totp}"),
                           .password = *codes::TimeCode::create(
                               {payment::Secret(hal::Bytes(secret.begin(), secret.end()))}),
                           .values = {{codes::UrlVariable::charging_station_id, "CS-0042"}},
                           .evse_code = {}},
                          example().controller.evses)
          .value();
  Snapshot snapshot = idle_snapshot();
  ScanModel model{.connector = snapshot.connectors.front(), .hold = example().payment.hold};
  model.stage = ScanModel::Stage::open;
  model.sold_by_back_end = true;
  ui::SemanticTree tree;
  auto renderer = std::move(*ui::Renderer::create());
  const DisplayConfig& panel = example().display;
  hal::Utc now{};
  for (auto _ : state) {
    now += hal::Seconds{30};
    model.address = code->at(1, now)->address;
    model.left = hal::Seconds{30};
    snapshot.now = now;
    snapshot.screen = model;
    if (state.range(0) == 0) renderer->invalidate();
    draw_still(*renderer, tree, snapshot, languages(), panel, panel.width, panel.height);
  }
  state.SetLabel(state.range(0) == 0 ? "reference: full redraw" : "another code (at most 3 ms)");
}
BENCHMARK(slot_change)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  }
  return 0;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& at) {
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Standing still with the idle screen up, which pulses for the eye; and with nothing to animate.
void standing_still(benchmark::State& state) {
  const long before = resident_kib();
  HeadlessDisplay display(example().display.width, example().display.height);
  auto screen = std::move(*DriverScreen::create(
      display, languages(),
      {.panel = example().display, .act = [](const Intent&) {}, .still = state.range(0) == 0}));
  const auto snapshot = std::make_shared<const Snapshot>(idle_snapshot());
  const hal::SystemClock clock;
  screen->draw(snapshot, clock.monotonic());
  const double cpu = cpu_seconds();
  for (auto _ : state) {
    const auto end = clock.monotonic() + hal::Seconds{2};
    while (clock.monotonic() < end) {
      screen->draw(snapshot, clock.monotonic());
      display.wait(std::min(screen->idle_for(clock.monotonic()), end - clock.monotonic()));
    }
  }
  state.counters["cpu_percent"] =
      (cpu_seconds() - cpu) / (2.0 * static_cast<double>(state.iterations())) * 100;
  state.counters["rss_mib"] = static_cast<double>(resident_kib()) / 1024;
  state.counters["rss_before_mib"] = static_cast<double>(before) / 1024;
  state.SetLabel(state.range(0) == 0 ? "nothing moves" : "the idle screen as drivers see it");
}
BENCHMARK(standing_still)->Arg(0)->Arg(1)->Iterations(1)->Unit(benchmark::kSecond);

// ---- from the card's last answer to the order at the gateway's door -------------------------------------------

class NotingReader final : public hal::CardReader {
 public:
  explicit NotingReader(hal::simulated::Reader& inner) : inner_(inner) {}
  std::string name() const override { return inner_.name(); }
  bool present() override { return inner_.present(); }
  hal::ReaderResult<hal::CardInField> wait_for_card(hal::Millis timeout) override {
    return inner_.wait_for_card(timeout);
  }
  hal::ReaderResult<hal::Bytes> transceive(hal::ByteView command) override {
    auto answer = inner_.transceive(command);
    last_answer = Wall::now();
    return answer;
  }
  void field_off(hal::Millis hold) override { inner_.field_off(hold); }
  bool wait_for_removal(hal::Millis timeout) override { return inner_.wait_for_removal(timeout); }
  void cancel() override { inner_.cancel(); }
  std::atomic<Wall::time_point> last_answer{};

 private:
  hal::simulated::Reader& inner_;
};

class NotingBank final : public payment::PaymentProvider {
 public:
  payment::HoldAnswer hold(const payment::HoldOrder&) override {
    ordered = Wall::now();
    return payment::Declined{};
  }
  payment::HoldAnswer raise(const payment::RaiseOrder&) override { return payment::Declined{}; }
  payment::SettleAnswer capture(const payment::CaptureOrder&) override { return payment::Done{}; }
  payment::SettleAnswer release(const payment::ReleaseOrder&) override { return payment::Done{}; }
  payment::SettleAnswer abandon(const payment::AbandonOrder&) override { return payment::Done{}; }
  payment::AskAnswer ask(const payment::Question&) override { return payment::NotFound{}; }
  std::atomic<Wall::time_point> ordered{};
};

void last_card_byte_to_order(benchmark::State& state) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("kerb-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  Config config = example();
  config.journal_file = folder / "journal.db";
  config.payment.fingerprint_key_file = folder / "fingerprint.key";
  hal::simulated::Clock clock(hal::SystemClock().utc());
  hal::simulated::Station station(config.controller.evses);
  hal::simulated::Reader field;
  NotingReader reader(field);
  NotingBank bank;
  hal::SilentSpeaker silence;
  CoreOptions options;
  options.terminal = *emv_terminal(config);
  options.fresh_session = random_session;
  options.log = [](const std::string&) {};
  auto core =
      std::move(*Core::create(config, {clock, reader, station, bank, silence}, std::move(options)));
  const auto until = [&](const auto& holds) {
    while (!holds()) core->pump(hal::Millis{1});
  };
  for (auto _ : state) {
    core->post(Intent{DoneHere{}});
    core->post(Intent{ChooseConnector{1}});
    until([&] { return core->quiet(); });
    const int taps = core->taps();
    field.tap(hal::simulated::CardKind::visa);
    until([&] { return core->taps() > taps && core->quiet(); });
    state.SetIterationTime(
        std::chrono::duration<double>(bank.ordered.load() - reader.last_answer.load()).count());
  }
  core.reset();
  std::filesystem::remove_all(folder);
  state.SetLabel("with the journal's commit; compare journal_append and its reference");
}
BENCHMARK(last_card_byte_to_order)->UseManualTime()->Iterations(50)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace kerb::kiosk
