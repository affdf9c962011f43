// The charger as it truly is: where energy flows, under which key, and how much. It goes on while
// the kiosk is down. It keeps the contract of hal::ChargeController and no more: what it reports by
// itself may be lost on the way, twice or late, and what it answers for a charge is what it has
// heard itself: EVerest, behind hal/everest, tells everything once and keeps nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "tests/torture/agenda.hpp"

namespace kerb::torture {

class World;

// The truth about one charge key.
struct ChargeTruth {
  hal::ChargeRecord::Phase phase = hal::ChargeRecord::Phase::none;
  int bay = -1;
  std::int64_t start = 0;  // Wh
  std::int64_t stop = 0;   // Wh; so far, while it is active
  bool fenced = false;
  bool forgotten = false;        // the charger lost its record
  bool forgotten_early = false;  // … before the kiosk had settled it
  // What the charger says of it, which is not always so:
  std::int64_t said = 0;     // Wh, the newest reading
  bool end_unheard = false;  // it is over, and is taken for running
  bool followed = false;     // by somebody else's, at which its end is noted for good

  std::int64_t watts = 0;
  Time began_at = 0;
  Time ended_at = 0;

  std::int64_t energy() const { return stop - start; }
};

class Charger {
 public:
  Charger(World& world, int bays);

  // ---- orders, as they arrive
  bool start(int bay, const hal::ChargeKey& key);
  hal::ChargeRecord stop(int bay, const hal::ChargeKey& key);
  hal::ChargeRecord record(const hal::ChargeKey& key);

  // ---- what drivers and the site do
  void plug(int bay);
  void unplug(int bay);
  void cut_power();
  // The controller restarts or its network fails: nobody hears from it for a while.
  void lose_link(Time lasting);
  void restart(Time lasting);
  void restore_link();
  // A kiosk listens anew.
  void report_all();
  void turn(const ChargerTurns& turn);

  bool link_up() const { return link_up_; }
  int link_generation() const { return link_generation_; }
  bool plugged(int bay) const { return at(bay).plugged; }
  int bays() const { return static_cast<int>(bays_.size()); }
  // The session under whose key energy flows at the bay; below 0: none.
  SessionNumber charging_at(int bay) const { return at(bay).active; }
  const ChargeTruth& truth(SessionNumber session) { return charge(session); }
  // What the bay's meter reads now: no true reading is greater.
  std::int64_t meter(int bay) const;

 private:
  static constexpr Time kLinkDelay = 20;
  struct Bay {
    hal::EvseState state = hal::EvseState::available;
    hal::ChargerFault fault = hal::ChargerFault::none;
    bool plugged = false;
    SessionNumber waiting = -1;  // authorised, not yet charging
    SessionNumber active = -1;
    std::string key;                // of the one that waits or is active
    std::int64_t register_mwh = 0;  // the meter, in thousandths of a watt hour
    Time counted_to = 0;
    std::int64_t watts = 0;
    int generation = 0;
    Time silent_until = 0;       // nobody hears its meter
    SessionNumber unheard = -1;  // whose end was not heard
    std::string unheard_key;
    SessionNumber before = -1;  // who charged here last
    std::string key_before;
    bool foreigner = false;  // somebody charges whom the kiosk knows nothing of
  };
  Bay& at(int bay) { return bays_[static_cast<std::size_t>(bay)]; }
  const Bay& at(int bay) const { return bays_[static_cast<std::size_t>(bay)]; }
  ChargeTruth& charge(SessionNumber session);
  void count(Bay& bay);
  void change(int bay, hal::EvseState state);
  void begin(int bay);
  void sample(int bay);
  void end(int bay, hal::StopReason reason, hal::EvseState next);
  void fall_silent(bool forgets);
  // How long it takes to the kiosk; nothing: it does not come, or not before a restart.
  std::optional<Time> emit(const hal::ControllerEvent& event);
  void keep(const hal::ControllerEvent& event);
  void tell_kept();
  void hear_meter(Bay& bay);
  void tell_sample(int bay, hal::WattHours energy);
  void sample_falsely(int bay);
  void tell_start(int bay, const ChargeTruth& truth);
  void tell_nobodys_end(int bay);
  void tell_unheard_end(int bay, hal::StopReason reason);
  void flash(int bay);
  void foreign_turn(const ChargerTurns& turn);
  void send_foreigner_off(int bay);
  void later(int bay, Time pause, ChargerTurns::What what);

  World& world_;
  std::vector<Bay> bays_;
  std::vector<ChargeTruth> charges_;        // by session
  std::vector<hal::ControllerEvent> kept_;  // told after the next restart
  bool link_up_ = true;
  int link_generation_ = 0;
  Time silent_since_ = 0;
};

}  // namespace kerb::torture
