#include "hal/modbus/charger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kerb::hal::modbus {
namespace {

using Phase = ChargeRecord::Phase;

constexpr Millis kBetweenLooks{500};  // what the guide asks for
constexpr Millis kLinkSilence{3'000};
constexpr Millis kLongestPause{5'000};
constexpr Millis kFenceWithin{6'000};
constexpr Millis kUnlockWithin{3'000};
constexpr Millis kLeastRenewal{5'000};  // what the guide asks for between writings
constexpr int kRenewals = 3;            // signs of life within the failsafe's time

Millis renewal(Seconds failsafe) {
  return std::max<Millis>(failsafe / kRenewals, kLeastRenewal);
}

}  // namespace

Charger::Charger(const ChargerSettings& settings, ChargeLedger& ledger, const Clock& clock,
                 Ears ears)
    : settings_(settings),
      ledger_(ledger),
      clock_(clock),
      ears_(std::move(ears)),
      wire_(settings.address, settings.amperes, settings.failsafe),
      course_(settings.evse, renewal(settings.failsafe)) {
  restore();
}

Charger::~Charger() {
  {
    const Order order(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Charger::begin() {
  if (thread_.joinable()) return;
  began_ = clock_.monotonic();
  thread_ = std::thread([this] { follow(); });
}

// An authorisation does not outlive the process that would have opened the station; a charge for
// which it was opened may still run.
void Charger::restore() {
  const Utc wall = clock_.utc();
  std::vector<LedgerEntry> open = ledger_.open_charges();
  std::erase_if(open, [&](const LedgerEntry& one) { return one.evse != settings_.evse.id; });
  if (!open.empty() && open.back().record.phase == Phase::active) {
    const Millis ago = std::max(wall - open.back().noted, Millis{0});
    course_.restore(open.back(), clock_.monotonic() - ago);
    open.pop_back();
  }
  for (LedgerEntry& over : open) {
    over.record.phase = Phase::finished;
    over.record.ended = wall;
    note(over);
  }
}

// ---- the thread

void Charger::follow() {
  Order order(mutex_);
  while (!ends_) {
    look();
    order.unlock();
    deliver();
    order.lock();
    changed_.wait_for(order, pause(), [this] { return ends_ || called_; });
    called_ = false;
  }
}

// Without the mutex: a listener may ask back.
void Charger::deliver() {
  std::vector<std::function<void(const Ears&)>> out;
  {
    const Order order(mutex_);
    out.swap(outbox_);
  }
  for (const auto& one : out) one(ears_);
}

Millis Charger::pause() const {
  if (wire_.is_open() || link_ == true) return kBetweenLooks;
  return std::min(kBetweenLooks * (1 << std::min(failures_, 4)), kLongestPause);
}

void Charger::look() {
  auto status = look_once();
  if (!status) return not_understood();
  const Monotonic now = clock_.monotonic();
  const bool silent = !understood_ || now - *understood_ > ChargeCourse::kShortSilence;
  status_ = *status;
  understood_ = now;
  failures_ = 0;
  if (link_ != true) {
    link_ = true;
    outbox_.emplace_back([](const Ears& ears) { ears.link(true); });
  }
  auto step = course_.see({*status, now, clock_.utc(), silent});
  if (!carry_out(step)) wire_.close();
}

Result<Status> Charger::look_once() {
  if (!wire_.is_open()) {
    if (auto portrait = wire_.meet(); !portrait) return tl::make_unexpected(portrait.error());
    if (auto kept = wire_.keep_failsafe(); !kept) {
      wire_.close();
      return tl::make_unexpected(kept.error());
    }
  }
  return wire_.look();
}

// False when the wish could not be written.
bool Charger::carry_out(ChargeCourse::Step& step) {
  for (ControllerEvent& event : step.events) {
    outbox_.emplace_back([event = std::move(event)](const Ears& ears) { ears.tell(event); });
  }
  const bool noted = !step.note || note(*step.note);
  const Monotonic now = clock_.monotonic();
  switch (step.wish) {
    case ChargeCourse::Wish::none:
      return true;
    case ChargeCourse::Wish::shut: {
      const bool written = wire_.shut().has_value();
      if (written) course_.shut(now);
      return written;
    }
    case ChargeCourse::Wish::open: {
      if (!noted) return true;  // what nobody could answer for later is not begun
      course_.opening(now);
      const bool written = wire_.open().has_value();
      if (written) course_.opened(now);
      return written;
    }
  }
  return true;
}

void Charger::not_understood() {
  ++failures_;
  const Monotonic now = clock_.monotonic();
  const bool never = !understood_ && !wire_.is_open();
  if (!never && now - understood_.value_or(began_) < kLinkSilence) return;
  wire_.close();
  status_.reset();
  if (link_ == false) return;
  link_ = false;
  course_.lost();
  outbox_.emplace_back([](const Ears& ears) { ears.link(false); });
}

bool Charger::note(const LedgerEntry& entry) {
  return ledger_.note(entry).has_value();
}

// ---- orders

tl::unexpected<Error> Charger::unreachable(const char* doing) const {
  return failure("controller.unreachable",
                 fmt::format("{} at EVSE {}: the station at {} does not say so", doing,
                             settings_.evse.id, settings_.address.host),
                 "ask again when the link is back");
}

Result<void> Charger::start(const ChargeKey& charge) {
  const Order order(mutex_);
  const EvseId evse = settings_.evse.id;
  if (ledger_.find(evse, charge).phase != Phase::none) return {};
  if (!status_) return unreachable("starting a charge");
  const auto refused = [&](const std::string& why) {
    return failure("controller.refused", fmt::format("starting a charge at EVSE {}: {}", evse, why),
                   "give the hold back and offer another connector");
  };
  if (const auto why = course_.authorise(charge)) return refused(*why);
  if (!note({evse, charge, {Phase::starting, {}, {}}, clock_.utc()})) {
    if (const auto withdrawn = course_.end(charge, clock_.utc())) note(*withdrawn);
    return refused("it could not be noted");
  }
  called_ = true;
  changed_.notify_all();
  return {};
}

Result<ChargeRecord> Charger::stop(const ChargeKey& charge) {
  Order order(mutex_);
  const EvseId evse = settings_.evse.id;
  const auto known = [&] { return ledger_.find(evse, charge); };
  if (known().phase == Phase::none) {
    if (ledger_.whole() || (status_ && course_.is_shut())) return ChargeRecord{};
    return unreachable("stopping a charge that is not known any more");
  }
  if (const auto withdrawn = course_.end(charge, clock_.utc())) note(*withdrawn);
  const Monotonic deadline = clock_.monotonic() + kFenceWithin;
  while (known().phase != Phase::finished) {
    look();
    called_ = true;  // what it led to waits to be told
    changed_.notify_all();
    if (known().phase == Phase::finished) break;
    if (link_ == false || ends_ || clock_.monotonic() >= deadline) {
      return unreachable("stopping a charge");
    }
    order.unlock();
    std::this_thread::sleep_for(kBetweenLooks);
    order.lock();
  }
  return known();
}

Result<ChargeRecord> Charger::query(const ChargeKey& charge) {
  const Order order(mutex_);
  const ChargeRecord known = ledger_.find(settings_.evse.id, charge);
  if (known.phase == Phase::finished) return known;
  if (known.phase == Phase::none && ledger_.whole()) return known;
  if (!status_) return unreachable("asking for a charge");
  return known.phase == Phase::none ? known : course_.record(charge);
}

Result<UnlockOutcome> Charger::unlock() {
  Order order(mutex_);
  if (settings_.evse.tethered) {
    return failure("controller.unsupported", "unlocking the plug",
                   "the cable is the station's own");
  }
  if (!status_) return unreachable("unlocking the plug");
  if (!course_.is_shut()) return UnlockOutcome::refused;
  const Monotonic deadline = clock_.monotonic() + kUnlockWithin;
  if (!wire_.unlock()) return unreachable("unlocking the plug");
  while (status_ && status_->locked) {
    if (clock_.monotonic() >= deadline) return UnlockOutcome::stuck;
    order.unlock();
    std::this_thread::sleep_for(kBetweenLooks);
    order.lock();
    look();
  }
  if (!status_) return unreachable("unlocking the plug");
  return UnlockOutcome::unlocked;
}

}  // namespace kerb::hal::modbus
