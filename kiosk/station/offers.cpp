// What a charge would cost, what one costs so far and why, and what is held for it.
#include <algorithm>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"
#include "payment/tariff/cost_parts.hpp"
#include "payment/tariff/forecast.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::tariff::FrozenTariff;

constexpr std::int64_t kMilli = 1000;
constexpr hal::Seconds kNoticeWithin{900};
// How long what drivers see may stand, at most: a price change beyond a day comes into sight then,
// and whoever sets the clock is not contradicted for longer.
constexpr hal::Millis kPriceInSight{60'000};

std::int64_t utc_millis(hal::Utc at) {
  return at.time_since_epoch().count();
}

hal::Seconds seconds_of(std::int64_t span) {
  return std::chrono::duration_cast<hal::Seconds>(hal::Millis(span));
}

CostLine line_of(const payment::ReceiptLine& from) {
  CostLine line;
  line.kind = from.kind;
  line.amount = from.amount;
  if (from.kind == payment::ReceiptLine::Kind::energy) {
    line.energy = {from.quantity / payment::kNanoWattHours};
  } else {
    line.time = seconds_of(from.quantity);
  }
  if (const auto price = payment::Decimal::from_text(from.unit_price)) {
    line.unit = UnitPrice{from.amount.currency(), *price};
  }
  return line;
}

std::optional<PriceNotice> idle_notice(const payment::Saga& saga, payment::TaxStyle style) {
  const auto fee = idle_fee(*saga.terms.tariff, *saga.price, style);
  if (!fee) return std::nullopt;
  const std::int64_t left = utc_millis(fee->begins) - saga.price->latest().at;
  const hal::Seconds in = seconds_of(std::max<std::int64_t>(0, left));
  const auto kind =
      in.count() == 0 ? PriceNotice::Kind::idle_fee_runs : PriceNotice::Kind::idle_fee_begins;
  return PriceNotice{kind, in, fee->begins, fee->price.price, fee->price.hourly};
}

payment::Money hold_for(const StationSettings& settings, const Bay& bay, Now now) {
  const FrozenTariff::Ptr& tariff = bay.offer.ad_hoc;
  payment::Money hold = settings.payment.hold;
  if (const auto asked = tariff->tariff().preauthorize) {
    hold = payment::Money(
        payment::tariff::rounded({payment::tariff::flat_units(*asked), 0, 1},
                                 tariff->tariff().currency_places, payment::tariff::Rounding::up),
        settings.currency);
  }
  const std::int64_t start = std::clamp(utc_millis(now.utc), payment::tariff::kEarliest,
                                        payment::tariff::kLatest - payment::tariff::kWeekMillis);
  const auto most = payment::tariff::largest_cost(tariff->compiled(),
                                                  {.start = start,
                                                   .until = start + payment::tariff::kWeekMillis,
                                                   .most_power = bay.evse.max_power.count * kMilli,
                                                   .most_energy = {}});
  return payment::smaller(hold, payment::Money(most.minor, settings.currency));
}

void renew_price(Bay& bay, const StationSettings& settings, Now now) {
  Offer& shown = bay.offer;
  shown.view.reset();
  shown.hold = settings.payment.hold;
  shown.view_until = hal::Utc::max();
  if (shown.ad_hoc == nullptr) return;
  // A week ahead of now: what costs nothing today may cost something when the charge ends.
  shown.hold = hold_for(settings, bay, now);
  shown.view = price_view(shown.ad_hoc, now.utc, settings.price_style);
  shown.view->free = shown.hold.is_zero();
  if (!shown.ad_hoc->depends_on_time()) return;
  shown.view_until = now.utc + kPriceInSight;
  if (shown.view->turn) shown.view_until = std::min(shown.view_until, shown.view->turn->at);
}

}  // namespace

void offer(Bay& bay, const StationSettings& settings, FrozenTariff::Ptr ad_hoc,
           FrozenTariff::Ptr members, Now now) {
  bay.offer = {};
  bay.offer.members = members != nullptr ? std::move(members) : ad_hoc;
  bay.offer.ad_hoc = std::move(ad_hoc);
  renew_price(bay, settings, now);
}

void on_tariffs(Progress& step, const TariffsChanged& changed) {
  for (Bay& bay : step.station.bays) {
    const auto sold = std::find_if(changed.sold.begin(), changed.sold.end(),
                                   [&](const auto& one) { return one.evse == bay.evse.id; });
    const bool any = sold != changed.sold.end();
    offer(bay, *step.station.settings, any ? sold->ad_hoc : nullptr, any ? sold->members : nullptr,
          step.now);
  }
}

void renew_prices(Station& station, Now now) {
  for (Bay& bay : station.bays) {
    const bool set_back =
        bay.offer.view_until != hal::Utc::max() && bay.offer.view_until - now.utc > kPriceInSight;
    if (now.utc >= bay.offer.view_until || set_back) renew_price(bay, *station.settings, now);
  }
}

std::optional<payment::Money> cost_ahead(const Bay& bay, hal::WattHours energy, Now now) {
  const FrozenTariff::Ptr& tariff = bay.offer.ad_hoc;
  if (tariff == nullptr) return std::nullopt;
  const auto bill = payment::tariff::cost_of_energy(
      tariff->compiled(), utc_millis(now.utc), energy.count * payment::kNanoWattHours,
      bay.evse.max_power.count * kMilli, tariff->rounding());
  if (!bill) return std::nullopt;
  return payment::Money(bill->gross_minor, tariff->currency());
}

std::optional<payment::Money> cost_later(const payment::Saga& saga, hal::WattHours more,
                                         hal::Seconds in) {
  if (!saga.price) return std::nullopt;
  payment::tariff::LivePrice ahead = *saga.price;
  payment::tariff::MeterSample sample = ahead.latest();
  sample.at += hal::Millis(in).count();
  sample.energy += more.count * payment::kNanoWattHours;
  sample.activity = payment::tariff::Activity::charging;
  using Verdict = payment::tariff::LivePrice::Verdict;
  if (ahead.add(sample) != Verdict::taken) return std::nullopt;
  return payment::cost_of(ahead, saga.terms.tariff->currency()).gross;
}

std::vector<CostLine> cost_lines(const payment::Saga& saga, payment::TaxStyle style) {
  std::vector<CostLine> lines;
  if (!saga.price) return lines;
  payment::Receipt receipt;
  const payment::Cost cost = payment::cost_so_far(saga);
  if (saga.terms.told_cost.billed && saga.told) {
    payment::itemise_told(receipt, *saga.price, cost, saga.told->total, saga.told->total);
  } else {
    payment::itemise(receipt, *saga.price, cost, cost.gross, style);
  }
  for (const payment::ReceiptLine& line : receipt.lines) lines.push_back(line_of(line));
  if (receipt.prices_include_tax) return lines;
  CostLine tax;
  tax.is_tax = true;
  tax.amount = receipt.cost.vat;
  lines.push_back(tax);
  return lines;
}

std::optional<PriceNotice> price_notice(const payment::Saga& saga, const Bay& bay,
                                        payment::TaxStyle style) {
  if (!saga.price || !saga.terms.tariff->depends_on_time()) return std::nullopt;
  if (saga.price->latest().activity == payment::tariff::Activity::parking) {
    return idle_notice(saga, style);
  }
  const auto change =
      payment::tariff::next_change(*saga.price, bay.power.count * kMilli,
                                   std::chrono::duration_cast<hal::Millis>(kNoticeWithin).count());
  if (!change || change->slot != payment::tariff::Slot::energy) return std::nullopt;
  return PriceNotice{PriceNotice::Kind::price_changes,
                     seconds_of(change->at - saga.price->latest().at),
                     hal::Utc(hal::Millis(change->at)),
                     unit_price(*saga.terms.tariff, change->after, style), false};
}

}  // namespace kerb::kiosk::steps
