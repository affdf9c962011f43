#include "payment/tariff/price_report.hpp"

#include <fmt/format.h>

#include <utility>

#include "payment/tariff/json_writer.hpp"

namespace kerb::payment::tariff {
namespace {

std::string_view name_of(Bound bound) {
  if (bound == Bound::none) return "none";
  return bound == Bound::minimum ? "minimum" : "maximum";
}

std::string step_text(const CompiledComponent& component) {
  return component.dimension == Dimension::energy ? scaled_text(component.step / 1'000'000'000, 0)
                                                  : scaled_text(component.step / 1000, 0);
}

std::string_view tax_included(TaxIncluded included) {
  switch (included) {
    case TaxIncluded::unstated:
      return "null";
    case TaxIncluded::no:
      return "\"NO\"";
    case TaxIncluded::yes:
      return "\"YES\"";
    case TaxIncluded::not_applicable:
      return "\"N/A\"";
  }
  return "null";
}

// Writes the members of the report one after the other.
class Report {
 public:
  Report(const Tally& tally, const Bill& bill)
      : tally_(tally), bill_(bill), tariff_(tally.tariff().tariff()) {}

  std::string json(Rounding rounding, const std::vector<std::string>& warnings) && {
    out_.open('{');
    out_.string("currency", tariff_.currency);
    totals();
    out_.string("rounding", kerb::payment::tariff::name_of(rounding));
    out_.raw("tax_included", tax_included(tariff_.tax_included));
    lines();
    steps();
    limits();
    taxes();
    out_.key("tariff");
    out_.open('{');
    out_.string("id", tariff_.id);
    out_.string("type", tariff_.type);
    out_.close('}');
    out_.string("time_zone", tally_.tariff().zone().name());
    out_.key("warnings");
    out_.open('[');
    for (const std::string& warning : warnings) out_.string(warning);
    out_.close(']');
    out_.close('}');
    return std::move(out_).take();
  }

 private:
  // Null where it is not known; the fraction, too, where the digits do not end.
  void exact(const std::string& name, bool known, const Exact& amount) {
    if (!known) return out_.raw(name, "null");
    const ExactText text = text_of(amount);
    out_.string(name, text.digits);
    if (!text.fraction.empty()) out_.string(name + "_fraction", text.fraction);
  }

  void totals() {
    const auto total = [&](std::string_view name, bool known, std::int64_t minor) {
      if (!known) return out_.raw(name, "null");
      out_.string(name, minor_text(minor, tariff_.currency_places));
    };
    total("total_excl_vat", bill_.net_known, bill_.net_minor);
    total("total_incl_vat", bill_.gross_known, bill_.gross_minor);
    exact("total_excl_vat_exact", bill_.net_known, bill_.net);
    exact("total_incl_vat_exact", bill_.gross_known, bill_.gross);
  }

  void lines() {
    out_.key("lines");
    out_.open('[');
    for (const std::uint16_t at : tally_.used()) line(at);
    out_.close(']');
  }

  void line(std::uint16_t at) {
    const CompiledComponent& component = tally_.tariff()[at];
    const LineAmount amount = amount_of(tally_, bill_.surpluses, at);
    const Dimension dimension = component.dimension;
    out_.open('{');
    out_.string("dimension", kerb::payment::tariff::name_of(dimension));
    out_.string("quantity", quantity_text(dimension, amount.quantity));
    out_.string("unit", unit_of(dimension));
    if (dimension == Dimension::time || dimension == Dimension::parking_time) {
      out_.string("seconds", scaled_text(amount.quantity, 3));
    }
    if (component.restrictions.reservation != ReservationKind::none) {
      out_.boolean("reservation", true);
    }
    out_.string("price", scaled_text(component.price, kPricePlaces));
    exact("amount_excl_vat", bill_.net_known, amount.net);
    const std::string percent = percent_text(tally_.tariff().taxes()[component.tax]);
    if (percent.empty()) {
      out_.raw("vat_percent", "null");
    } else {
      out_.string("vat_percent", percent);
    }
    exact("amount_incl_vat", bill_.gross_known, amount.gross);
    out_.raw("element", std::to_string(component.element));
    out_.raw("component", std::to_string(component.component));
    out_.string("place", tariff_.elements[component.element].place);
    out_.string("why", why(tally_, at));
    out_.close('}');
  }

  void steps() {
    out_.key("step_size");
    out_.open('[');
    for (std::size_t at = 0; at < bill_.surpluses.count; ++at) {
      const Surplus& surplus = bill_.surpluses.list[at];
      const CompiledComponent& component = tally_.tariff()[surplus.component];
      const auto quantity = [&](std::int64_t value) {
        return quantity_text(component.dimension, value);
      };
      out_.open('{');
      out_.string("dimension", kerb::payment::tariff::name_of(component.dimension));
      out_.raw("step_size", step_text(component));
      out_.string("measured", quantity(surplus.measured));
      out_.string("billed", quantity(surplus.billed));
      out_.string("surplus", quantity(surplus.billed - surplus.measured));
      out_.string("unit", unit_of(component.dimension));
      out_.raw("element", std::to_string(component.element));
      out_.close('}');
    }
    out_.close(']');
  }

  void limits() {
    out_.key("limit");
    out_.open('{');
    out_.string("excl_vat", name_of(bill_.net_bound));
    out_.string("incl_vat", name_of(bill_.gross_bound));
    out_.close('}');
    const auto bound = [&](Bound wanted) {
      return bill_.net_bound == wanted || bill_.gross_bound == wanted;
    };
    out_.boolean("minimum_applied", bound(Bound::minimum));
    out_.boolean("maximum_applied", bound(Bound::maximum));
  }

  void taxes() {
    const int places = tariff_.currency_places;
    out_.key("taxes");
    out_.open('[');
    for (const TaxLine& line : tax_lines(tally_, bill_)) {
      const TaxFactor& factor = tally_.tariff().taxes()[line.tax];
      if (!factor.known) continue;
      out_.open('{');
      out_.string("percent", percent_text(factor));
      out_.string("excl_vat", minor_text(line.net, places));
      out_.string("vat", minor_text(line.gross - line.net, places));
      out_.string("incl_vat", minor_text(line.gross, places));
      out_.close('}');
    }
    out_.close(']');
  }

  const Tally& tally_;
  const Bill& bill_;
  const Tariff& tariff_;
  JsonWriter out_;
};

std::string line_text(const Tally& tally, const Bill& bill, std::uint16_t at) {
  const CompiledTariff& tariff = tally.tariff();
  const CompiledComponent& component = tariff[at];
  const LineAmount amount = amount_of(tally, bill.surpluses, at);
  const std::string percent = percent_text(tariff.taxes()[component.tax]);
  return fmt::format("{:<13} {:>12} {:<3} x {:>8} = {:>10} {}\n    {}\n",
                     kerb::payment::tariff::name_of(component.dimension),
                     quantity_text(component.dimension, amount.quantity),
                     unit_of(component.dimension), scaled_text(component.price, kPricePlaces),
                     text_of(tariff.gross_prices() ? amount.gross : amount.net).digits,
                     percent.empty() ? "no VAT stated" : percent + " % VAT", why(tally, at));
}

}  // namespace

std::string price_json(const Tally& tally, const Bill& bill, Rounding rounding,
                       const std::vector<std::string>& warnings) {
  return Report(tally, bill).json(rounding, warnings);
}

std::string price_text(const Tally& tally, const Bill& bill,
                       const std::vector<std::string>& warnings) {
  const Tariff& tariff = tally.tariff().tariff();
  std::string out;
  for (const std::uint16_t at : tally.used()) out += line_text(tally, bill, at);
  for (std::size_t at = 0; at < bill.surpluses.count; ++at) {
    const Surplus& surplus = bill.surpluses.list[at];
    const Dimension dimension = tally.tariff()[surplus.component].dimension;
    out += fmt::format("rounded up: {} {} {} to {}\n", kerb::payment::tariff::name_of(dimension),
                       quantity_text(dimension, surplus.measured), unit_of(dimension),
                       quantity_text(dimension, surplus.billed));
  }
  if (bill.net_bound != Bound::none || bill.gross_bound != Bound::none) {
    out += fmt::format("price limit: {} before taxes, {} with taxes\n", name_of(bill.net_bound),
                       name_of(bill.gross_bound));
  }
  const auto amount = [&](std::int64_t minor) {
    return minor_text(minor, tariff.currency_places) + " " + tariff.currency;
  };
  out += fmt::format("total without taxes: {}\ntotal with taxes: {}\n",
                     bill.net_known ? amount(bill.net_minor) : "not known",
                     bill.gross_known ? amount(bill.gross_minor) : "not known");
  for (const std::string& warning : warnings) out += "note: " + warning + "\n";
  return out;
}

}  // namespace kerb::payment::tariff
