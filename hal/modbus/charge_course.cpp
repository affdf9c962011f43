#include "hal/modbus/charge_course.hpp"

#include <algorithm>

namespace kerb::hal::modbus {
namespace {

using Phase = ChargeRecord::Phase;

constexpr Millis kCarWaits{60'000};    // ready, and the car does not ask: the charge has begun
constexpr Millis kComesRound{30'000};  // from opened to ready
constexpr Millis kDoubtEnds{5'000};    // a charge whose meter is not believed for so long
constexpr Millis kBetweenSamples{1'000};
constexpr Millis kQuietFor{400};      // two looks
constexpr Watts kNothing{20};         // an open contactor's noise
constexpr WattHours kNoteEvery{250};  // what a register that is lost may cost the operator

bool lets_nothing_flow(const Status& status) {
  switch (status.state) {
    case ChargingState::not_ready:
    case ChargingState::error:
    case ChargingState::interrupted:
      return status.power <= kNothing;
    case ChargingState::starting_up:
    case ChargingState::ready:
    case ChargingState::charging:
      break;
  }
  return false;
}

bool is_open(const Status& status) {
  return status.state == ChargingState::ready || status.state == ChargingState::charging;
}

ChargerFault fault_of(const Status& status) {
  // The guide gives groups of error codes, and no meaning.
  return status.state == ChargingState::error ? ChargerFault::internal : ChargerFault::none;
}

}  // namespace

ChargeCourse::ChargeCourse(const Evse& evse, Millis renew_every)
    : evse_(evse), renew_every_(renew_every), meter_(evse.max_power) {}

void ChargeCourse::restore(const LedgerEntry& entry, Monotonic noted) {
  charge_ = Charge{.key = entry.charge,
                   .stage = Stage::active,
                   .meter_start = entry.record.meter_start,
                   .noted = entry.record.meter_now,
                   .since = noted,
                   .opened = true,
                   .told = true,
                   .reason = {}};
  meter_.begin_from(entry.record.meter_now, noted);
}

// ---- orders

std::optional<std::string> ChargeCourse::authorise(const ChargeKey& charge) {
  if (charge_) return "another charge is authorised";
  if (last_ && fault_of(*last_) != ChargerFault::none) return "it is out of service";
  charge_ = Charge{.key = charge, .reason = {}};
  return std::nullopt;
}

std::optional<LedgerEntry> ChargeCourse::end(const ChargeKey& charge, Utc wall) {
  if (!charge_ || charge_->key != charge || charge_->stage == Stage::ending) return std::nullopt;
  // Pulled out while preparing, the station may still be open.
  if (charge_->stage == Stage::waiting && !charge_->opened) {
    const LedgerEntry withdrawn = entry(Phase::finished, wall);
    charge_.reset();
    return withdrawn;
  }
  charge_->stage = Stage::ending;
  charge_->reason.reset();
  return std::nullopt;
}

// ---- one look

ChargeCourse::Step ChargeCourse::see(const Sight& sight) {
  Step step;
  look_at_release(sight);
  look_at_meter(sight);
  if (!sight.status.car) used_ = false;
  if (sight.after_silence) after_silence(sight);
  last_ = sight.status;
  follow(sight, step);
  wish(sight, step);
  report(sight, step);
  return step;
}

void ChargeCourse::look_at_release(const Sight& sight) {
  if (sight.after_silence) told_shut_ = false;  // it may have been restarted meanwhile
  if (!told_shut_ || !lets_nothing_flow(sight.status)) {
    quiet_since_.reset();
  } else if (!quiet_since_ || !last_ || last_->energy != sight.status.energy) {
    quiet_since_ = sight.now;
  }
  shut_seen_ = quiet_since_ && sight.now - *quiet_since_ >= kQuietFor;
}

void ChargeCourse::look_at_meter(const Sight& sight) {
  const bool believed = meter_.read(sight.status.energy, sight.now);
  // With no charge at stake it is simply another register.
  const bool at_stake = charge_ && charge_->opened;
  if (!believed && !at_stake && meter_.doubted_for(sight.now) >= kDoubtEnds) meter_.begin_anew();
}

// Only the station can have held the release all the time: was it found as it was left?
void ChargeCourse::after_silence(const Sight& sight) {
  if (!energised() || charge_->stage == Stage::ending) return;
  if (sight.status.car && is_open(sight.status)) return;
  go_to_end(sight, ended_by(sight).value_or(StopReason::power_loss));
}

std::optional<StopReason> ChargeCourse::ended_by(const Sight& sight) const {
  if (sight.status.state == ChargingState::starting_up) return StopReason::power_loss;
  if (sight.status.state == ChargingState::error) return StopReason::fault;
  if (!sight.status.car) return StopReason::unplugged;
  if (meter_.doubted_for(sight.now) >= kDoubtEnds) return StopReason::fault;
  return std::nullopt;
}

void ChargeCourse::follow(const Sight& sight, Step& step) {
  if (!charge_) return;
  switch (charge_->stage) {
    case Stage::waiting:
      return wait_for_car(sight, step);
    case Stage::preparing:
      return prepare(sight, step);
    case Stage::active:
      return run(sight, step);
    case Stage::ending:
      if (is_shut()) finish(sight, step);
      return;
  }
}

void ChargeCourse::wait_for_car(const Sight& sight, Step& step) {
  if (is_shut()) charge_->opened = false;
  if (sight.status.state == ChargingState::error) {
    charge_->failed = true;
    return go_to_end(sight, StopReason::fault);
  }
  const bool believed = meter_.reading() && meter_.doubted_for(sight.now) == Millis{0};
  if (!sight.status.car || used_ || !is_shut() || !believed) return;
  charge_->meter_start = reading();
  charge_->noted = reading();
  step.note = entry(Phase::active, sight.wall);
  step.wish = Wish::open;
}

void ChargeCourse::prepare(const Sight& sight, Step& step) {
  const Millis lasted = sight.now - charge_->since;
  const bool flowed = reading() > charge_->meter_start;
  const bool ready = sight.status.state == ChargingState::ready;
  if (sight.status.state == ChargingState::charging || flowed || (ready && lasted >= kCarWaits)) {
    begin(step);
    return run(sight, step);
  }
  if (!sight.status.car) {  // pulled out while preparing: the next try
    charge_->stage = Stage::waiting;
    return;
  }
  const bool broken = sight.status.state == ChargingState::error ||
                      sight.status.state == ChargingState::starting_up;
  if (!broken && (ready || lasted < kComesRound)) return;
  charge_->failed = true;
  go_to_end(sight, StopReason::fault);
}

void ChargeCourse::begin(Step& step) {
  charge_->stage = Stage::active;
  charge_->told = true;
  step.events.emplace_back(ChargeStarted{evse_.id, charge_->key, charge_->meter_start});
}

void ChargeCourse::run(const Sight& sight, Step& step) {
  if (const auto reason = ended_by(sight)) return go_to_end(sight, reason);
  if (reading() - charge_->noted < kNoteEvery) return;
  charge_->noted = reading();
  step.note = entry(Phase::active, sight.wall);
}

void ChargeCourse::go_to_end(const Sight& sight, std::optional<StopReason> reason) {
  charge_->stage = Stage::ending;
  charge_->since = sight.now;
  charge_->reason = reason;
}

void ChargeCourse::finish(const Sight& sight, Step& step) {
  step.note = entry(Phase::finished, sight.wall);
  const bool flowed = step.note->record.meter_now > charge_->meter_start;
  if (charge_->failed && !flowed) {
    step.events.emplace_back(ChargeStartFailed{evse_.id, charge_->key, ChargerFault::internal});
  } else if (charge_->told || flowed) {
    if (!charge_->told) begin(step);
    step.events.emplace_back(MeterSample{evse_.id, reading(), {}, {}});
    step.events.emplace_back(ChargeStopped{evse_.id, charge_->key, step.note->record.meter_now,
                                           charge_->reason.value_or(StopReason::driver)});
  }
  if (charge_->told || flowed) used_ = sight.status.car;
  charge_.reset();
}

// ---- what to write

void ChargeCourse::wish(const Sight& sight, Step& step) const {
  if (step.wish == Wish::open) return;
  const bool should_be_open = energised() && charge_->stage != Stage::ending;
  const bool never = !should_be_open && !told_shut_;
  const bool due = !written_ || sight.now - *written_ >= renew_every_;
  const bool open_by_itself = !should_be_open && is_open(sight.status);
  const bool again = open_by_itself && written_ && sight.now - *written_ >= kShortSilence;
  if (never || due || again) step.wish = should_be_open ? Wish::open : Wish::shut;
}

void ChargeCourse::opening(Monotonic now) {
  told_shut_ = false;
  shut_seen_ = false;
  if (!charge_ || charge_->stage != Stage::waiting) return;
  charge_->stage = Stage::preparing;
  charge_->opened = true;
  charge_->since = now;
  written_.reset();  // until it is written, it is due
}

void ChargeCourse::shut(Monotonic now) {
  told_shut_ = true;
  written_ = now;
}

// ---- what is told

bool ChargeCourse::energised() const {
  return charge_ && charge_->stage != Stage::waiting;
}

WattHours ChargeCourse::reading() const {
  const WattHours start = charge_ ? charge_->meter_start : WattHours{};
  return meter_.reading().value_or(start);
}

LedgerEntry ChargeCourse::entry(Phase phase, Utc wall) const {
  ChargeRecord record{phase, charge_->meter_start, charge_->meter_start};
  // Without having been opened for it, whatever the register does is not its doing.
  if (charge_->opened) record.meter_now = std::max(charge_->meter_start, reading());
  if (phase == Phase::finished) {
    record.reason = charge_->reason.value_or(StopReason::driver);
    record.ended = wall;
  }
  return {evse_.id, charge_->key, record, wall};
}

EvseState ChargeCourse::state_of(const Status& status) const {
  if (status.state == ChargingState::starting_up) return EvseState::unknown;
  if (status.state == ChargingState::error) return EvseState::out_of_service;
  if (!status.car) return EvseState::available;
  const Stage stage = charge_ ? charge_->stage : Stage::waiting;
  switch (stage) {
    case Stage::waiting:
      return used_ ? EvseState::finished : EvseState::plugged;
    case Stage::preparing:
      return EvseState::preparing;
    case Stage::ending:
      return EvseState::finished;
    case Stage::active:
      break;
  }
  if (status.state == ChargingState::charging) return EvseState::charging;
  return status.state == ChargingState::ready ? EvseState::paused_by_car
                                              : EvseState::paused_by_station;
}

EvseChanged ChargeCourse::present() const {
  if (!last_) return {evse_.id, EvseState::unknown, ChargerFault::none};
  return {evse_.id, state_of(*last_), fault_of(*last_)};
}

void ChargeCourse::report(const Sight& sight, Step& step) {
  const EvseChanged now = present();
  if (!reported_ || reported_->state != now.state || reported_->fault != now.fault) {
    reported_ = now;
    step.events.emplace_back(now);
  }
  if (!active() || (sampled_ && sight.now - *sampled_ < kBetweenSamples)) return;
  sampled_ = sight.now;
  step.events.emplace_back(MeterSample{evse_.id, reading(), sight.status.power, {}});
}

ChargeRecord ChargeCourse::record(const ChargeKey& charge) const {
  if (!charge_ || charge_->key != charge) return {};
  const bool begun = charge_->told || charge_->stage == Stage::ending;
  const Phase phase = begun ? Phase::active : Phase::starting;
  return entry(phase, {}).record;
}

}  // namespace kerb::hal::modbus
