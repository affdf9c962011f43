// Kerb's charger at an EVerest, as `kerb run` puts it together, for a test that plays the station:
// everything that it tells is kept, and time runs as fast as the station's.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "hal/everest/back_end.hpp"
#include "hal/everest/charger.hpp"
#include "hal/everest/mosquitto_broker.hpp"

namespace kerb::interop {

// The machine's clocks, `faster` times.
class FasterClock final : public hal::Clock {
 public:
  explicit FasterClock(int faster) : faster_(faster) {}
  hal::Monotonic monotonic() const override {
    return hal::Monotonic((machine_.monotonic() - began_) * faster_);
  }
  hal::Utc utc() const override { return began_wall_ + (machine_.monotonic() - began_) * faster_; }
  hal::Millis machine_time(hal::Millis span) const override { return span / faster_; }

 private:
  const int faster_;
  const hal::SystemClock machine_;
  const hal::Monotonic began_ = machine_.monotonic();
  const hal::Utc began_wall_ = machine_.utc();
};

// What a charger told, in its order. Any thread.
class Told {
 public:
  void keep(const hal::ControllerEvent& event);

  // Each waits for at most eight seconds of the machine's.
  bool state(hal::EvseId evse, hal::EvseState wanted);
  std::optional<hal::ChargeStarted> started(const hal::ChargeKey& charge);
  std::optional<hal::ChargeStopped> stopped(const hal::ChargeKey& charge);
  std::optional<hal::ChargeStartFailed> failed(const hal::ChargeKey& charge);
  bool link(bool up);  // the newest word about it
  std::optional<hal::MeterSample> sample_above(hal::EvseId evse, hal::WattHours energy);
  std::optional<hal::PowerHeld> held(hal::EvseId evse, hal::PowerHeld::By by);

  // At once.
  hal::EvseChanged now(hal::EvseId evse) const;
  std::size_t started_count(const hal::ChargeKey& charge) const;
  std::size_t stopped_count(const hal::ChargeKey& charge) const;
  hal::WattHours highest(hal::EvseId evse) const;
  std::string words() const;  // for whoever reads a failed test

 private:
  template <typename Event, typename Fits>
  std::optional<Event> wait(Fits fits);
  template <typename Event>
  std::size_t count(const hal::ChargeKey& charge) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<hal::ControllerEvent> events_;
};

// What the back end told, and the messages that it wants on the screen. Any thread.
class ToldByBackEnd final : public hal::MessageBoard {
 public:
  void keep(const hal::BackEndReport& report);

  Answer set(const hal::DisplayMessage& message) override;
  std::vector<hal::DisplayMessage> get(const Filter& filter) override;
  bool clear(std::int64_t id) override;

  // Each waits for at most eight seconds of the machine's.
  bool link(bool up);  // the newest word about it
  std::optional<hal::ChargePrice> price_of(const hal::ChargeKey& charge);
  std::optional<hal::CostReported> cost(const hal::ChargeKey& charge,
                                        hal::CostReported::Stage stage);
  std::optional<hal::PaymentElsewhere> payment_elsewhere(hal::EvseId evse);
  bool default_price(const std::string& content);

 private:
  template <typename Report, typename Fits>
  std::optional<Report> wait(Fits fits);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<hal::BackEndReport> reports_;
  std::vector<hal::DisplayMessage> messages_;
};

class EverestKiosk {
 public:
  struct Options {
    hal::everest::Settings settings;
    std::filesystem::path ledger;
    int faster = 1;
  };
  // Throws std::runtime_error.
  explicit EverestKiosk(const Options& options);
  ~EverestKiosk();
  EverestKiosk(const EverestKiosk&) = delete;
  EverestKiosk& operator=(const EverestKiosk&) = delete;

  hal::everest::Charger& charger() { return *charger_; }
  hal::everest::EverestBackEnd& back_end() { return *back_end_; }
  Told& told() { return told_; }
  ToldByBackEnd& told_by_back_end() { return told_by_back_end_; }
  std::string log() const;

 private:
  const FasterClock clock_;
  Told told_;
  ToldByBackEnd told_by_back_end_;
  mutable std::mutex log_mutex_;
  std::string log_;
  std::unique_ptr<hal::everest::MosquittoBroker> broker_;
  std::unique_ptr<hal::everest::Ledger> ledger_;
  std::unique_ptr<hal::everest::Line> line_;
  std::unique_ptr<hal::everest::Charger> charger_;
  std::unique_ptr<hal::everest::EverestBackEnd> back_end_;
};

// As the stand-in names its modules, with so many EVSEs. `back_end`: it has one.
hal::everest::Settings settings_of_station(int port, int evses, bool back_end);

}  // namespace kerb::interop
