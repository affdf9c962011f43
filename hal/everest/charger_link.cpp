// How the charger notices that EVerest is there, gone, back, or another one than before.
#include <fmt/format.h>

#include <algorithm>

#include "hal/everest/charger.hpp"
#include "hal/everest/orders.hpp"
#include "hal/everest/reading.hpp"

namespace kerb::hal::everest {
namespace {

// An EVSE with a session says so at every meter reading. So many readings without it: none.
constexpr int kReadingsEnough = 10;
constexpr Millis kReadingsFor{10'000};
// Less is at stake where only the next driver may try.
constexpr int kQuietReadings = 3;
constexpr Millis kQuietFor{3'000};

}  // namespace

void Charger::beat(const Module& module, const Heartbeat& heartbeat) {
  const Monotonic now = clock_.monotonic();
  const Pulse::Beat beat = pulse_.heard(module, heartbeat.count, now);
  if (module.api != Api::evse_manager_consumer) return;
  for (Slot& slot : slots_) {
    if (slot.module.module != module.id) continue;
    const bool restarted = beat == Pulse::Beat::restarted;
    if (slot.alive && !restarted) continue;
    if (restarted) follow(slot, slot.bay.restarted(now));
    slot.alive = true;
    slot.back_at = now;
    slot.readings = 0;
    slot.summarised = false;
    asking_ = true;
    const std::scoped_lock lock(queue_mutex_);
    ask_ = true;
    ask_wanted_.notify_all();
  }
}

void Charger::pass_time() {
  const Monotonic now = clock_.monotonic();
  look_for_silence(now);
  for (Slot& slot : slots_) {
    follow(slot, slot.bay.pass(now));
    if (slot.alive) look_for_lost_charge(slot, now);
    if (slot.alive) look_for_quiet(slot, now);
    if (const auto held = slot.limits.look(slot.bay.at_work(), slot.bay.hot(), now)) tell(*held);
  }
  if (!broker_up_) return;
  for (const Module& module : pulse_.checks_due(now)) {
    (void)line_.tell(module, "communication_check", communication_check());
  }
}

void Charger::look_for_silence(Monotonic now) {
  const auto alive = [&](const Slot& slot) {
    return slot.alive && broker_up_ && pulse_.alive(module_of(slot), now);
  };
  const bool any = std::any_of(slots_.begin(), slots_.end(), alive);
  const bool awaited = !link_up_ && now - begun_ < options_.times.heard_within;
  if (!any && link_up_ != false && !awaited) {
    link_up_ = false;
    outbox_.emplace_back(LinkLost{});
  }
  for (Slot& slot : slots_) {
    if (!slot.alive || alive(slot)) continue;
    slot.alive = false;
    follow(slot, slot.bay.silent());
  }
  if (any && !asking_ && link_up_ != true) restore_link();
}

void Charger::restore_link() {
  // At the start nothing was lost: the states that follow say that the link is there.
  if (link_up_) outbox_.emplace_back(LinkRestored{});
  link_up_ = true;
  for (ControllerEvent& event : missed_) outbox_.push_back(std::move(event));
  missed_.clear();
  for (const Slot& slot : slots_) outbox_.push_back(state_of(slot));
}

// EVerest may have been restarted while Kerb was down, or its words were lost: a charge of which
// nobody speaks any more is over.
void Charger::look_for_lost_charge(Slot& slot, Monotonic now) {
  if (slot.bay.certain() || slot.summarised || slot.readings < kReadingsEnough) return;
  if (!slot.back_at || now - *slot.back_at < kReadingsFor) return;
  const auto charge = charges_.active_at(slot.evse.id);
  if (!charge) return;
  options_.log(fmt::format(
      "EVerest knows of no charge at EVSE {} any more: it ends at its last meter reading, {} Wh",
      slot.evse.id, charge->meter_now.count));
  slot.bay.forget_transaction();
  ChargeNews news;
  charges_.presume_over(*charge, StopReason::power_loss, news);
  news.to_stop.push_back(slot.evse.id);  // should it be wrong, nothing flows unpaid
  carry_out(slot, news);
}

// EVerest ran before Kerb did and nothing has happened since: nobody will tell the state. A driver
// may try all the same; should the EVSE be reserved or switched off, it refuses the token.
void Charger::look_for_quiet(Slot& slot, Monotonic now) {
  if (slot.bay.certain() || slot.summarised || slot.readings < kQuietReadings) return;
  if (!slot.back_at || now - *slot.back_at < kQuietFor) return;
  if (charges_.active_at(slot.evse.id)) return;
  follow(slot, slot.bay.quiet());
}

// ---- the thread that asks

void Charger::ask_anew() {
  for (;;) {
    {
      std::unique_lock lock(queue_mutex_);
      ask_wanted_.wait(lock, [this] { return ends_ || ask_; });
      if (ends_) return;
      ask_ = false;
    }
    const Module errors{Api::error_history_consumer, line_.settings().modules.errors};
    const auto answer = line_.ask(errors, "active_errors", {}, options_.times.answered_within);
    const auto active = answer ? read_active_errors(*answer) : std::nullopt;
    if (!active) options_.log("EVerest does not say which errors are active");
    const std::scoped_lock lock(queue_mutex_);
    if (active) queue_.emplace_back(ErrorsAre{*active});
    if (!ask_) queue_.emplace_back(Asked{});
    queued_.notify_all();
  }
}

}  // namespace kerb::hal::everest
