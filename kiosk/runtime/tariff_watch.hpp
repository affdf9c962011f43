// Keeps what the station sells at up to date: looks at the operator's tariffs every few seconds,
// says which of them each connector is sold under now, and speaks up when one is bad. A bad file
// changes nothing: what it said before goes on.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "kiosk/config.hpp"
#include "kiosk/station/station.hpp"
#include "payment/tariff/tariff_book.hpp"

namespace kerb::kiosk {

class TariffWatch {
 public:
  using Log = std::function<void(const std::string&)>;

  // Errors: tariff.unknown_time_zone.
  static hal::Result<TariffWatch> create(const Config& config, Log log);

  // Reads the disk, so not on the core's thread; one call at a time. Something when what is sold has
  // changed since the last call, and at the first.
  std::optional<TariffsChanged> look(hal::Utc now);

  // For the technician: what is wrong with the files now, each a sentence.
  const std::vector<hal::Error>& alarms() const { return alarms_; }
  // What the law objects to in the tariffs that are sold under, each a sentence with its article.
  const std::vector<std::string>& unlawful() const { return unlawful_; }

 private:
  struct Sold {
    hal::EvseId evse = 1;
    std::string kind;  // "AC" or "DC"
    hal::Watts power{};
    std::vector<std::string> ids;
  };
  TariffWatch(const Config& config, payment::tariff::Zone zone, Log log);
  payment::tariff::FrozenTariff::Ptr find(const Sold& sold, const std::string& type, hal::Utc now);
  void tell_alarms(std::vector<hal::Error> alarms);
  void judge(const Sold& sold, const payment::tariff::FrozenTariff& tariff);

  payment::Currency currency_;
  payment::tariff::Law law_;
  payment::tariff::Zone zone_;
  Log log_;
  std::vector<Sold> evses_;
  std::map<std::string, payment::tariff::TariffBook> books_;  // by the EVSE's kind
  std::vector<hal::Error> alarms_;
  std::vector<std::string> unlawful_;
  std::optional<TariffsChanged> last_;
};

}  // namespace kerb::kiosk
