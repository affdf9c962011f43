#include "hal/everest/charger.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "hal/everest/orders.hpp"

namespace kerb::hal::everest {
namespace {

// Beyond the first, words that the next one of their kind makes good are dropped; beyond the second
// the link is as good as lost.
constexpr std::size_t kBusy = 2'000;
constexpr std::size_t kDrowned = 20'000;
constexpr Millis kSampleEvery{900};
constexpr Millis kSameMoment{2'000};  // no second transaction begins so soon

bool may_be_dropped(const Message& message) {
  return std::holds_alternative<MeterReading>(message) ||
         std::holds_alternative<SessionStatus>(message) ||
         std::holds_alternative<CarStatus>(message) ||
         std::holds_alternative<EnforcedLimits>(message);
}

}  // namespace

Charger::Charger(Line& line, Ledger& ledger, const Clock& clock, Options options)
    : line_(line),
      clock_(clock),
      options_(std::move(options)),
      forgot_(ledger.trouble().has_value()),
      charges_(ledger, clock, options_.log),
      signed_(options_.signed_folder),
      pulse_(line.modules()),
      begun_(clock.monotonic()) {
  if (ledger.trouble()) options_.log(ledger.trouble()->sentence());
  for (const Evse& evse : options_.evses) {
    Slot slot(evse);
    for (const EvseModule& module : line.settings().evses) {
      if (module.evse == evse.id) slot.module = module;
    }
    // A charge that ran when Kerb went down is still expected.
    if (const auto open = ledger.open_at(evse.id)) slot.bay.expect(open->token);
    slots_.push_back(std::move(slot));
  }
  line_.add(*this);
  thread_ = std::thread([this] { run(); });
  asker_ = std::thread([this] { ask_anew(); });
}

Charger::~Charger() {
  line_.end();
  ends_ = true;
  {
    const std::scoped_lock lock(queue_mutex_);
    queued_.notify_all();
    ask_wanted_.notify_all();
  }
  changed_.notify_all();
  thread_.join();
  asker_.join();
}

// ---- the broker's thread

void Charger::heard(const Module& module, const Message& message) {
  const std::scoped_lock lock(queue_mutex_);
  if (queue_.size() >= kBusy && may_be_dropped(message)) return;
  if (queue_.size() >= kDrowned) {
    // Nobody can say what was in them: everything is asked for anew, as after a lost link.
    queue_.clear();
    queue_.emplace_back(Linked{false});
    queue_.emplace_back(Linked{true});
  }
  queue_.emplace_back(Heard{module, message});
  queued_.notify_all();
}

void Charger::link(bool up) {
  const std::scoped_lock lock(queue_mutex_);
  queue_.emplace_back(Linked{up});
  queued_.notify_all();
}

// ---- the charger's own thread

void Charger::run() {
  while (!ends_) {
    std::deque<Word> words;
    {
      std::unique_lock lock(queue_mutex_);
      queued_.wait_for(lock, options_.times.slice, [this] { return ends_ || !queue_.empty(); });
      words = std::exchange(queue_, {});
    }
    {
      const std::scoped_lock lock(mutex_);
      for (const Word& word : words) take(word);
      pass_time();
    }
    changed_.notify_all();
    deliver();
  }
}

void Charger::take(const Word& word) {
  if (const auto* it = std::get_if<Heard>(&word)) return hear(*it);
  if (const auto* it = std::get_if<Linked>(&word)) {
    broker_up_ = it->up;
    if (it->up) return;
    pulse_.forget();
    return look_for_silence(clock_.monotonic());
  }
  if (const auto* it = std::get_if<ErrorsAre>(&word)) {
    for (Slot& slot : slots_) {
      std::vector<StationError> own;
      for (const StationError& error : it->errors) {
        if (concerns(slot, error)) own.push_back(error);
      }
      follow(slot, slot.bay.errors_are(own));
    }
    return;
  }
  asking_ = false;
}

void Charger::listen(Listener listener) {
  const std::scoped_lock telling(telling_);
  listener_ = std::move(listener);
  std::vector<ControllerEvent> now;
  {
    const std::scoped_lock lock(mutex_);
    outbox_.clear();  // meant for the one before
    if (link_up_ == false) now.emplace_back(LinkLost{});
    if (link_up_ == true) {
      for (const Slot& slot : slots_) now.push_back(state_of(slot));
    }
  }
  if (!listener_) return;
  for (const ControllerEvent& event : now) listener_(event);
}

void Charger::deliver() {
  for (;;) {
    const std::scoped_lock telling(telling_);
    std::optional<ControllerEvent> event;
    {
      const std::scoped_lock lock(mutex_);
      if (outbox_.empty()) return;
      event = std::move(outbox_.front());
      outbox_.pop_front();
    }
    if (listener_) listener_(*event);
  }
}

// While the link is lost, only what became of charges is kept.
void Charger::tell(ControllerEvent event) {
  if (link_up_ == true) {
    outbox_.push_back(std::move(event));
    return;
  }
  const bool of_a_charge = std::holds_alternative<ChargeStarted>(event) ||
                           std::holds_alternative<ChargeStartFailed>(event) ||
                           std::holds_alternative<ChargeStopped>(event);
  if (of_a_charge) missed_.push_back(std::move(event));
}

ControllerEvent Charger::state_of(const Slot& slot) {
  const BayView view = slot.bay.view();
  return EvseChanged{slot.evse.id, view.state, view.fault, view.pause, view.maintenance};
}

// ---- what EVerest says

void Charger::hear(const Heard& word) {
  if (const auto* it = std::get_if<Heartbeat>(&word.message)) return beat(word.module, *it);
  if (const auto* it = std::get_if<TokenStatus>(&word.message)) return hear_token(*it);
  if (const auto* it = std::get_if<ErrorRaised>(&word.message)) return hear_error(it->error, true);
  if (const auto* it = std::get_if<ErrorCleared>(&word.message)) {
    return hear_error(it->error, false);
  }
  if (const auto* it = std::get_if<TransactionEvent>(&word.message)) {
    return charges_.correlate(*it);
  }
  if (word.module.api != Api::evse_manager_consumer) return;
  for (Slot& slot : slots_) {
    if (slot.module.module == word.module.id) hear(slot, word.message);
  }
}

void Charger::hear(Slot& slot, const Message& message) {
  if (const auto* event = std::get_if<SessionEvent>(&message)) {
    hear(slot, *event);
  } else if (const auto* status = std::get_if<SessionStatus>(&message)) {
    compare(slot, *status);
    follow(slot, slot.bay.take(*status));
  } else if (const auto* reading = std::get_if<MeterReading>(&message)) {
    sample(slot, *reading);
  } else if (const auto* car = std::get_if<CarStatus>(&message)) {
    slot.soc = car->soc_percent;
    slot.limits.take(*car);
  } else if (const auto* limits = std::get_if<EnforcedLimits>(&message)) {
    slot.limits.take(*limits);
  }
}

void Charger::hear(Slot& slot, const SessionEvent& event) {
  // The end of a charge before a power cut does not name it.
  const auto before = charges_.active_at(slot.evse.id);
  follow(slot, slot.bay.take(event, clock_.monotonic()));
  if (event.meter && event.meter->imported) slot.sampled.energy = *event.meter->imported;
  if (!event.signed_begin && !event.signed_end) return;
  const auto charge = before ? before : charges_.active_at(slot.evse.id);
  if (!charge || (!event.session.empty() && charge->session != event.session)) return;
  const auto kept = signed_.keep(charge->charge, event.signed_begin, event.signed_end);
  if (!kept) options_.log(kept.error().sentence());
}

void Charger::hear_token(const TokenStatus& status) {
  for (Slot& slot : slots_) {
    const auto& evses = status.token.evses;
    const bool here =
        evses.empty() || std::find(evses.begin(), evses.end(), slot.evse.id) != evses.end();
    if (!here) continue;
    ChargeNews news;
    charges_.hear(slot.evse.id, status, slot.bay.session(), news);
    carry_out(slot, news);
  }
}

void Charger::hear_error(const StationError& error, bool active) {
  for (Slot& slot : slots_) {
    if (!concerns(slot, error)) continue;
    follow(slot, active ? slot.bay.raised(error) : slot.bay.cleared(error));
  }
}

// An error of a module that no EVSE names is the station's. Of those, only what endangers somebody
// closes every EVSE; a back end that is not there does not.
bool Charger::concerns(const Slot& slot, const StationError& error) const {
  const auto names = [&](const EvseModule& evse) {
    return evse.module == error.module ||
           std::find(evse.error_modules.begin(), evse.error_modules.end(), error.module) !=
               evse.error_modules.end();
  };
  if (names(slot.module)) return true;
  if (std::any_of(slots_.begin(), slots_.end(), [&](const Slot& it) { return names(it.module); })) {
    return false;
  }
  return error.fault == ChargerFault::emergency_stop || error.fault == ChargerFault::ground_fault ||
         error.fault == ChargerFault::high_temperature || error.fault == ChargerFault::power_loss;
}

// The summary dates its transaction. After silence that tells whether the ledger's charge still
// runs, or another one.
void Charger::compare(Slot& slot, const SessionStatus& status) {
  slot.summarised = true;
  if (slot.bay.certain() || !status.transaction_began) return;
  const auto charge = charges_.active_at(slot.evse.id);
  if (!charge || !charge->began) return;
  const bool the_same = std::chrono::abs(*status.transaction_began - *charge->began) < kSameMoment;
  if (the_same && !status.transaction_ended) {
    if (!slot.bay.in_transaction()) slot.bay.confirm(charge->session);
    return;
  }
  options_.log("the end of a charge at EVSE " + std::to_string(slot.evse.id) +
               " was missed: it ends at its last meter reading");
  slot.bay.forget_transaction();
  ChargeNews news;
  charges_.presume_over(*charge, StopReason::power_loss, news);
  carry_out(slot, news);
}

void Charger::sample(Slot& slot, const MeterReading& reading) {
  const Monotonic now = clock_.monotonic();
  ++slot.readings;
  if (reading.power) slot.limits.read(*reading.power);
  if (!reading.imported) return;
  slot.bay.read(*reading.imported);
  if (slot.bay.sure_of_transaction()) charges_.read(slot.evse.id, *reading.imported, now);
  MeterSample sample{.evse = slot.evse.id,
                     .energy = *reading.imported,
                     .power = reading.power.value_or(Watts{0}),
                     .soc_percent = slot.soc};
  const auto charge = charges_.active_at(slot.evse.id);
  // Of a charge, the meter never runs backwards.
  if (charge) sample.energy = std::max(sample.energy, charge->meter_now);
  const bool news = sample.energy != slot.sampled.energy || sample.power != slot.sampled.power ||
                    sample.soc_percent != slot.sampled.soc_percent || slot.bay.at_work();
  const bool soon = slot.sampled_at && now - *slot.sampled_at < kSampleEvery;
  if (!news || (soon && sample.power > Watts{0})) return;
  slot.sampled = sample;
  slot.sampled_at = now;
  tell(sample);
}

// ---- what follows

void Charger::follow(Slot& slot, const Bay::News& all) {
  const EvseId evse = slot.evse.id;
  for (const BayNews& one : all) {
    ChargeNews news;
    if (std::holds_alternative<ViewChanged>(one)) {
      news.events.push_back(state_of(slot));
    } else if (const auto* began = std::get_if<TransactionBegan>(&one)) {
      charges_.begin(evse, *began, slot.bay.meter(), news);
    } else if (const auto* over = std::get_if<TransactionOver>(&one)) {
      charges_.end(evse, *over, news);
    } else if (const auto* gone = std::get_if<AuthorisationGone>(&one)) {
      charges_.lapse(evse, *gone, news);
    } else if (const auto* out = std::get_if<SessionOver>(&one)) {
      charges_.end(evse, *out, news);
      slot.limits.forget_car();
      slot.soc.reset();
    }
    carry_out(slot, news);
  }
}

void Charger::carry_out(Slot& slot, const ChargeNews& news) {
  for (const ControllerEvent& event : news.events) tell(event);
  for (const LedgerCharge& charge : news.to_withdraw) {
    (void)line_.order(auth(), "withdraw_authorization",
                      withdraw_authorization(charge.evse, token_of(charge)));
  }
  if (news.to_stop.empty()) return;
  (void)line_.order(module_of(slot), "stop_transaction", stop_transaction());
}

}  // namespace kerb::hal::everest
