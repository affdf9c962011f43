#include "hal/simulated/station.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

#include "hal/simulated/station_evse.hpp"

namespace kerb::hal::simulated {

// Events wait in the outbox until the EVSE that made them is at rest; then whoever holds the lock
// carries them out, one at a time and in order, even when the listener calls the station back.
struct Station::World {
  using Lock = std::scoped_lock<std::recursive_mutex>;

  mutable std::recursive_mutex mutex;
  std::vector<Evse> evses;
  std::vector<SimulatedEvse> models;
  Listener listener;
  std::deque<ControllerEvent> outbox;
  std::vector<ControllerEvent> missed;  // starts and ends of charges while the link was down
  bool reachable = true;
  bool delivering = false;
  bool advancing = false;
  std::optional<Monotonic> now;
  Millis into_second{};

  SimulatedEvse* find(EvseId id) {
    const auto found = std::find_if(models.begin(), models.end(), [id](const SimulatedEvse& evse) {
      return evse.evse().id == id;
    });
    return found == models.end() ? nullptr : &*found;
  }
  void tell(const ControllerEvent& event);
  void deliver();
  void report_all();
  void step(Millis span);
  // The world does something to one EVSE.
  template <typename Act>
  void touch(EvseId id, Act act) {
    const Lock lock(mutex);
    if (SimulatedEvse* evse = find(id)) act(*evse);
    deliver();
  }
  // One answer about one EVSE.
  template <typename Ask>
  auto look(EvseId id, Ask ask) -> decltype(ask(models.front())) {
    const Lock lock(mutex);
    const SimulatedEvse* evse = find(id);
    return evse == nullptr ? decltype(ask(*evse)){} : ask(*evse);
  }
};

void Station::World::tell(const ControllerEvent& event) {
  if (reachable) {
    outbox.push_back(event);
    return;
  }
  if (std::holds_alternative<ChargeStarted>(event) ||
      std::holds_alternative<ChargeStartFailed>(event) ||
      std::holds_alternative<ChargeStopped>(event)) {
    missed.push_back(event);
  }
}

void Station::World::deliver() {
  if (delivering) return;
  delivering = true;
  while (!outbox.empty()) {
    const ControllerEvent event = std::move(outbox.front());
    outbox.pop_front();
    // A copy: the listener may be replaced from within.
    const Listener present = listener;
    if (present) present(event);
  }
  delivering = false;
}

void Station::World::report_all() {
  for (const SimulatedEvse& evse : models) evse.report();
}

void Station::World::step(Millis span) {
  for (SimulatedEvse& evse : models) evse.run(span);
  into_second += span;
  const bool whole_second = into_second >= Seconds{1};
  if (whole_second) into_second = Millis{0};
  for (SimulatedEvse& evse : models) evse.due(whole_second);
  deliver();
}

namespace {

tl::unexpected<Error> unreachable(const char* order, EvseId evse) {
  return failure("controller.unreachable",
                 fmt::format("{} at EVSE {}: the charge controller does not answer", order, evse),
                 "ask again when the link is back");
}

}  // namespace

Station::Station(std::vector<Evse> evses) : world_(std::make_unique<World>()) {
  world_->evses = std::move(evses);
  World* world = world_.get();
  for (const Evse& evse : world->evses) {
    world->models.emplace_back(evse, [world](const ControllerEvent& event) { world->tell(event); });
  }
}

Station::~Station() = default;

std::vector<Evse> Station::evses() const {
  return world_->evses;
}

void Station::listen(Listener listener) {
  const World::Lock lock(world_->mutex);
  world_->outbox.clear();  // meant for the one before
  if (!listener) world_->missed.clear();
  world_->listener = std::move(listener);
  if (world_->reachable) {
    world_->report_all();
  } else {
    world_->outbox.emplace_back(LinkLost{});
  }
  world_->deliver();
}

Result<void> Station::start(EvseId evse, const ChargeKey& charge) {
  const World::Lock lock(world_->mutex);
  if (!world_->reachable) return unreachable("starting a charge", evse);
  SimulatedEvse* model = world_->find(evse);
  const auto refusal = model != nullptr ? model->start(charge) : "there is no such EVSE";
  world_->deliver();
  if (!refusal) return {};
  return failure("controller.refused",
                 fmt::format("starting a charge at EVSE {}: {}", evse, *refusal),
                 "give the hold back and offer another connector");
}

Result<ChargeRecord> Station::stop(EvseId evse, const ChargeKey& charge) {
  const World::Lock lock(world_->mutex);
  if (!world_->reachable) return unreachable("stopping a charge", evse);
  SimulatedEvse* model = world_->find(evse);
  const ChargeRecord record = model != nullptr ? model->stop(charge) : ChargeRecord{};
  world_->deliver();
  return record;
}

Result<ChargeRecord> Station::query(EvseId evse, const ChargeKey& charge) {
  const World::Lock lock(world_->mutex);
  if (!world_->reachable) return unreachable("asking about a charge", evse);
  const SimulatedEvse* model = world_->find(evse);
  return model != nullptr ? model->query(charge) : ChargeRecord{};
}

Result<UnlockOutcome> Station::unlock(EvseId evse) {
  const World::Lock lock(world_->mutex);
  if (!world_->reachable) return unreachable("unlocking the plug", evse);
  const SimulatedEvse* model = world_->find(evse);
  return model != nullptr ? model->unlock() : UnlockOutcome::refused;
}

void Station::advance(Monotonic now) {
  const World::Lock lock(world_->mutex);
  World& world = *world_;
  if (world.advancing) return;  // a listener that calls back must not turn the clock within a step
  if (!world.now) world.now = now;
  world.advancing = true;
  while (*world.now < now) {
    Millis span = std::min<Millis>(now - *world.now, Seconds{1} - world.into_second);
    for (const SimulatedEvse& evse : world.models) {
      if (const auto change = evse.next_change()) span = std::min(span, *change);
    }
    *world.now += span;
    world.step(span);
  }
  world.advancing = false;
}

void Station::plug(EvseId evse, const Car& car) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.plug(car); });
}

void Station::unplug(EvseId evse) {
  world_->touch(evse, [](SimulatedEvse& model) { model.unplug(); });
}

void Station::limit_car(EvseId evse, Watts at_most) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.limit_car(at_most); });
}

void Station::set_soc(EvseId evse, int percent) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.set_soc(percent); });
}

void Station::limit_site(Watts per_evse) {
  const World::Lock lock(world_->mutex);
  for (SimulatedEvse& model : world_->models) model.limit_site(per_evse);
  world_->deliver();
}

void Station::fail_next_start(EvseId evse, ChargerFault fault) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.fail_next_start(fault); });
}

void Station::set_fault(EvseId evse, ChargerFault fault) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.set_fault(fault); });
}

void Station::keep(EvseId evse, Kept how) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.keep(how); });
}

void Station::interrupt(EvseId evse, PauseReason why, ChargerFault fault) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.interrupt(why, fault); });
}

void Station::hold_power(EvseId evse, PowerHeld::By by, Watts to) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.hold_power(by, to); });
}

void Station::jam_lock(EvseId evse, bool jammed) {
  world_->touch(evse, [&](SimulatedEvse& model) { model.jam_lock(jammed); });
}

void Station::emergency_stop(bool pressed) {
  const World::Lock lock(world_->mutex);
  for (SimulatedEvse& model : world_->models) model.press_emergency_stop(pressed);
  world_->deliver();
}

void Station::lose_power(Utc at) {
  const World::Lock lock(world_->mutex);
  for (SimulatedEvse& model : world_->models) model.lose_power(at);
  world_->deliver();
}

void Station::set_reachable(bool reachable) {
  const World::Lock lock(world_->mutex);
  if (world_->reachable == reachable) return;
  world_->reachable = reachable;
  if (reachable) {
    world_->outbox.emplace_back(LinkRestored{});
    for (ControllerEvent& event : world_->missed) world_->outbox.push_back(std::move(event));
    world_->missed.clear();
    world_->report_all();
  } else {
    world_->outbox.emplace_back(LinkLost{});
  }
  world_->deliver();
}

bool Station::plugged(EvseId evse) const {
  return car(evse).has_value();
}

EvseState Station::state(EvseId evse) const {
  return world_->look(evse, [](const SimulatedEvse& model) { return model.state(); });
}

std::optional<Car> Station::car(EvseId evse) const {
  return world_->look(evse, [](const SimulatedEvse& model) -> std::optional<Car> {
    if (!model.battery()) return std::nullopt;
    return model.battery()->car();
  });
}

Watts Station::power(EvseId evse) const {
  return world_->look(evse, [](const SimulatedEvse& model) { return model.power(); });
}

WattHours Station::meter(EvseId evse) const {
  return world_->look(evse, [](const SimulatedEvse& model) { return model.reading(); });
}

}  // namespace kerb::hal::simulated
