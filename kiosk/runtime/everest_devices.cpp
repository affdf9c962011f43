#include "kiosk/runtime/everest_devices.hpp"

#include <utility>

#include "hal/everest/back_end.hpp"
#include "hal/everest/charger.hpp"
#include "hal/everest/mosquitto_broker.hpp"

namespace kerb::kiosk {
namespace {

using hal::everest::Charger;
using hal::everest::EverestBackEnd;
using hal::everest::Ledger;
using hal::everest::Line;
using hal::everest::MosquittoBroker;

class BehindEverest final : public StationDevices {
 public:
  BehindEverest(const Config& config, std::unique_ptr<hal::CardReader> reader,
                std::unique_ptr<MosquittoBroker> broker, std::unique_ptr<Ledger> ledger,
                Charger::Options options)
      : reader_(std::move(reader)),
        broker_(std::move(broker)),
        ledger_(std::move(ledger)),
        line_(*broker_, config.everest),
        charger_(line_, *ledger_, clock_, std::move(options)),
        back_end_(line_, *ledger_) {
    line_.begin();
  }

  hal::CardReader& reader() override { return *reader_; }
  hal::ChargeController& controller() override { return charger_; }
  hal::Clock& clock() override { return clock_; }
  hal::BackEnd* back_end() override { return &back_end_; }

 private:
  hal::SystemClock clock_;
  std::unique_ptr<hal::CardReader> reader_;
  std::unique_ptr<MosquittoBroker> broker_;
  std::unique_ptr<Ledger> ledger_;
  Line line_;
  Charger charger_;
  EverestBackEnd back_end_;
};

}  // namespace

hal::Result<std::unique_ptr<StationDevices>> open_everest(
    const Config& config, std::unique_ptr<hal::CardReader> reader,
    std::function<void(const std::string&)> log) {
  auto broker = MosquittoBroker::open(config.everest.broker);
  if (!broker) return tl::make_unexpected(broker.error());
  auto ledger = Ledger::open(config.everest.ledger, hal::SystemClock().utc());
  if (!ledger) return tl::make_unexpected(ledger.error());
  Charger::Options options;
  options.evses = config.controller.evses;
  options.log = std::move(log);
  options.signed_folder = config.everest.ledger;
  options.signed_folder += "-signed";
  return std::make_unique<BehindEverest>(config, std::move(reader), *std::move(broker),
                                         *std::move(ledger), std::move(options));
}

}  // namespace kerb::kiosk
