#include "kiosk/runtime/station_devices.hpp"

#include <utility>

#include "hal/simulated/fast_clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "hal/simulated/station_pulse.hpp"
#include "hal/simulated/world/remote_reader.hpp"
#include "hal/simulated/world/remote_station.hpp"
#include "kiosk/runtime/everest_devices.hpp"
#include "kiosk/runtime/real_reader.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kBeat{200};

// The charger in memory, and a reader of either kind.
class OnThisDesk final : public StationDevices {
 public:
  OnThisDesk(const Config& config, std::unique_ptr<hal::CardReader> reader)
      : reader_(std::move(reader)),
        station_(config.controller.evses),
        pulse_(station_, clock_, kBeat) {}
  hal::CardReader& reader() override { return *reader_; }
  hal::ChargeController& controller() override { return station_; }
  hal::Clock& clock() override { return clock_; }

 private:
  hal::SystemClock clock_;
  std::unique_ptr<hal::CardReader> reader_;
  hal::simulated::Station station_;
  hal::simulated::StationPulse pulse_;  // last: it uses the others
};

class InAnotherProcess final : public StationDevices {
 public:
  explicit InAnotherProcess(const Config& config)
      : clock_(config.simulated.speed),
        reader_(config.simulated.socket),
        station_(config.simulated.socket, config.controller.evses) {}
  hal::CardReader& reader() override { return reader_; }
  hal::ChargeController& controller() override { return station_; }
  hal::Clock& clock() override { return clock_; }

 private:
  hal::simulated::FastClock clock_;
  hal::simulated::RemoteReader reader_;
  hal::simulated::RemoteStation station_;
};

hal::Result<std::unique_ptr<hal::CardReader>> opened_reader(const ReaderConfig& config) {
  if (config.kind == ReaderKind::simulated) return std::make_unique<hal::simulated::Reader>();
  return open_reader(config);
}

}  // namespace

hal::Result<std::unique_ptr<StationDevices>> StationDevices::open(
    const Config& config, std::function<void(const std::string&)> log) {
  if (!config.simulated.socket.empty()) return std::make_unique<InAnotherProcess>(config);
  auto reader = opened_reader(config.reader);
  if (!reader) return tl::make_unexpected(reader.error());
  if (config.controller.kind == ControllerKind::everest) {
    return open_everest(config, *std::move(reader), std::move(log));
  }
  return std::make_unique<OnThisDesk>(config, *std::move(reader));
}

}  // namespace kerb::kiosk
