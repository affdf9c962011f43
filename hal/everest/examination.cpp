#include "hal/everest/examination.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "hal/everest/mosquitto_broker.hpp"
#include "hal/everest/pulse.hpp"
#include "hal/everest/reading.hpp"
#include "hal/everest/requests.hpp"

namespace kerb::hal::everest {
namespace {

constexpr Millis kLinkWithin{5000};
constexpr Millis kAnswerWithin{1500};
constexpr Seconds kEnough{15};

// One visit: the listener's side of it is guarded, the rest is the caller's thread.
class Visit {
 public:
  Visit(const Settings& settings, MosquittoBroker& broker)
      : settings_(settings),
        broker_(broker),
        requests_(broker, settings.topic_prefix),
        modules_(modules_of(settings)) {
    broker_.listen(
        [this](std::string_view topic, std::string_view payload) { take(topic, payload); },
        [this](bool up) { link(up); });
    for (const Module& module : modules_) {
      broker_.subscribe(event_topic(settings_.topic_prefix, module, "heartbeat"));
      if (module.api == Api::evse_manager_consumer) requests_.expect(module, "get_evse");
    }
    requests_.expect(errors_module(), "active_errors");
    broker_.begin();
  }
  ~Visit() { broker_.end(); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  StationSeen look() {
    StationSeen seen;
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kLinkWithin, [this] { return up_; })) {
      seen.broker_trouble = broker_.trouble();
      return seen;
    }
    changed_.wait_for(lock, kLostAfter, [this] { return alive_.size() == modules_.size(); });
    std::copy_if(modules_.begin(), modules_.end(), std::back_inserter(seen.silent),
                 [this](const Module& module) { return alive_.count(module) == 0; });
    lock.unlock();
    ask(seen);
    return seen;
  }

 private:
  Module errors_module() const {
    return Module{Api::error_history_consumer, settings_.modules.errors};
  }

  void ask(StationSeen& seen) {
    const auto deadline = std::chrono::steady_clock::now() + kEnough - kLinkWithin - kLostAfter;
    for (const EvseModule& evse : settings_.evses) {
      seen.evses.push_back({evse, std::nullopt});
      if (std::chrono::steady_clock::now() > deadline) continue;
      const auto answer =
          requests_.ask({Api::evse_manager_consumer, evse.module}, "get_evse", "", kAnswerWithin);
      if (answer) seen.evses.back().answer = read_evse_answer(*answer);
    }
    const auto errors = requests_.ask(errors_module(), "active_errors", "", kAnswerWithin);
    if (errors) seen.errors = read_active_errors(*errors);
  }

  void take(std::string_view topic, std::string_view payload) {
    const auto incoming = read_topic(settings_.topic_prefix, topic);
    if (!incoming) return;
    if (!incoming->reply_id.empty()) {
      requests_.take(*incoming, payload);
      return;
    }
    const std::lock_guard lock(mutex_);
    if (std::find(modules_.begin(), modules_.end(), incoming->module) != modules_.end()) {
      alive_.insert(incoming->module);
    }
    changed_.notify_all();
  }
  void link(bool up) {
    const std::lock_guard lock(mutex_);
    up_ = up;
    changed_.notify_all();
  }

  const Settings& settings_;
  MosquittoBroker& broker_;
  Requests requests_;
  const std::vector<Module> modules_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool up_ = false;
  std::set<Module> alive_;
};

}  // namespace

Result<StationSeen> look_at_station(const Settings& settings) {
  auto broker = MosquittoBroker::open(settings.broker);
  if (!broker) return tl::make_unexpected(broker.error());
  Visit visit(settings, **broker);
  return visit.look();
}

}  // namespace kerb::hal::everest
