#include "kiosk/simulator/windows.hpp"

#include <algorithm>
#include <map>

#include "kiosk/presenters/sdl_speaker.hpp"
#include "kiosk/presenters/sdl_voice.hpp"
#include "kiosk/presenters/sdl_windows.hpp"
#include "kiosk/runtime/ending.hpp"
#include "kiosk/simulator/control_panel.hpp"
#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_player.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kPulse{50};  // how often time moves on the desk

// What the panel shows of the world beyond what the station itself tells.
struct Moods {
  hal::Watts site_limit = kNoLimit;
  std::map<hal::EvseId, hal::Watts> car_limits;
  std::map<hal::EvseId, bool> broken;
  std::map<hal::EvseId, bool> start_will_fail;
  std::map<hal::EvseId, hal::simulated::Kept> kept;
  std::map<hal::EvseId, bool> paused;
  std::map<hal::EvseId, bool> lock_jammed;
  bool reader_on = true;
  bool charger_reachable = true;
  bool emergency_stop = false;
  BankMood bank = BankMood::normal;
  int pace = 1;
};

// Two windows and the desk behind them, on one thread.
class Show {
 public:
  Show(Desk& desk, SdlWindows& windows, hal::Display& kiosk, hal::Display& world, int pace)
      : desk_(desk), windows_(windows), kiosk_display_(kiosk), world_display_(world) {
    moods_.pace = pace;
  }

  hal::Result<void> open() {
    auto panel = ControlPanel::create(controls());
    if (!panel) return tl::make_unexpected(panel.error());
    panel_ = std::move(*panel);
    last_ = clock_.monotonic();
    return {};
  }

  void say(const std::string& text) {
    if (panel_) panel_->say(text);
  }

  // Until a window is closed.
  void run() {
    while (!closed()) {
      windows_.wait_any(kPulse);
      move_time();
      desk_.turn();
      draw();
    }
  }

  // One look at the windows while a journey plays; it must not run faster than the eye.
  void follow() {
    draw();
    windows_.wait_any(hal::Millis{5});
  }
  bool closed() const { return closed_ || told_to_end(); }

 private:
  void move_time() {
    const hal::Monotonic now = clock_.monotonic();
    const hal::Millis passed = std::min(now - last_, hal::Millis{1'000});
    last_ = now;
    desk_.clock().advance(passed * moods_.pace);
    desk_.station().advance(desk_.clock().monotonic());
  }

  void draw() {
    const hal::Monotonic now = clock_.monotonic();
    while (const auto event = kiosk_display_.wait(hal::Millis{0})) {
      if (std::holds_alternative<hal::CloseRequested>(*event)) closed_ = true;
      desk_.driver_screen().handle(*event, now);
    }
    while (const auto event = world_display_.wait(hal::Millis{0})) {
      if (std::holds_alternative<hal::CloseRequested>(*event)) closed_ = true;
      panel_->handle(*event, now);
    }
    if (panel_->wake_at() && now >= *panel_->wake_at()) panel_->on_time(now);
    desk_.driver_screen().draw(desk_.core().snapshot(), now);
    const ui::Frame frame =
        panel_->draw(state(), world_display_.width(), world_display_.height(), now);
    if (!frame.damage.empty()) world_display_.present(frame.view, frame.damage);
  }

  WorldControls controls() {
    WorldControls world;
    world.tap_card = [this](hal::simulated::CardKind kind) { desk_.put_card(kind); };
    world.tap_two_cards = [this] { desk_.put_two_cards(); };
    world.plug = [this](hal::EvseId evse) { desk_.station().plug(evse); };
    world.unplug = [this](hal::EvseId evse) { desk_.station().unplug(evse); };
    world.car_takes = [this](hal::EvseId evse, hal::Watts power) {
      moods_.car_limits[evse] = power;
      desk_.car_takes(evse, power);
    };
    world.car_soc = [this](hal::EvseId evse, int percent) { desk_.car_soc(evse, percent); };
    world.site_gives = [this](hal::Watts power) {
      moods_.site_limit = power;
      desk_.site_gives(power);
    };
    world.reader_on = [this](bool on) {
      moods_.reader_on = on;
      desk_.switch_reader(on);
    };
    world.charger_reachable = [this](bool reachable) {
      moods_.charger_reachable = reachable;
      desk_.station().set_reachable(reachable);
    };
    world.fail_next_start = [this](hal::EvseId evse) {
      moods_.start_will_fail[evse] = true;
      desk_.fail_next_start(evse);
    };
    world.connector_fault = [this](hal::EvseId evse, hal::ChargerFault fault) {
      moods_.broken[evse] = fault != hal::ChargerFault::none;
      desk_.connector_fault(evse, fault);
    };
    world.keep = [this](hal::EvseId evse, hal::simulated::Kept how) {
      moods_.kept[evse] = how;
      desk_.keep(evse, how);
    };
    world.interrupt = [this](hal::EvseId evse, hal::PauseReason why, hal::ChargerFault fault) {
      moods_.paused[evse] = why != hal::PauseReason::none;
      desk_.interrupt(evse, why, fault);
    };
    world.jam_lock = [this](hal::EvseId evse, bool jammed) {
      moods_.lock_jammed[evse] = jammed;
      desk_.jam_lock(evse, jammed);
    };
    world.emergency_stop = [this](bool pressed) {
      moods_.emergency_stop = pressed;
      desk_.station().emergency_stop(pressed);
    };
    world.page_paid = [this](bool accepted) {
      if (accepted) return desk_.checkout().phone_pays();
      desk_.checkout().phone_declines();
    };
    world.bank = [this](BankMood mood) {
      moods_.bank = mood;
      if (auto done = desk_.bank(mood); !done) say(done.error().sentence());
    };
    world.power_cut = [this] {
      say("the power fails and comes back");
      if (auto done = desk_.power_cut(); !done) say(done.error().sentence());
    };
    world.pace = [this](int factor) { moods_.pace = factor; };
    return world;
  }

  PanelState state() {
    PanelState now;
    for (const hal::Evse& evse : desk_.station().evses()) {
      PanelState::Bay bay;
      bay.evse = evse;
      bay.state = desk_.station().state(evse.id);
      bay.plugged = desk_.station().plugged(evse.id);
      bay.power = desk_.station().power(evse.id);
      if (const auto car = desk_.station().car(evse.id)) {
        bay.soc_percent = car->soc_percent;
        bay.car_limit = car->max_power;
      }
      if (const auto limit = moods_.car_limits.find(evse.id); limit != moods_.car_limits.end()) {
        bay.car_limit = limit->second;
      }
      bay.broken = moods_.broken[evse.id];
      if (bay.state == hal::EvseState::charging) moods_.start_will_fail[evse.id] = false;
      bay.start_will_fail = moods_.start_will_fail[evse.id];
      bay.kept = moods_.kept[evse.id];
      bay.paused = moods_.paused[evse.id];
      bay.lock_jammed = moods_.lock_jammed[evse.id];
      now.bays.push_back(bay);
    }
    const auto snapshot = desk_.core().snapshot();
    now.site_limit = moods_.site_limit;
    now.reader_on = moods_.reader_on;
    now.charger_reachable = moods_.charger_reachable;
    now.emergency_stop = moods_.emergency_stop;
    now.bank = moods_.bank;
    now.page_open = desk_.checkout().page_is_open();
    now.pace = moods_.pace;
    now.station_time = desk_.languages().of("en").formats.time_of_day(snapshot->now);
    now.screen = std::string(screen_name(snapshot->screen));
    return now;
  }

  Desk& desk_;
  SdlWindows& windows_;
  hal::Display& kiosk_display_;
  hal::Display& world_display_;
  hal::SystemClock clock_;
  hal::Monotonic last_{};
  Moods moods_;
  bool closed_ = false;
  std::unique_ptr<ControlPanel> panel_;
};

hal::Result<void> play_visibly(Desk& desk, Show& show, const std::filesystem::path& file) {
  const auto journey = read_journey(file);
  if (!journey) return tl::make_unexpected(journey.error().front());
  show.say("story: " + journey->title);
  JourneyPlayer player(desk, {.folder = desk.journal_file().parent_path().parent_path(),
                              .say = [&](const std::string& line) { show.say(line); }});
  const PlayedJourney played = player.play(*journey);
  if (!played.failure) return {};
  return hal::failure("journey.failed", "playing " + file.string(), played.failure->sentence());
}

// Side by side in the middle of the desk when both fit; else in opposite corners, so that each can
// be reached. Nothing when the desk does not tell its size.
struct Places {
  std::optional<int> kiosk_x, kiosk_y, world_x, world_y;
};

Places places(const hal::PixelRect& room, const DisplayConfig& kiosk) {
  if (room.empty()) return {};
  constexpr int kBetween = 24;
  const int width = room.right - room.left;
  const int height = room.bottom - room.top;
  const int spare = std::max(0, width - kiosk.width - kBetween - ControlPanel::kWidth);
  const bool tall = kiosk.height > height || ControlPanel::kHeight > height;
  const int top =
      room.top + (tall ? 0 : height - std::max(kiosk.height, ControlPanel::kHeight)) / 2;
  return {room.left + spare / 2, top,
          std::max(room.left, room.right - spare / 2 - ControlPanel::kWidth), top};
}

}  // namespace

hal::Result<void> simulate_in_windows(DeskOptions options,
                                      const std::vector<std::filesystem::path>& journeys,
                                      int pace) {
  auto windows = SdlWindows::create();
  if (!windows) return tl::make_unexpected(windows.error());
  const DisplayConfig& panel = options.config.display;
  const Places at = places((*windows)->room(), panel);
  auto kiosk = (*windows)->open({.title = "Kerb – what the driver sees",
                                 .width = panel.width,
                                 .height = panel.height,
                                 .x = at.kiosk_x,
                                 .y = at.kiosk_y});
  if (!kiosk) return tl::make_unexpected(kiosk.error());
  auto world = (*windows)->open({.title = "Kerb – the station's control panel",
                                 .width = ControlPanel::kWidth,
                                 .height = ControlPanel::kHeight,
                                 .x = at.world_x,
                                 .y = at.world_y});
  if (!world) return tl::make_unexpected(world.error());
  const std::unique_ptr<hal::Speaker> speaker = make_sdl_speaker();
  options.display = kiosk->get();
  options.speaker = speaker.get();
  const std::unique_ptr<hal::Voice> voice =
      make_sdl_voice({options.config.speech.program, options.config.speech.words_per_minute},
                     [](const std::string&) {});
  options.voice = voice.get();
  options.still = false;
  hal::SystemClock clock;
  options.start = clock.utc();
  // What the kiosk logs is shown on the panel, which is made after the kiosk.
  auto log = std::make_shared<std::function<void(const std::string&)>>([](const std::string&) {});
  options.log = [log](const std::string& line) { (*log)(line); };

  heed_ending_signals();
  auto desk = Desk::create(std::move(options));
  if (!desk) return tl::make_unexpected(desk.error());
  Show show(**desk, **windows, **kiosk, **world, pace);
  if (auto opened = show.open(); !opened) return opened;
  *log = [&show](const std::string& line) { show.say(line); };
  (*desk)->on_turn([&show] { show.follow(); });
  for (const auto& file : journeys) {
    if (auto played = play_visibly(**desk, show, file); !played) return played;
  }
  (*desk)->on_turn({});
  show.run();
  *log = [](const std::string&) {};
  return {};
}

}  // namespace kerb::kiosk
