#include "tests/interop/everest_kiosk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <stdexcept>
#include <type_traits>

namespace kerb::interop {
namespace {

constexpr auto kPatience = std::chrono::seconds(8);

std::string told_in_words(const hal::ControllerEvent& event) {
  return std::visit(
      [](const auto& it) -> std::string {
        using Event = std::decay_t<decltype(it)>;
        if constexpr (std::is_same_v<Event, hal::EvseChanged>) {
          return fmt::format("evse {} state {} fault {} pause {}", it.evse,
                             static_cast<int>(it.state), static_cast<int>(it.fault),
                             static_cast<int>(it.pause));
        } else if constexpr (std::is_same_v<Event, hal::MeterSample>) {
          return fmt::format("evse {} {} Wh", it.evse, it.energy.count);
        } else if constexpr (std::is_same_v<Event, hal::PowerHeld>) {
          return fmt::format("evse {} held to {} W", it.evse, it.to.count);
        } else if constexpr (std::is_same_v<Event, hal::ChargeStarted>) {
          return fmt::format("started {} at {} Wh", it.charge, it.meter_start.count);
        } else if constexpr (std::is_same_v<Event, hal::ChargeStartFailed>) {
          return fmt::format("start failed {}", it.charge);
        } else if constexpr (std::is_same_v<Event, hal::ChargeStopped>) {
          return fmt::format("stopped {} at {} Wh, reason {}", it.charge, it.meter_stop.count,
                             static_cast<int>(it.reason));
        } else if constexpr (std::is_same_v<Event, hal::LinkLost>) {
          return "link lost";
        } else {
          return "link restored";
        }
      },
      event);
}

}  // namespace

void Told::keep(const hal::ControllerEvent& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
  changed_.notify_all();
}

template <typename Event, typename Fits>
std::optional<Event> Told::wait(Fits fits) {
  std::unique_lock lock(mutex_);
  std::optional<Event> found;
  changed_.wait_for(lock, kPatience, [&] {
    for (const auto& event : events_) {
      const auto* it = std::get_if<Event>(&event);
      if (it != nullptr && fits(*it)) found = *it;
    }
    return found.has_value();
  });
  return found;
}

bool Told::state(hal::EvseId evse, hal::EvseState wanted) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    const hal::EvseChanged* last = nullptr;
    for (const auto& event : events_) {
      const auto* it = std::get_if<hal::EvseChanged>(&event);
      if (it != nullptr && it->evse == evse) last = it;
    }
    return last != nullptr && last->state == wanted;
  });
}

std::optional<hal::ChargeStarted> Told::started(const hal::ChargeKey& charge) {
  return wait<hal::ChargeStarted>([&](const auto& it) { return it.charge == charge; });
}

std::optional<hal::ChargeStopped> Told::stopped(const hal::ChargeKey& charge) {
  return wait<hal::ChargeStopped>([&](const auto& it) { return it.charge == charge; });
}

std::optional<hal::ChargeStartFailed> Told::failed(const hal::ChargeKey& charge) {
  return wait<hal::ChargeStartFailed>([&](const auto& it) { return it.charge == charge; });
}

std::optional<hal::MeterSample> Told::sample_above(hal::EvseId evse, hal::WattHours energy) {
  return wait<hal::MeterSample>(
      [&](const auto& it) { return it.evse == evse && it.energy > energy; });
}

std::optional<hal::PowerHeld> Told::held(hal::EvseId evse, hal::PowerHeld::By by) {
  return wait<hal::PowerHeld>([&](const auto& it) { return it.evse == evse && it.by == by; });
}

bool Told::link(bool up) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    bool so = false;
    for (const auto& event : events_) {
      if (std::holds_alternative<hal::LinkLost>(event)) so = !up;
      if (std::holds_alternative<hal::LinkRestored>(event)) so = up;
    }
    return so;
  });
}

hal::EvseChanged Told::now(hal::EvseId evse) const {
  const std::lock_guard lock(mutex_);
  hal::EvseChanged last;
  for (const auto& event : events_) {
    const auto* it = std::get_if<hal::EvseChanged>(&event);
    if (it != nullptr && it->evse == evse) last = *it;
  }
  return last;
}

template <typename Event>
std::size_t Told::count(const hal::ChargeKey& charge) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(events_.begin(), events_.end(), [&](const auto& event) {
        const auto* it = std::get_if<Event>(&event);
        return it != nullptr && it->charge == charge;
      }));
}

std::size_t Told::started_count(const hal::ChargeKey& charge) const {
  return count<hal::ChargeStarted>(charge);
}

std::size_t Told::stopped_count(const hal::ChargeKey& charge) const {
  return count<hal::ChargeStopped>(charge);
}

hal::WattHours Told::highest(hal::EvseId evse) const {
  const std::lock_guard lock(mutex_);
  hal::WattHours highest{};
  for (const auto& event : events_) {
    const auto* it = std::get_if<hal::MeterSample>(&event);
    if (it != nullptr && it->evse == evse) highest = std::max(highest, it->energy);
  }
  return highest;
}

std::string Told::words() const {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const auto& event : events_) {
    if (!std::holds_alternative<hal::MeterSample>(event)) all += told_in_words(event) + "\n";
  }
  return all;
}

void ToldByBackEnd::keep(const hal::BackEndReport& report) {
  const std::lock_guard lock(mutex_);
  reports_.push_back(report);
  changed_.notify_all();
}

hal::MessageBoard::Answer ToldByBackEnd::set(const hal::DisplayMessage& message) {
  const std::lock_guard lock(mutex_);
  messages_.push_back(message);
  return Answer::accepted;
}

std::vector<hal::DisplayMessage> ToldByBackEnd::get(const Filter& filter) {
  const std::lock_guard lock(mutex_);
  std::vector<hal::DisplayMessage> found;
  std::copy_if(messages_.begin(), messages_.end(), std::back_inserter(found), [&](const auto& it) {
    return filter.ids.empty() ||
           std::find(filter.ids.begin(), filter.ids.end(), it.id) != filter.ids.end();
  });
  return found;
}

bool ToldByBackEnd::clear(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(messages_, [&](const auto& it) { return it.id == id; }) > 0;
}

template <typename Report, typename Fits>
std::optional<Report> ToldByBackEnd::wait(Fits fits) {
  std::unique_lock lock(mutex_);
  std::optional<Report> found;
  changed_.wait_for(lock, kPatience, [&] {
    for (const auto& report : reports_) {
      const auto* it = std::get_if<Report>(&report);
      if (it != nullptr && fits(*it)) found = *it;
    }
    return found.has_value();
  });
  return found;
}

bool ToldByBackEnd::link(bool up) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    bool so = !up;
    for (const auto& report : reports_) {
      if (const auto* it = std::get_if<hal::BackEndLink>(&report)) so = it->up;
    }
    return so == up;
  });
}

std::optional<hal::ChargePrice> ToldByBackEnd::price_of(const hal::ChargeKey& charge) {
  return wait<hal::ChargePrice>([&](const auto& it) { return it.charge == charge; });
}

std::optional<hal::CostReported> ToldByBackEnd::cost(const hal::ChargeKey& charge,
                                                     hal::CostReported::Stage stage) {
  return wait<hal::CostReported>(
      [&](const auto& it) { return it.charge == charge && it.stage == stage; });
}

std::optional<hal::PaymentElsewhere> ToldByBackEnd::payment_elsewhere(hal::EvseId evse) {
  return wait<hal::PaymentElsewhere>([&](const auto& it) { return it.evse == evse; });
}

bool ToldByBackEnd::default_price(const std::string& content) {
  return wait<hal::DefaultPrice>([&](const auto& it) {
           return std::any_of(it.texts.begin(), it.texts.end(),
                              [&](const auto& text) { return text.content == content; });
         })
      .has_value();
}

EverestKiosk::EverestKiosk(const Options& options) : clock_(options.faster) {
  auto broker = hal::everest::MosquittoBroker::open(options.settings.broker);
  if (!broker) throw std::runtime_error(broker.error().sentence());
  broker_ = std::move(*broker);
  auto ledger = hal::everest::Ledger::open(options.ledger, clock_.utc());
  if (!ledger) throw std::runtime_error(ledger.error().sentence());
  ledger_ = std::move(*ledger);
  line_ = std::make_unique<hal::everest::Line>(*broker_, options.settings);
  hal::everest::Charger::Options charger;
  for (const auto& module : options.settings.evses) {
    constexpr hal::Watts kMostPower{22'000};
    charger.evses.push_back({module.evse, hal::ConnectorKind::type2, kMostPower, false});
  }
  // Of the machine's time, and as long as a busy one may need.
  charger.times.answered_within = hal::Millis(1'000);
  charger.times.stopped_within = hal::Millis(1'500);
  charger.times.follows_within = hal::Millis(400);
  charger.times.lock_tells_within = hal::Millis(600);
  charger.times.slice = hal::Millis(10);
  charger.log = [this](const std::string& line) {
    const std::lock_guard lock(log_mutex_);
    log_ += line + "\n";
  };
  charger_ = std::make_unique<hal::everest::Charger>(*line_, *ledger_, clock_, charger);
  charger_->listen([this](const hal::ControllerEvent& event) { told_.keep(event); });
  back_end_ = std::make_unique<hal::everest::EverestBackEnd>(*line_, *ledger_);
  back_end_->listen([this](const hal::BackEndReport& report) { told_by_back_end_.keep(report); },
                    &told_by_back_end_);
  line_->begin();
}

EverestKiosk::~EverestKiosk() {
  line_->end();
}

std::string EverestKiosk::log() const {
  const std::lock_guard lock(log_mutex_);
  return log_;
}

hal::everest::Settings settings_of_station(int port, int evses, bool back_end) {
  hal::everest::Settings settings;
  settings.broker.host = "127.0.0.1";
  settings.broker.port = port;
  settings.modules = {"kiosk_token",  "kiosk_auth",
                      "kiosk_errors", back_end ? "kiosk_display" : "",
                      "kiosk_cost",   back_end ? "kiosk_ocpp" : "",
                      "kiosk_trouble"};
  for (int evse = 1; evse <= evses; ++evse) {
    const std::string number = std::to_string(evse);
    settings.evses.push_back(
        {evse, "kiosk_evse_" + number, 1, {"yeti_driver_" + number, "evse_manager_" + number}});
  }
  return settings;
}

}  // namespace kerb::interop
