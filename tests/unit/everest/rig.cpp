#include "rig.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "bay_story.hpp"

namespace kerb::hal::everest {
namespace {

const char* kReasons[] = {"driver", "car",        "unplugged", "emergency",
                          "fault",  "power-loss", "limit",     "remote"};

struct SayEvent {
  std::string operator()(const EvseChanged& it) const {
    return fmt::format("{}:{}", it.evse,
                       said(BayNews{ViewChanged{{it.state, it.fault, it.pause, it.maintenance}}}));
  }
  std::string operator()(const MeterSample&) const { return {}; }
  std::string operator()(const PowerHeld&) const { return {}; }
  std::string operator()(const ChargeStarted& it) const {
    return fmt::format("{}:started({},{})", it.evse, it.charge.substr(0, 4), it.meter_start.count);
  }
  std::string operator()(const ChargeStartFailed& it) const {
    return fmt::format("{}:failed({},CX{:03})", it.evse, it.charge.substr(0, 4),
                       static_cast<int>(it.fault));
  }
  std::string operator()(const ChargeStopped& it) const {
    return fmt::format("{}:stopped({},{},{})", it.evse, it.charge.substr(0, 4), it.meter_stop.count,
                       kReasons[static_cast<int>(it.reason)]);
  }
  std::string operator()(const LinkLost&) const { return "lost"; }
  std::string operator()(const LinkRestored&) const { return "restored"; }
};

}  // namespace

ChargerTimes times_of(Millis waits) {
  ChargerTimes times;
  times.noticed_within = times.accepted_within = times.card_within = times.answered_within = waits;
  times.stopped_within = times.follows_within = times.lock_tells_within = waits;
  times.slice = Millis{2};
  return times;
}

std::string said(const ControllerEvent& event) {
  return std::visit(SayEvent{}, event);
}

std::string said(const Result<ChargeRecord>& record) {
  if (!record) return record.error().code;
  const char* phases[] = {"none", "starting", "active", "finished"};
  return fmt::format(
      "{} {}-{}{}", phases[static_cast<int>(record->phase)], record->meter_start.count,
      record->meter_now.count,
      record->reason ? std::string(" ") + kReasons[static_cast<int>(*record->reason)] : "");
}

bool eventually(const std::function<bool()>& it) {
  const auto end = std::chrono::steady_clock::now() + kPatient;
  while (!it()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(Millis{1});
  }
  return true;
}

Rig::Rig(std::unique_ptr<Ledger> ledger, Millis waits) : Rig(std::move(ledger), times_of(waits)) {}

Rig::Rig(std::unique_ptr<Ledger> ledger, ChargerTimes times, std::filesystem::path signed_folder)
    : clock(Utc{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}}),
      ledger_(std::move(ledger)),
      line_(std::make_unique<Line>(everest.broker(), FakeEverest::settings())) {
  Charger::Options options;
  for (const EvseId id : {1, 2}) {
    Evse evse;
    evse.id = id;
    evse.connector = ConnectorKind::type2;
    evse.max_power = {22'000};
    evse.tethered = false;
    options.evses.push_back(evse);
  }
  options.log = [this](const std::string& line) {
    const std::scoped_lock lock(mutex_);
    log_ += line + "\n";
  };
  options.times = times;
  options.signed_folder = std::move(signed_folder);
  charger_ = std::make_unique<Charger>(*line_, *ledger_, clock, std::move(options));
  charger_->listen([this](const ControllerEvent& event) { hear(event); });
  line_->begin();
}

Rig::~Rig() {
  charger_.reset();
}

std::unique_ptr<Ledger> Rig::switch_off() {
  charger_.reset();
  line_.reset();
  return std::move(ledger_);
}

void Rig::hear(const ControllerEvent& event) {
  const std::scoped_lock lock(mutex_);
  if (const auto* sample = std::get_if<MeterSample>(&event)) samples_.push_back(*sample);
  const std::string words = said(event);
  if (!words.empty()) said_ += (said_.empty() ? "" : " ") + words;
}

void Rig::come_up() {
  everest.beat();
  expect("1:unknown 2:unknown");
}

void Rig::pass(Millis span) {
  clock.advance(span);
}

void Rig::live_a_second(unsigned count) {
  pass(Seconds{1});
  everest.beat(count);
  const auto meters = [&] { return samples().size(); };
  const std::size_t before = meters();
  // A bay that nobody looks at tells its meter: the charger has come so far.
  everest.meter(2, static_cast<int>(count), 0);
  EXPECT_TRUE(eventually([&] { return meters() > before; }));
}

void Rig::expect(const std::string& words) {
  eventually([&] {
    const std::scoped_lock lock(mutex_);
    return said_ == words;
  });
  const std::scoped_lock lock(mutex_);
  EXPECT_EQ(said_, words);
  said_.clear();
}

std::vector<MeterSample> Rig::samples() {
  const std::scoped_lock lock(mutex_);
  return samples_;
}

std::string Rig::log() {
  const std::scoped_lock lock(mutex_);
  return log_;
}

}  // namespace kerb::hal::everest
