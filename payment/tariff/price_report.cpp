#include "payment/tariff/price_report.hpp"

#include <fmt/format.h>

#include <iterator>

#include "payment/tariff/json_string.hpp"

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

// Writes the members of the report one after the other.
class Report {
 public:
  Report(const Tally& tally, const Bill& bill) : tally_(tally), bill_(bill) {}

  std::string json(Rounding rounding, const std::vector<std::string>& warnings) && {
    const Tariff& tariff = tally_.tariff().tariff();
    put("{{\"currency\":{}", json_text(tariff.currency));
    totals(tariff.currency_places);
    put(",\"rounding\":\"{}\",\"tax_included\":{}", kerb::payment::tariff::name_of(rounding),
        tax_included(tariff.tax_included));
    lines();
    steps();
    limits();
    taxes(tariff.currency_places);
    put(",\"tariff\":{{\"id\":{},\"type\":{}}}", json_text(tariff.id), json_text(tariff.type));
    put(",\"time_zone\":{},\"warnings\":[", json_text(tally_.tariff().zone().name()));
    for (std::size_t at = 0; at < warnings.size(); ++at) {
      put("{}{}", at == 0 ? "" : ",", json_text(warnings[at]));
    }
    put("]}}");
    return fmt::to_string(out_);
  }

 private:
  template <typename... Values>
  void put(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }

  static std::string_view tax_included(TaxIncluded included) {
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

  // `"name":"0.5"`, and the fraction where the digits do not end.
  void exact(std::string_view name, const Exact& amount) {
    const ExactText text = text_of(amount);
    put(",\"{}\":\"{}\"", name, text.digits);
    if (!text.fraction.empty()) put(",\"{}_fraction\":\"{}\"", name, text.fraction);
  }

  void totals(int places) {
    const auto total = [&](std::string_view name, bool known, std::int64_t minor) {
      put(",\"{}\":{}", name, known ? json_text(minor_text(minor, places)) : "null");
    };
    total("total_excl_vat", bill_.net_known, bill_.net_minor);
    total("total_incl_vat", bill_.gross_known, bill_.gross_minor);
    known("total_excl_vat_exact", bill_.net_known, bill_.net);
    known("total_incl_vat_exact", bill_.gross_known, bill_.gross);
  }

  void known(std::string_view name, bool is_known, const Exact& amount) {
    if (is_known) return exact(name, amount);
    put(",\"{}\":null", name);
  }

  void lines() {
    put(",\"lines\":[");
    bool first = true;
    for (const std::uint16_t at : tally_.used()) {
      if (!first) put(",");
      first = false;
      line(at);
    }
    put("]");
  }

  void line(std::uint16_t at) {
    const CompiledTariff& tariff = tally_.tariff();
    const CompiledComponent& component = tariff[at];
    const LineAmount amount = amount_of(tally_, bill_.surpluses, at);
    const Dimension dimension = component.dimension;
    put("{{\"dimension\":\"{}\",\"quantity\":\"{}\",\"unit\":\"{}\"",
        kerb::payment::tariff::name_of(dimension), quantity_text(dimension, amount.quantity),
        unit_of(dimension));
    if (dimension == Dimension::time || dimension == Dimension::parking_time) {
      put(",\"seconds\":\"{}\"", scaled_text(amount.quantity, 3));
    }
    if (component.restrictions.reservation != ReservationKind::none) put(",\"reservation\":true");
    put(",\"price\":\"{}\"", scaled_text(component.price, kPricePlaces));
    known("amount_excl_vat", bill_.net_known, amount.net);
    const std::string percent = percent_text(tariff.taxes()[component.tax]);
    put(",\"vat_percent\":{}", percent.empty() ? "null" : json_text(percent));
    known("amount_incl_vat", bill_.gross_known, amount.gross);
    put(",\"element\":{},\"component\":{},\"place\":{},\"why\":{}}}", component.element,
        component.component, json_text(tariff.tariff().elements[component.element].place),
        json_text(why(tally_, at)));
  }

  void steps() {
    put(",\"step_size\":[");
    for (std::size_t at = 0; at < bill_.surpluses.count; ++at) {
      const Surplus& surplus = bill_.surpluses.list[at];
      const CompiledComponent& component = tally_.tariff()[surplus.component];
      const auto quantity = [&](std::int64_t value) {
        return quantity_text(component.dimension, value);
      };
      put("{}{{\"dimension\":\"{}\",\"step_size\":{},\"measured\":\"{}\",\"billed\":\"{}\","
          "\"surplus\":\"{}\",\"unit\":\"{}\",\"element\":{}}}",
          at == 0 ? "" : ",", kerb::payment::tariff::name_of(component.dimension),
          step_text(component), quantity(surplus.measured), quantity(surplus.billed),
          quantity(surplus.billed - surplus.measured), unit_of(component.dimension),
          component.element);
    }
    put("]");
  }

  void limits() {
    put(",\"limit\":{{\"excl_vat\":\"{}\",\"incl_vat\":\"{}\"}}", name_of(bill_.net_bound),
        name_of(bill_.gross_bound));
    const auto bound = [&](Bound wanted) {
      return bill_.net_bound == wanted || bill_.gross_bound == wanted;
    };
    put(",\"minimum_applied\":{},\"maximum_applied\":{}", bound(Bound::minimum),
        bound(Bound::maximum));
  }

  void taxes(int places) {
    put(",\"taxes\":[");
    bool first = true;
    for (const TaxLine& line : tax_lines(tally_, bill_)) {
      const TaxFactor& factor = tally_.tariff().taxes()[line.tax];
      if (!factor.known) continue;
      put("{}{{\"percent\":\"{}\",\"excl_vat\":\"{}\",\"vat\":\"{}\",\"incl_vat\":\"{}\"}}",
          first ? "" : ",", percent_text(factor), minor_text(line.net, places),
          minor_text(line.gross - line.net, places), minor_text(line.gross, places));
      first = false;
    }
    put("]");
  }

  const Tally& tally_;
  const Bill& bill_;
  fmt::memory_buffer out_;
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
