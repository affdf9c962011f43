// Amounts, energies and times as people of one language write them. Numbers go into ICU as decimal
// strings made from integers, so what is shown is exact; where digits are left out, they are cut
// and not rounded: the screen never claims more energy than the meter counted.
#pragma once

#include <memory>
#include <string>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "kiosk/station/price_view.hpp"
#include "payment/money.hpp"

namespace kerb::kiosk {

// Every space inside a result is a no-break one: a price must not be torn apart at the end of a
// line.
class Formats {
 public:
  // `locale` is BCP 47; plain "en" is taken as international English (day before month).
  // `time_zone` is an IANA name. Errors: texts.no_such_time_zone, texts.no_such_locale.
  static hal::Result<Formats> create(const std::string& locale, const std::string& time_zone);

  std::string money(const payment::Money& amount) const;  // "€12.64", "12,64 €"
  // "€0.59"; all its digits, at least cents. Below a pound it is told in pence, as the law there
  // has it (Public Charge Point Regulations 2023, 6): "79p".
  std::string price(const UnitPrice& price) const;
  std::string energy(hal::WattHours energy) const;         // "21.4 kWh", cut to 100 Wh
  std::string energy_figure(hal::WattHours energy) const;  // "21.4": kWh without the unit
  std::string whole_energy(hal::WattHours energy) const;   // "10 kWh", cut to 1 kWh
  std::string exact_energy(hal::WattHours energy) const;   // "21.437 kWh"
  std::string power(
      hal::Watts power) const;  // "151 kW", cut to 1 kW; below 10 kW "7.4 kW", cut to 100 W
  std::string percent(payment::Decimal percent) const;  // "19%", "19 %"
  std::string percent(int percent) const;
  std::string count(std::int64_t number) const;    // "1,204"
  std::string countdown(hal::Seconds left) const;  // "2:45"; never below 0:00
  // 24 hours: as the site's own signs write it, and shorter than am and pm.
  std::string time_of_day(hal::Utc at) const;    // "14:32"
  std::string date_and_time(hal::Utc at) const;  // "22 Nov 2026, 14:32"

 private:
  struct Icu;
  std::shared_ptr<const Icu> icu_;
};

}  // namespace kerb::kiosk
