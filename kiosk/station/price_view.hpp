// A tariff as a driver has to see it before the tap: the price of the next kilowatt hour, and every
// other thing that may cost something, each with its number. All that a screen shows is computed
// here; the screen only finds the words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "payment/money.hpp"
#include "payment/receipt/receipt.hpp"
#include "payment/tariff/frozen_tariff.hpp"

namespace kerb::kiosk {

// What one kWh, one minute or one session costs.
struct UnitPrice {
  payment::Currency currency{};
  payment::Decimal amount{};
};

struct PriceFee {
  enum class Kind { session, time, idle };
  Kind kind = Kind::session;
  UnitPrice price;       // of a session, a minute or an hour
  bool hourly = false;   // a minute's price has no end of digits: it is told for an hour
  hal::Minutes after{};  // of an idle fee: how long the car may stay for nothing
};

// Another price takes over at a moment.
struct PriceTurn {
  hal::Utc at{};
  std::optional<UnitPrice> per_kwh;  // nothing: energy costs nothing then
};

struct PriceView {
  std::optional<UnitPrice> per_kwh;  // now; nothing: energy is not what is paid for
  std::vector<PriceFee> fees;
  std::optional<payment::Money> minimum;  // of a whole charge
  std::optional<payment::Money> maximum;
  std::optional<PriceTurn> turn;                // within a day
  std::optional<payment::Decimal> vat_percent;  // nothing: none, or several
  bool tax_on_top = false;                      // prices are shown without the tax that is added
  bool free = false;                            // nothing costs anything, whenever it is
};

// A component of the tariff; nothing for Tally::kNone.
std::optional<UnitPrice> unit_price(const payment::tariff::FrozenTariff& tariff,
                                    std::uint16_t component, payment::TaxStyle style);
// One that is paid by time: a minute where that is a price which can be read, else an hour. Nothing
// when it costs nothing.
struct TimedPrice {
  UnitPrice price;
  bool hourly = false;
};
std::optional<TimedPrice> timed_price(const payment::tariff::FrozenTariff& tariff,
                                      std::uint16_t component, payment::TaxStyle style);

// What parking costs once it costs something, after every grace; looks a day ahead of the charge's
// newest sample, as if the car stayed without charging.
struct IdleFee {
  hal::Utc begins{};
  TimedPrice price;
};
std::optional<IdleFee> idle_fee(const payment::tariff::FrozenTariff& tariff,
                                const payment::tariff::LivePrice& charge, payment::TaxStyle style);

PriceView price_view(const payment::tariff::FrozenTariff::Ptr& tariff, hal::Utc now,
                     payment::TaxStyle style);

// The price of a kilowatt hour over one local day, from midnight to midnight.
struct DayPrice {
  int from_minute = 0;  // of the day, 0 to 1439, as the wall shows it
  hal::Utc from{};
  std::optional<UnitPrice> per_kwh;
};
struct DayView {
  std::vector<DayPrice> prices;  // at least one; ends at midnight
  int now_minute = 0;
};
DayView day_view(const payment::tariff::FrozenTariff::Ptr& tariff, hal::Utc now,
                 payment::TaxStyle style);

}  // namespace kerb::kiosk
