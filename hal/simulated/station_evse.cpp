#include "hal/simulated/station_evse.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kerb::hal::simulated {
namespace {

constexpr Millis kPreparing{3'000};
constexpr int kFullSeconds = 60;          // then a full DC car ends the charge
constexpr std::size_t kRemembered = 256;  // ended charges that query() still knows
constexpr std::int64_t kFirstReading = 1'000'000;

bool is_charge_key(const ChargeKey& key) {
  return key.size() == 32 && std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

SimulatedEvse::SimulatedEvse(const Evse& evse, Tell tell)
    : evse_(evse),
      tell_(std::move(tell)),
      register_(kFirstReading * evse.id * kMilliJoulesPerWattHour),
      site_limit_{std::numeric_limits<std::int64_t>::max()},
      told_{evse_.id, EvseState::available} {
  told_holder_.evse = holder_.evse = evse_.id;
}

void SimulatedEvse::report() const {
  tell_(present());
  if (told_holder_.by != PowerHeld::By::nobody) tell_(told_holder_);
  if (active()) tell_(sample());
}

std::optional<std::string> SimulatedEvse::start(const ChargeKey& key) {
  if (!is_charge_key(key)) return "a charge key has 32 lower-case hex digits";
  if (query(key).phase != ChargeRecord::Phase::none) return std::nullopt;
  if (fault() != ChargerFault::none) return "it is out of service";
  if (kept_ != Kept::no) return "it is kept from drivers";
  if (charge_) return "another charge is authorised";
  charge_ = Charge{.key = key};
  prepare_if_possible();
  settle();
  return std::nullopt;
}

ChargeRecord SimulatedEvse::stop(const ChargeKey& key) {
  if (charge_ && charge_->key == key) {
    if (active()) {
      end(StopReason::driver);
    } else {
      remember({ChargeRecord::Phase::finished, reading(), reading()});
    }
    settle();
  }
  return query(key);
}

ChargeRecord SimulatedEvse::query(const ChargeKey& key) const {
  if (charge_ && charge_->key == key) {
    if (!active()) return {ChargeRecord::Phase::starting, reading(), reading()};
    return {ChargeRecord::Phase::active, charge_->meter_start, reading()};
  }
  const auto found = std::find_if(ended_.begin(), ended_.end(),
                                  [&](const Ended& ended) { return ended.key == key; });
  return found == ended_.end() ? ChargeRecord{} : found->record;
}

UnlockOutcome SimulatedEvse::unlock() const {
  if (active()) return UnlockOutcome::refused;
  return lock_jammed_ ? UnlockOutcome::stuck : UnlockOutcome::unlocked;
}

void SimulatedEvse::plug(const Car& car) {
  if (battery_) return;
  battery_.emplace(car);
  if (next_car_limit_) battery_->limit(*next_car_limit_);
  car_could_ = car.max_power;
  car_asks_ = next_car_limit_;
  if (next_car_soc_) battery_->set_soc(*next_car_soc_);
  next_car_limit_.reset();
  next_car_soc_.reset();
  used_ = false;
  prepare_if_possible();
  settle();
}

void SimulatedEvse::unplug() {
  if (!battery_) return;
  if (active()) end(StopReason::unplugged);
  // Pulled out while preparing: the authorisation waits for the next try.
  if (charge_) charge_->stage = Stage::waiting;
  battery_.reset();
  car_asks_.reset();
  settle();
}

void SimulatedEvse::limit_car(Watts at_most) {
  if (!battery_) {
    next_car_limit_ = at_most;
    return;
  }
  battery_->limit(at_most);
  car_asks_ = at_most;
  settle();
}

void SimulatedEvse::set_soc(int percent) {
  if (!battery_) {
    next_car_soc_ = percent;
    return;
  }
  battery_->set_soc(percent);
  settle();
}

void SimulatedEvse::limit_site(Watts at_most) {
  site_limit_.count = std::max<std::int64_t>(at_most.count, 0);
  settle();
}

void SimulatedEvse::set_fault(ChargerFault fault) {
  broken_ = fault;
  if (fault != ChargerFault::none) {
    go_out_of_service(fault == ChargerFault::emergency_stop ? StopReason::emergency_stop
                                                            : StopReason::fault);
  }
  settle();
}

void SimulatedEvse::press_emergency_stop(bool pressed) {
  emergency_ = pressed;
  if (pressed) go_out_of_service(StopReason::emergency_stop);
  settle();
}

void SimulatedEvse::keep(Kept how) {
  kept_ = how;
  settle();
}

void SimulatedEvse::interrupt(PauseReason why, ChargerFault fault) {
  paused_ = why;
  paused_by_ = why == PauseReason::error ? fault : ChargerFault::none;
  settle();
}

void SimulatedEvse::hold_power(PowerHeld::By by, Watts to) {
  holder_ = {evse_.id, by, by == PowerHeld::By::nobody ? Watts{} : to};
  settle();
}

void SimulatedEvse::lose_power(Utc at) {
  if (active()) {
    end(StopReason::power_loss);
    ended_.back().record.ended = at;
  }
  charge_.reset();
  settle();
}

std::optional<Millis> SimulatedEvse::next_change() const {
  if (!charge_ || charge_->stage != Stage::preparing) return std::nullopt;
  return charge_->preparing_left;
}

void SimulatedEvse::run(Millis span) {
  if (!charge_) return;
  if (charge_->stage == Stage::preparing) charge_->preparing_left -= span;
  if (active()) register_ += battery_->fill(power_.count * span.count());
}

void SimulatedEvse::due(bool whole_second) {
  if (charge_ && charge_->stage == Stage::preparing && charge_->preparing_left <= Millis{0}) {
    begin();
    settle();
    if (active()) tell_(sample());
  } else if (whole_second && active()) {
    charge_->full_seconds = battery_->full() ? charge_->full_seconds + 1 : 0;
    const bool leaves =
        charge_->full_seconds >= kFullSeconds && evse_.connector != ConnectorKind::type2;
    if (leaves) end(StopReason::car);
    settle();
    if (active()) tell_(sample());
  }
}

ChargerFault SimulatedEvse::fault() const {
  if (emergency_) return ChargerFault::emergency_stop;
  return broken_ == ChargerFault::none && !active() ? paused_by_ : broken_;
}

EvseChanged SimulatedEvse::present() const {
  EvseChanged changed{evse_.id, state_, fault()};
  if (state_ == EvseState::paused_by_station) {
    changed.pause = paused_ != PauseReason::none ? paused_ : PauseReason::no_energy;
    changed.fault = paused_by_;
  }
  changed.maintenance = state_ == EvseState::disabled && kept_ == Kept::updating;
  return changed;
}

PowerHeld SimulatedEvse::present_holder() const {
  const PowerHeld nobody{evse_.id, PowerHeld::By::nobody, {}};
  if (state_ != EvseState::charging) return nobody;
  const Watts free = std::min(battery_->appetite(), evse_.max_power);
  if (power_ < free && holder_.by != PowerHeld::By::nobody && power_ == holder_.to) return holder_;
  if (power_ < free) return {evse_.id, PowerHeld::By::site, power_};
  const Watts could = std::min(evse_.max_power, car_could_);
  const bool asks_less = car_asks_ && *car_asks_ < could && power_ == *car_asks_;
  return asks_less ? PowerHeld{evse_.id, PowerHeld::By::car, power_} : nobody;
}

EvseState SimulatedEvse::present_state() const {
  if (fault() != ChargerFault::none) return EvseState::out_of_service;
  if (active()) {
    if (paused_ != PauseReason::none) return EvseState::paused_by_station;
    if (battery_->appetite().count == 0) return EvseState::paused_by_car;
    return site_limit_.count == 0 ? EvseState::paused_by_station : EvseState::charging;
  }
  // Whoever may charge already goes on.
  if (!charge_ && !(battery_ && used_)) {
    if (kept_ == Kept::reserved) return EvseState::reserved;
    if (kept_ != Kept::no) return EvseState::disabled;
  }
  if (!battery_) return EvseState::available;
  if (charge_ && charge_->stage == Stage::preparing) return EvseState::preparing;
  return used_ ? EvseState::finished : EvseState::plugged;
}

void SimulatedEvse::prepare_if_possible() {
  if (!charge_ || !battery_ || used_ || fault() != ChargerFault::none) return;
  charge_->stage = Stage::preparing;
  charge_->preparing_left = kPreparing;
}

void SimulatedEvse::begin() {
  if (const auto fault = std::exchange(next_start_, std::nullopt)) {
    come_to_nothing(*fault);
    return;
  }
  charge_->stage = Stage::active;
  charge_->meter_start = reading();
  used_ = true;
  tell_(ChargeStarted{evse_.id, charge_->key, charge_->meter_start});
}

void SimulatedEvse::come_to_nothing(ChargerFault fault) {
  const ChargeKey key = charge_->key;
  remember({ChargeRecord::Phase::finished, reading(), reading()});
  tell_(ChargeStartFailed{evse_.id, key, fault});
}

void SimulatedEvse::end(StopReason reason) {
  power_ = {};
  tell_(sample());
  const ChargeKey key = charge_->key;
  remember({ChargeRecord::Phase::finished, charge_->meter_start, reading(), reason});
  tell_(ChargeStopped{evse_.id, key, reading(), reason});
}

void SimulatedEvse::remember(const ChargeRecord& record) {
  if (ended_.size() == kRemembered) ended_.erase(ended_.begin());
  ended_.push_back({charge_->key, record});
  charge_.reset();
}

void SimulatedEvse::go_out_of_service(StopReason reason) {
  if (active()) {
    end(reason);
  } else if (charge_) {
    come_to_nothing(fault());
  }
}

void SimulatedEvse::settle() {
  const Watts held = holder_.by == PowerHeld::By::nobody ? evse_.max_power : holder_.to;
  const bool flows = active() && paused_ == PauseReason::none;
  power_ = flows ? std::min({battery_->appetite(), site_limit_, evse_.max_power, held}) : Watts{};
  state_ = present_state();
  const EvseChanged now = present();
  const bool same = now.state == told_.state && now.fault == told_.fault &&
                    now.pause == told_.pause && now.maintenance == told_.maintenance;
  told_ = now;
  if (!same) tell_(now);
  const PowerHeld holder = present_holder();
  if (holder.by == told_holder_.by && holder.to == told_holder_.to) return;
  told_holder_ = holder;
  tell_(holder);
}

MeterSample SimulatedEvse::sample() const {
  MeterSample sample{.evse = evse_.id, .energy = reading(), .power = power_, .soc_percent = {}};
  if (battery_ && evse_.connector != ConnectorKind::type2) {
    sample.soc_percent = battery_->soc_percent();
  }
  return sample;
}

}  // namespace kerb::hal::simulated
