#include "kiosk/runtime/run.hpp"

#include <sys/resource.h>

#include <atomic>
#include <memory>

#include "hal/pcsc/reader.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/presenters/sdl_speaker.hpp"
#include "kiosk/presenters/sdl_windows.hpp"
#include "kiosk/runtime/core_thread.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/ending.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "kiosk/runtime/log.hpp"

namespace kerb::kiosk {
namespace {

// A core dump would hold whatever card is being read.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

hal::Result<std::unique_ptr<hal::CardReader>> open_reader(const ReaderConfig& config) {
  if (config.kind == ReaderKind::simulated) return std::make_unique<hal::simulated::Reader>();
  auto reader = hal::pcsc::Reader::create(config.name);
  if (!reader) return tl::make_unexpected(reader.error());
  return std::unique_ptr<hal::CardReader>(std::move(*reader));
}

// The simulated charger has no time of its own: this gives it the machine's.
class StationPulse {
 public:
  StationPulse(hal::simulated::Station& station, const hal::Clock& clock)
      : thread_([this, &station, &clock] {
          while (!ends_) {
            station.advance(clock.monotonic());
            std::this_thread::sleep_for(hal::Millis{200});
          }
        }) {}
  ~StationPulse() {
    ends_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

void serve_driver(hal::Display& display, DriverScreen& screen, Core& core,
                  const hal::Clock& clock) {
  while (!told_to_end() && !screen.closed()) {
    screen.draw(core.snapshot(), clock.monotonic());
    const hal::Millis idle = std::min(screen.idle_for(clock.monotonic()), hal::Millis{1'000});
    auto event = display.wait(idle);
    while (event) {
      screen.handle(*event, clock.monotonic());
      event = display.wait(hal::Millis{0});
    }
  }
}

}  // namespace

hal::Result<void> run_kiosk(const Config& config) {
  forbid_core_dumps();
  heed_ending_signals();
  auto logger = make_logger(config.log_file);
  if (!logger) return tl::make_unexpected(logger.error());
  const auto log = [logger = *logger](const std::string& line) { logger->info(line); };

  hal::SystemClock clock;
  hal::simulated::Station station(config.controller.evses);
  auto reader = open_reader(config.reader);
  if (!reader) return tl::make_unexpected(reader.error());
  auto terminal = emv_terminal(config);
  if (!terminal) return tl::make_unexpected(terminal.error());
  auto providers = Providers::create(config, clock);
  if (!providers) return tl::make_unexpected(providers.error());
  auto languages = Languages::load(locales_folder(), config.locales, config.site.time_zone);
  if (!languages) return tl::make_unexpected(languages.error());
  auto windows = SdlWindows::create();
  if (!windows) return tl::make_unexpected(windows.error());
  auto display = (*windows)->open({.title = "Kerb",
                                   .width = config.display.width,
                                   .height = config.display.height,
                                   .resizable = false,
                                   .whole_screen = true});
  if (!display) return tl::make_unexpected(display.error());
  const std::unique_ptr<hal::Speaker> speaker = make_sdl_speaker();

  auto report_desk = open_report_desk(config);
  if (!report_desk) return tl::make_unexpected(report_desk.error());

  CoreOptions options;
  options.terminal = std::move(*terminal);
  options.fresh_session = random_session;
  options.log = log;
  options.snapshot_changed = [shown = display->get()] { shown->wake(); };
  auto core = Core::create(
      config, {clock, **reader, station, (*providers)->provider(), *speaker, report_desk->get()},
      std::move(options));
  if (!core) return tl::make_unexpected(core.error());
  auto screen =
      DriverScreen::create(**display, *languages,
                           {.panel = config.display,
                            .act = [&](Intent intent) { (*core)->post(std::move(intent)); },
                            .speaker = speaker.get()});
  if (!screen) return tl::make_unexpected(screen.error());
  log("kerb runs");
  const StationPulse pulse(station, clock);
  const CoreThread thread(**core);
  serve_driver(**display, **screen, **core, clock);
  log("kerb ends");
  return {};
}

}  // namespace kerb::kiosk
