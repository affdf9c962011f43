#include "payment/tariff/compiled_tariff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kMostTaxFactor = 10;

hal::Result<void> too_much(const Tariff& tariff, const std::string& what) {
  return tl::make_unexpected(hal::Error{"tariff.too_complex",
                                        fmt::format("compiling tariff {}: {}", tariff.id, what),
                                        "divide it into several tariffs"});
}

// Rates of one stack are added; a higher stack multiplies what is below it.
std::optional<Ratio> factor_of(const std::vector<Tax>& taxes) {
  int highest = 0;
  for (const Tax& tax : taxes) highest = std::max(highest, tax.stack);
  Ratio factor;
  for (int stack = 0; stack <= highest; ++stack) {
    std::int64_t percent = 0;
    for (const Tax& tax : taxes) percent += tax.stack == stack ? tax.percent : 0;
    const auto next = product(factor, one_plus(percent));
    if (!next) return std::nullopt;
    factor = *next;
  }
  return factor;
}

void add_window(std::vector<std::int64_t>& bounds, const Window& window) {
  if (window.least > 0) bounds.push_back(window.least);
  if (window.below != kNoLimit) bounds.push_back(window.below);
}

void sort_once(std::vector<std::int64_t>& bounds) {
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
}

}  // namespace

hal::Result<CompiledTariff> CompiledTariff::compile(Tariff tariff, Setting setting) {
  CompiledTariff compiled;
  compiled.tariff_ = std::move(tariff);
  compiled.setting_ = std::move(setting);
  for (std::size_t element = 0; element < compiled.tariff_.elements.size(); ++element) {
    const auto added = compiled.add_element(static_cast<std::uint16_t>(element));
    if (!added) return tl::make_unexpected(added.error());
  }
  compiled.fill_slots();
  compiled.collect_bounds();
  return compiled;
}

hal::Result<void> CompiledTariff::add_element(std::uint16_t element) {
  const TariffElement& source = tariff_.elements[element];
  if (!setting_allows(source)) return {};
  for (std::size_t component = 0; component < source.components.size(); ++component) {
    auto added = add_component(element, static_cast<std::uint16_t>(component));
    if (!added) return added;
  }
  return {};
}

hal::Result<void> CompiledTariff::add_component(std::uint16_t element, std::uint16_t component) {
  if (components_.size() >= kMostComponents) {
    return too_much(tariff_, fmt::format("more than {} price components", kMostComponents));
  }
  const TariffElement& source = tariff_.elements[element];
  const PriceComponent& from = source.components[component];
  CompiledComponent to;
  to.restrictions = source.restrictions;
  to.price = from.price;
  if (from.dimension == Dimension::energy) to.step = from.step_size * 1'000'000'000;
  if (from.dimension == Dimension::time || from.dimension == Dimension::parking_time) {
    to.step = from.step_size * 1000;
  }
  to.element = element;
  to.component = component;
  to.dimension = from.dimension;
  const auto tax = tax_of(from);
  if (!tax) return tl::make_unexpected(tax.error());
  to.tax = *tax;
  components_.push_back(to);
  return {};
}

hal::Result<std::uint8_t> CompiledTariff::tax_of(const PriceComponent& component) {
  TaxFactor factor;
  if (tariff_.tax_included != TaxIncluded::not_applicable && component.taxed) {
    const auto ratio = factor_of(component.taxes);
    if (!ratio || ratio->over / ratio->under >= kMostTaxFactor) {
      return tl::make_unexpected(too_much(tariff_, "taxes that are too high or too fine").error());
    }
    factor = {*ratio, true};
  }
  const auto same = std::find_if(taxes_.begin(), taxes_.end(), [&](const TaxFactor& other) {
    return other.ratio == factor.ratio && other.known == factor.known;
  });
  if (same != taxes_.end()) return static_cast<std::uint8_t>(same - taxes_.begin());
  const auto multiple =
      common_multiple(tax_multiple_, gross_prices() ? factor.ratio.over : factor.ratio.under);
  if (taxes_.size() >= kMostTaxes || !multiple) {
    return tl::make_unexpected(too_much(tariff_, "too many different taxes").error());
  }
  tax_multiple_ = *multiple;
  taxes_.push_back(factor);
  return static_cast<std::uint8_t>(taxes_.size() - 1);
}

bool CompiledTariff::setting_allows(const TariffElement& element) {
  const auto allows = [&](const std::string& wanted, const std::string& actual, const char* what) {
    if (wanted.empty() || wanted == actual) return true;
    warnings_.push_back(fmt::format("{} is left out: it is for {} {}, and this is {}",
                                    element.place, what, wanted,
                                    actual.empty() ? "not known" : actual));
    return false;
  };
  return allows(element.evse_kind, setting_.evse_kind, "the EVSE kind") &&
         allows(element.payment_brand, setting_.payment_brand, "the payment brand") &&
         allows(element.payment_recognition, setting_.payment_recognition, "the payment");
}

void CompiledTariff::fill_slots() {
  const auto put = [&](Slot slot, std::size_t component) {
    slots_[static_cast<std::size_t>(slot)].push_back(static_cast<std::uint16_t>(component));
  };
  for (std::size_t at = 0; at < components_.size(); ++at) {
    const Dimension dimension = components_[at].dimension;
    const bool flat = dimension == Dimension::flat;
    switch (components_[at].restrictions.reservation) {
      case ReservationKind::none:
        put(static_cast<Slot>(dimension), at);
        break;
      case ReservationKind::reservation:
        if (flat) put(Slot::reservation_flat, at);
        if (dimension == Dimension::time) put(Slot::reservation_time, at);
        break;
      case ReservationKind::expires:
        if (flat) put(Slot::expired_flat, at);
        if (dimension == Dimension::time) put(Slot::expired_time, at);
        break;
    }
  }
  for (const auto& [expired, any] : {std::pair{Slot::expired_time, Slot::reservation_time},
                                     std::pair{Slot::expired_flat, Slot::reservation_flat}}) {
    auto& list = slots_[static_cast<std::size_t>(expired)];
    const auto& more = slots_[static_cast<std::size_t>(any)];
    list.insert(list.end(), more.begin(), more.end());
  }
}

void CompiledTariff::collect_bounds() {
  for (const CompiledComponent& component : components_) {
    const Restrictions& r = component.restrictions;
    kinds_ |= r.kinds;
    if ((r.kinds & Restrictions::time_of_day) != 0) {
      day_bounds_.push_back(r.start_minute * kMinuteMillis);
      day_bounds_.push_back(r.end_minute * kMinuteMillis);
    }
    if ((r.kinds & Restrictions::energy) != 0) add_window(energy_bounds_, r.energy_window);
    if ((r.kinds & Restrictions::duration) != 0) add_window(duration_bounds_, r.duration_window);
    if ((r.kinds & Restrictions::charging_duration) != 0) {
      add_window(charging_bounds_, r.charging_window);
    }
    if ((r.kinds & Restrictions::idle_duration) != 0) add_window(idle_bounds_, r.idle_window);
  }
  day_bounds_.push_back(kDayMillis);  // weekdays and dates change at midnight
  for (auto* bounds :
       {&day_bounds_, &energy_bounds_, &duration_bounds_, &charging_bounds_, &idle_bounds_}) {
    sort_once(*bounds);
  }
}

}  // namespace kerb::payment::tariff
