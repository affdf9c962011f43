#include "kiosk/station/price_view.hpp"

#include <algorithm>

#include "payment/tariff/forecast.hpp"

namespace kerb::kiosk {
namespace {

using payment::tariff::CompiledTariff;
using payment::tariff::FrozenTariff;
using payment::tariff::Int128;
using payment::tariff::LivePrice;
using payment::tariff::MeterSample;
using payment::tariff::Slot;
using payment::tariff::Tally;

std::int64_t millis(hal::Utc at) {
  return at.time_since_epoch().count();
}
hal::Utc utc(std::int64_t at) {
  return hal::Utc(hal::Millis(at));
}

std::optional<UnitPrice> price_of(const FrozenTariff& tariff, std::uint16_t component,
                                  payment::TaxStyle style, std::int64_t parts) {
  if (component == Tally::kNone) return std::nullopt;
  return UnitPrice{tariff.currency(),
                   payment::unit_price_of(tariff.compiled(), component, style, parts)};
}

// A charge that begins at a moment, to be asked what it would pay.
class Beginning {
 public:
  Beginning(const FrozenTariff::Ptr& tariff, hal::Utc now)
      : price_(compiled_of(tariff), first_at(now), tariff->rounding()) {}

  const LivePrice& price() const { return price_; }
  std::uint16_t selected(Slot slot) const {
    Tally tally = price_.tally();
    payment::tariff::Segment segment;
    segment.from = segment.until = price_.latest().at;
    tally.add(segment);  // the session begins
    return tally.select(slot, tally.moment(segment, segment.from));
  }

 private:
  static MeterSample first_at(hal::Utc now) {
    MeterSample first;
    first.at = std::clamp(millis(now), payment::tariff::kEarliest, payment::tariff::kLatest - 1);
    return first;
  }

  LivePrice price_;
};

payment::Money limit_of(std::int64_t price, const FrozenTariff& tariff) {
  return {
      payment::tariff::rounded({payment::tariff::flat_units(price), 0, 1},
                               tariff.tariff().currency_places, payment::tariff::Rounding::half_up),
      tariff.currency()};
}

std::vector<PriceFee> fees_of(const FrozenTariff& tariff, const Beginning& beginning,
                              payment::TaxStyle style) {
  std::vector<PriceFee> fees;
  const auto session = unit_price(tariff, beginning.selected(Slot::flat), style);
  if (session && session->amount.micros != 0) {
    fees.push_back({PriceFee::Kind::session, *session, false, {}});
  }
  if (const auto time = timed_price(tariff, beginning.selected(Slot::time), style)) {
    fees.push_back({PriceFee::Kind::time, time->price, time->hourly, {}});
  }
  if (const auto idle = idle_fee(tariff, beginning.price(), style)) {
    const hal::Millis grace = idle->begins - utc(beginning.price().latest().at);
    fees.push_back({PriceFee::Kind::idle, idle->price.price, idle->price.hourly,
                    std::chrono::ceil<hal::Minutes>(grace)});
  }
  return fees;
}

bool costs_nothing(const CompiledTariff& tariff) {
  for (std::size_t at = 0; at < tariff.size(); ++at) {
    if (tariff[at].price > 0) return false;
  }
  const auto& minimum = tariff.tariff().minimum;
  return minimum.net.value_or(0) == 0 && minimum.gross.value_or(0) == 0;
}

std::optional<payment::Decimal> only_tax(const CompiledTariff& tariff) {
  std::string found;
  for (const auto& tax : tariff.taxes()) {
    if (!tax.known) continue;
    const auto over = static_cast<Int128>(tax.ratio.over - tax.ratio.under) * 100;
    const std::string percent = payment::tariff::scaled_text(
        static_cast<std::int64_t>(over * payment::tariff::kTen12 / tax.ratio.under), 12);
    if (!found.empty() && found != percent) return std::nullopt;
    found = percent;
  }
  return found == "0" ? std::nullopt : payment::Decimal::from_text(found);
}

}  // namespace

std::optional<UnitPrice> unit_price(const FrozenTariff& tariff, std::uint16_t component,
                                    payment::TaxStyle style) {
  return price_of(tariff, component, style, 1);
}

std::optional<TimedPrice> timed_price(const FrozenTariff& tariff, std::uint16_t component,
                                      payment::TaxStyle style) {
  constexpr std::int64_t kMinutes = 60;
  constexpr std::int64_t kReadable = 1000;  // three places
  const auto hour = price_of(tariff, component, style, 1);
  if (!hour || hour->amount.micros == 0) return std::nullopt;
  const auto minute = price_of(tariff, component, style, kMinutes);
  const bool exact = minute->amount.micros * kMinutes == hour->amount.micros &&
                     minute->amount.micros % kReadable == 0;
  return TimedPrice{exact ? *minute : *hour, !exact};
}

std::optional<IdleFee> idle_fee(const FrozenTariff& tariff, const LivePrice& charge,
                                payment::TaxStyle style) {
  const auto begins = payment::tariff::idle_fee_start(charge, payment::tariff::kDayMillis);
  if (!begins) return std::nullopt;
  LivePrice parked = charge;
  MeterSample sample = parked.latest();
  sample.at = *begins + 1;
  sample.activity = payment::tariff::Activity::parking;
  parked.add(sample);
  const auto price = timed_price(tariff, parked.tally().last(Slot::parking), style);
  if (!price) return std::nullopt;
  return IdleFee{utc(*begins), *price};
}

PriceView price_view(const FrozenTariff::Ptr& tariff, hal::Utc now, payment::TaxStyle style) {
  const Beginning beginning(tariff, now);
  const auto& limits = tariff->tariff();
  PriceView view;
  view.per_kwh = unit_price(*tariff, beginning.selected(Slot::energy), style);
  view.fees = fees_of(*tariff, beginning, style);
  const bool listed = style == payment::TaxStyle::on_top;
  const auto& minimum = listed ? limits.minimum.net : limits.minimum.gross;
  const auto& maximum = listed ? limits.maximum.net : limits.maximum.gross;
  if (minimum.value_or(0) > 0) view.minimum = limit_of(*minimum, *tariff);
  if (maximum) view.maximum = limit_of(*maximum, *tariff);
  view.vat_percent = only_tax(tariff->compiled());
  view.tax_on_top = listed && !tariff->compiled().gross_prices() && view.vat_percent;
  view.free = costs_nothing(tariff->compiled());
  const auto change =
      payment::tariff::next_change(beginning.price(), 0, payment::tariff::kDayMillis);
  if (change && change->slot == Slot::energy) {
    view.turn = PriceTurn{utc(change->at), unit_price(*tariff, change->after, style)};
  }
  return view;
}

DayView day_view(const FrozenTariff::Ptr& tariff, hal::Utc now, payment::TaxStyle style) {
  using payment::tariff::kDayMillis;
  using payment::tariff::kHourMillis;
  const auto& zone = tariff->compiled().zone();
  const auto wall = [&](std::int64_t at) {
    return payment::tariff::local_moment(at, zone.at(at).offset);
  };
  const auto minute = [](const payment::tariff::LocalMoment& local) {
    return static_cast<int>(local.millis / payment::tariff::kMinuteMillis);
  };
  const payment::tariff::LocalMoment today = wall(millis(now));
  DayView view;
  view.now_minute = minute(today);
  // The day's first moment: on the day that the clocks change it is not so many hours away.
  std::int64_t at = millis(now) - today.millis;
  while (wall(at).day < today.day) at += kHourMillis;
  while (wall(at - kHourMillis).day == today.day) at -= kHourMillis;
  constexpr std::size_t kMostTurnsOfADay = 96;
  while (view.prices.size() < kMostTurnsOfADay && wall(at).day == today.day) {
    const Beginning beginning(tariff, utc(at));
    view.prices.push_back(
        {minute(wall(at)), utc(at), unit_price(*tariff, beginning.selected(Slot::energy), style)});
    const auto change = payment::tariff::next_change(beginning.price(), 0, 2 * kDayMillis);
    if (!change) break;
    at = change->at;
  }
  return view;
}

}  // namespace kerb::kiosk
