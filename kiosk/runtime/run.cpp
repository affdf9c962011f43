#include "kiosk/runtime/run.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include "kiosk/doctor/machine.hpp"
#include "kiosk/presenters/sdl_speaker.hpp"
#include "kiosk/presenters/sdl_voice.hpp"
#include "kiosk/runtime/core_thread.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/ending.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "kiosk/runtime/log.hpp"
#include "kiosk/runtime/no_core_dump.hpp"
#include "kiosk/runtime/panel.hpp"
#include "kiosk/runtime/station_devices.hpp"
#include "payment/checkout/services.hpp"

namespace kerb::kiosk {
namespace {

// A core dump would hold whatever card is being read.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

// The terminal is left when nobody uses it any more, and not when the power goes.
class LeavesTerminal {
 public:
  explicit LeavesTerminal(payment::terminal::SharedTerminal* terminal) : terminal_(terminal) {}
  ~LeavesTerminal() {
    if (terminal_ != nullptr) terminal_->leave();
  }
  LeavesTerminal(const LeavesTerminal&) = delete;
  LeavesTerminal& operator=(const LeavesTerminal&) = delete;

 private:
  payment::terminal::SharedTerminal* terminal_;
};

void serve_driver(Panel& panel, DriverScreen& screen, Core& core, const hal::Clock& clock) {
  hal::Display& display = panel.display();
  while (!told_to_end() && !screen.closed()) {
    const auto snapshot = core.snapshot();
    screen.draw(snapshot, clock.monotonic());
    panel.light(*snapshot);
    const hal::Millis idle = std::min(screen.idle_for(clock.monotonic()), hal::Millis{1'000});
    auto event = display.wait(clock.machine_time(idle));
    while (event) {
      panel.touched(clock.monotonic());
      screen.handle(*event, clock.monotonic());
      event = display.wait(hal::Millis{0});
    }
  }
}

}  // namespace

hal::Result<void> run_kiosk(const Config& config) {
  forbid_core_dumps();
  leave_no_core_dump();
  heed_ending_signals();
  auto logger = make_logger(config.log_file);
  if (!logger) return tl::make_unexpected(logger.error());
  const auto log = [logger = *logger](const std::string& line) { logger->info(line); };

  auto devices = StationDevices::open(config, log);
  if (!devices) return tl::make_unexpected(devices.error());
  hal::Clock& clock = (*devices)->clock();
  auto terminal = emv_terminal(config);
  if (!terminal) return tl::make_unexpected(terminal.error());
  auto checkout =
      payment::checkout::make_checkout(config.checkout.service, config.checkout.settings);
  if (!checkout) return tl::make_unexpected(checkout.error());
  auto providers = Providers::create(config, clock, (*devices)->controller(), checkout->get(), log);
  if (!providers) return tl::make_unexpected(providers.error());
  auto languages =
      Languages::load({locales_folder(), config.own_texts}, config.locales, config.site.time_zone);
  if (!languages) return tl::make_unexpected(languages.error());
  auto panel = Panel::open(config, log);
  if (!panel) return tl::make_unexpected(panel.error());
  const std::unique_ptr<hal::Speaker> speaker = make_sdl_speaker();
  const std::unique_ptr<hal::Voice> voice =
      make_sdl_voice({config.speech.program, config.speech.words_per_minute}, log);

  auto report_desk = open_report_desk(config.support.address);
  if (!report_desk) return tl::make_unexpected(report_desk.error());
  auto receipt_desk = open_report_desk(config.receipt.address);
  if (!receipt_desk) return tl::make_unexpected(receipt_desk.error());

  const LeavesTerminal leaves((*providers)->terminal());  // after the core, which is made below

  CoreOptions options;
  options.terminal = std::move(*terminal);
  options.fresh_session = random_session;
  options.log = log;
  // A simulated world has a time of its own.
  if (config.controller.kind != ControllerKind::simulated) {
    options.clock_trusted = [] { return doctor::clock_facts().synchronised; };
  }
  options.phone_pays = *checkout != nullptr;
  options.snapshot_changed = [shown = &(*panel)->display()] { shown->wake(); };
  auto core = Core::create(
      config,
      {clock, (*devices)->reader(), (*devices)->controller(), (*providers)->provider(), *speaker,
       report_desk->get(), (*devices)->back_end(), (*providers)->terminal(), receipt_desk->get()},
      std::move(options));
  if (!core) return tl::make_unexpected(core.error());
  auto screen =
      DriverScreen::create((*panel)->display(), *languages,
                           {.panel = config.display,
                            .act = [&](Intent intent) { (*core)->post(std::move(intent)); },
                            .speaker = speaker.get(),
                            .voice = voice.get(),
                            .volume = config.speech.volume,
                            .wander = true});
  if (!screen) return tl::make_unexpected(screen.error());
  log("kerb runs");
  const CoreThread thread(**core);
  serve_driver(**panel, **screen, **core, clock);
  log("kerb ends");
  return {};
}

}  // namespace kerb::kiosk
