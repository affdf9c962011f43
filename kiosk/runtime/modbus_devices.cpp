#include "kiosk/runtime/modbus_devices.hpp"

#include <utility>

#include "hal/modbus/controller.hpp"

namespace kerb::kiosk {
namespace {

class WithModbus final : public StationDevices {
 public:
  WithModbus(const ModbusConfig& stations, std::unique_ptr<hal::ChargeLedger> ledger,
             std::unique_ptr<hal::CardReader> reader)
      : reader_(std::move(reader)),
        ledger_(std::move(ledger)),
        controller_(stations, *ledger_, clock_) {}
  hal::CardReader& reader() override { return *reader_; }
  hal::ChargeController& controller() override { return controller_; }
  hal::Clock& clock() override { return clock_; }

 private:
  hal::SystemClock clock_;
  std::unique_ptr<hal::CardReader> reader_;
  std::unique_ptr<hal::ChargeLedger> ledger_;
  hal::modbus::Controller controller_;  // last: it uses the others
};

}  // namespace

// Beside the journal: it must be as sure to be there after a power cut.
hal::Result<std::unique_ptr<StationDevices>> open_modbus(const Config& config,
                                                         std::unique_ptr<hal::CardReader> reader) {
  auto ledger = hal::ChargeLedger::open(config.journal_file.parent_path() / "modbus-charges.json");
  if (!ledger) return tl::make_unexpected(ledger.error());
  return std::make_unique<WithModbus>(config.modbus, std::move(*ledger), std::move(reader));
}

}  // namespace kerb::kiosk
