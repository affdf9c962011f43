#include <fmt/format.h>

#include "payment/tariff/price_report.hpp"

namespace kerb::payment::tariff {
namespace {

// Millis in hours, to ten places, halves up.
std::string hours_text(std::int64_t millis) {
  const Int128 hours = (static_cast<Int128>(millis) * 10'000'000'000 + 1'800'000) / 3'600'000;
  return scaled_text(static_cast<std::int64_t>(hours), 10);
}

void warn_unpriced(const Tally& tally, std::vector<std::string>& warnings) {
  const auto warn = [&](Slot slot, const char* what, Dimension dimension) {
    if (tally.unpriced(slot) == 0 || tally.tariff().slot(slot).empty()) return;
    warnings.push_back(fmt::format(
        "{} {} of {} matched no element and were free: is there an element without restrictions?",
        quantity_text(dimension, tally.unpriced(slot)), unit_of(dimension), what));
  };
  warn(Slot::energy, "energy", Dimension::energy);
  warn(Slot::time, "charging time", Dimension::time);
  warn(Slot::parking, "parking time", Dimension::parking_time);
}

}  // namespace

std::vector<std::string> warnings_of(const Tally& tally, const Bill& bill,
                                     std::vector<std::string> warnings) {
  const CompiledTariff& tariff = tally.tariff();
  warnings.insert(warnings.end(), tariff.warnings().begin(), tariff.warnings().end());
  if (tally.inner_changes() > 0) {
    warnings.push_back(fmt::format(
        "a price changed within a period, first at {}: the volume was divided evenly over the "
        "time; a record must begin a period there",
        utc_text(tally.first_inner_change())));
  }
  if ((tally.assumed() & Restrictions::current) != 0) {
    warnings.emplace_back("the current is not known: restrictions on it were taken to hold");
  }
  if ((tally.assumed() & Restrictions::power) != 0) {
    warnings.emplace_back("the power is not known: restrictions on it were taken to hold");
  }
  warn_unpriced(tally, warnings);
  if (!bill.gross_known) {
    warnings.emplace_back(
        "prices are without taxes and no rate is given: the total with taxes is not known");
  }
  if (!bill.net_known) {
    warnings.emplace_back(
        "prices are with taxes and no rate is given: the total without taxes is not known");
  }
  if (bill.net_minor < 0) warnings.emplace_back("the total is below zero");
  if (bill.gross_known && compare(bill.gross, bill.net) < 0) {
    warnings.emplace_back("a price limit leaves the total with taxes below the one without");
  }
  return warnings;
}

std::string why(const Tally& tally, std::uint16_t at) {
  const CompiledTariff& tariff = tally.tariff();
  const CompiledComponent& component = tariff[at];
  const TariffElement& element = tariff.tariff().elements[component.element];
  const std::string words = words_for(component.restrictions);
  std::string text = element.place;
  text.append(" is the first with ").append(name_of(component.dimension));
  text.append(" that applies, ").append(words.empty() ? "without restrictions" : words);
  text.append("; since ").append(local_text(tally.use_of(at).first_at, tariff.zone()));
  return text.append(" local time");
}

std::string quantity_text(Dimension dimension, std::int64_t quantity) {
  switch (dimension) {
    case Dimension::energy:
      return scaled_text(quantity, 12);
    case Dimension::time:
    case Dimension::parking_time:
      return hours_text(quantity);
    case Dimension::flat:
      return scaled_text(quantity, 0);
  }
  return "";
}

std::string_view unit_of(Dimension dimension) {
  if (dimension == Dimension::energy) return "kWh";
  return dimension == Dimension::flat ? "x" : "h";
}

std::string percent_text(const TaxFactor& factor) {
  if (!factor.known) return "";
  const Int128 over = static_cast<Int128>(factor.ratio.over - factor.ratio.under) * 100;
  return scaled_text(static_cast<std::int64_t>(over * kTen12 / factor.ratio.under), 12);
}

}  // namespace kerb::payment::tariff
