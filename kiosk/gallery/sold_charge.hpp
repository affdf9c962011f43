// Charges under one price per kWh, for pictures and tests that need what such a charge costs.
#pragma once

#include <memory>

#include "payment/receipt/receipt.hpp"

namespace kerb::payment::sold {

inline tariff::FrozenTariff::Ptr per_kwh(const char* price, const char* vat,
                                         Currency currency = {}) {
  return tariff::FrozenTariff::flat(
      {currency, Decimal::from_text(price).value(), Decimal::from_text(vat).value()});
}

// A charge of so much, an hour long.
inline std::shared_ptr<const tariff::LivePrice> charged(const tariff::FrozenTariff::Ptr& tariff,
                                                        hal::WattHours energy) {
  tariff::MeterSample sample;
  sample.at = 1'790'000'000'000;
  auto price =
      std::make_shared<tariff::LivePrice>(tariff::compiled_of(tariff), sample, tariff->rounding());
  sample.at += tariff::kHourMillis;
  sample.energy = energy.count * kNanoWattHours;
  price->add(sample);
  return price;
}

inline Cost cost_at(const tariff::FrozenTariff::Ptr& tariff, hal::WattHours energy) {
  return cost_of(*charged(tariff, energy), tariff->currency());
}

// The receipt's amounts, all paid.
inline void sell(Receipt& receipt, const tariff::FrozenTariff::Ptr& tariff) {
  const auto price = charged(tariff, receipt.meter_stop - receipt.meter_start);
  const Cost cost = cost_of(*price, tariff->currency());
  itemise(receipt, *price, cost, cost.gross, TaxStyle::included);
}

}  // namespace kerb::payment::sold
