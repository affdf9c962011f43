// A whole kiosk for the monkey: the real screen, the real station behind the real conductor, cars
// and meters in memory, and a bank that answers by the dice after a while. One thread, virtual
// time, no disk: a hundred thousand steps take minutes.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "hal/simulated/station.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/conductor.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/simulator/ear.hpp"
#include "tests/torture/random.hpp"

namespace kerb::monkey {

class Cage {
 public:
  // `dice` outlives it. Ends the program with a message when fonts or texts are missing.
  explicit Cage(torture::Random& dice);

  // ---- what the monkey does
  void touch(const hal::Touch& touch);
  void press(hal::Key::Meaning key);
  void tap();  // some card, or a failure to read one
  hal::simulated::Station& charger() { return charger_; }
  void reader_on(bool on);
  // From now on the bank says yes at once; or it rolls the dice.
  void bank_is_kind(bool kind) { kind_ = kind; }
  // Moves time on, `step` by step, and does everything that falls due.
  void pass(hal::Millis span, hal::Millis step = hal::Millis{500});

  // ---- what can be seen
  const kiosk::ui::SemanticTree& tree() const { return screen_->tree(); }
  std::string screen() const;
  std::shared_ptr<const kiosk::Snapshot> snapshot() const { return shown_; }
  std::size_t sessions() const { return conductor_->station().sessions.size(); }
  int width() const { return display_.width(); }
  int height() const { return display_.height(); }

 private:
  struct Due {
    hal::Monotonic at{};
    kiosk::StationEvent event;
  };
  payment::Now now() const;
  void look();
  void take(const kiosk::StationEvent& event);
  void deliver();
  void carry_out(const kiosk::StationEffect& effect);
  void answer(const std::string& session, payment::SagaEvent event);
  payment::HoldAnswer dice_on(const payment::HoldOrder& order);
  payment::AskAnswer dice_on(const payment::Question& question);
  std::optional<payment::SagaEvent> answer_to(const kiosk::SessionEffect& order);
  std::string fresh_session();

  torture::Random& dice_;
  kiosk::HeadlessDisplay display_;
  kiosk::Ear ear_;
  hal::simulated::Station charger_;
  std::unique_ptr<kiosk::Languages> languages_;
  std::unique_ptr<kiosk::Conductor> conductor_;
  std::unique_ptr<kiosk::DriverScreen> screen_;
  std::shared_ptr<const kiosk::Snapshot> shown_;
  std::deque<Due> due_;
  std::deque<kiosk::Intent> intents_;
  std::map<payment::OrderKey, payment::Money> pages_;  // opened for phones, and what they ask for
  hal::Millis passed_{0};
  int sessions_begun_ = 0;
  bool kind_ = false;
};

}  // namespace kerb::monkey
