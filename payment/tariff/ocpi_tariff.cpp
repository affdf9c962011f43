// OCPI 2.2.1 and 2.3.0, module Tariffs, object Tariff.
#include <fmt/format.h>

#include <algorithm>

#include "payment/tariff/json_reader.hpp"
#include "payment/tariff/restriction_reader.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::size_t kMostComponentsOfAnElement = 32;

class OcpiTariffReader {
 public:
  OcpiTariffReader(const JsonTree& tree, Tariff& tariff)
      : tree_(tree), reader_(tree), tariff_(tariff) {}

  hal::Result<void> read(std::uint32_t node) {
    const auto each = [this](std::uint32_t at, std::string_view key) { member(at, key); };
    if (reader_.each_member(node, each)) check(node);
    if (reader_.failed()) return tl::make_unexpected(reader_.error());
    tariff_.warnings = reader_.take_warnings();
    return {};
  }

 private:
  // Members that say nothing about the price.
  static bool silent(std::string_view key) { return key == "last_updated" || key == "energy_mix"; }

  void member(std::uint32_t at, std::string_view key) {
    if (key == "id") {
      tariff_.id = reader_.text(at, 255);
    } else if (key == "country_code") {
      tariff_.country_code = reader_.text(at, 16);
    } else if (key == "party_id") {
      tariff_.party_id = reader_.text(at, 16);
    } else if (key == "currency") {
      tariff_.currency = reader_.currency(at, tariff_.currency_places);
    } else if (key == "type") {
      tariff_.type = reader_.text(at, 64);
    } else if (key == "tariff_alt_text") {
      read_texts(at);
    } else if (key == "tariff_alt_url") {
      tariff_.alternative_url = reader_.text(at, 2048);
    } else if (key == "elements") {
      read_elements(at);
    } else if (!price_member(at, key) && !silent(key)) {
      reader_.warn(at, "an unknown member, passed over");
    }
  }

  bool price_member(std::uint32_t at, std::string_view key) {
    if (key == "min_price") {
      tariff_.minimum = read_limit(at);
    } else if (key == "max_price") {
      tariff_.maximum = read_limit(at);
    } else if (key == "start_date_time") {
      tariff_.valid_from = reader_.utc(at);
    } else if (key == "end_date_time") {
      tariff_.valid_until = reader_.utc(at);
    } else if (key == "tax_included") {
      read_tax_included(at);
    } else if (key == "preauthorize_amount") {
      tariff_.preauthorize = reader_.number(at, kPricePlaces, 0, kMostPrice);
    } else {
      return false;
    }
    return true;
  }

  void read_texts(std::uint32_t list) {
    if (!reader_.is_array(list)) return;
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      const std::uint32_t language = tree_.member(at, "language");
      const std::uint32_t text = tree_.member(at, "text");
      if (language == 0 || text == 0) {
        reader_.warn(at, "a text without its language or its words, passed over");
        continue;
      }
      tariff_.alternative_texts.push_back({reader_.text(language, 16), reader_.text(text, 4096)});
    }
  }

  // 2.2.1 Price {excl_vat, incl_vat}, 2.3.0 PriceLimit {before_taxes, after_taxes}; a bare number,
  // as OCPI 2.1 had it, is net.
  PriceLimit read_limit(std::uint32_t node) {
    PriceLimit limit;
    const auto price = [&](std::uint32_t at) {
      return reader_.number(at, kPricePlaces, 0, kMostPrice);
    };
    if (tree_[node].kind == JsonKind::number) {
      limit.net = price(node);
      return limit;
    }
    if (!reader_.is_object(node)) return limit;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (reader_.is_null(at)) continue;
      if (key == "excl_vat" || key == "before_taxes") {
        limit.net = price(at);
      } else if (key == "incl_vat" || key == "after_taxes") {
        limit.gross = price(at);
      } else {
        reader_.refuse(at, "an unknown member of a price limit", "before_taxes and after_taxes");
      }
    }
    return limit;
  }

  void read_tax_included(std::uint32_t at) {
    const std::string_view value = reader_.word(at);
    if (value == "YES") {
      tariff_.tax_included = TaxIncluded::yes;
    } else if (value == "NO") {
      tariff_.tax_included = TaxIncluded::no;
    } else if (value == "N/A") {
      tariff_.tax_included = TaxIncluded::not_applicable;
    } else {
      reader_.refuse(at, fmt::format("{} is unknown", in_quotes(value)), "YES, NO or N/A");
    }
    tariff_.source = Tariff::Source::ocpi_2_3_0;
  }

  void read_elements(std::uint32_t list) {
    if (!reader_.is_array(list)) return;
    if (tree_.count(list) > kMostElements) {
      return reader_.refuse(list, "too many elements", fmt::format("at most {}", kMostElements));
    }
    tariff_.elements.reserve(tree_.count(list));
    std::size_t index = 0;
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      tariff_.elements.emplace_back().place = "elements[" + std::to_string(index++) + "]";
      if (reader_.is_object(at)) read_element(at, tariff_.elements.back());
      if (reader_.failed()) return;
    }
  }

  void read_element(std::uint32_t node, TariffElement& element) {
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == "price_components") {
        read_components(at, element);
      } else if (key == "restrictions") {
        if (!reader_.is_null(at)) element.restrictions = read_ocpi_restrictions(reader_, at);
      } else {
        reader_.refuse(at, "an unknown member of a tariff element: it may change when it applies",
                       "price_components and restrictions");
      }
    }
    if (element.components.empty()) {
      reader_.refuse(node, "an element without price components", "say what it charges");
    }
  }

  void read_components(std::uint32_t list, TariffElement& element) {
    if (!reader_.is_array(list)) return;
    if (tree_.count(list) > kMostComponentsOfAnElement) {
      return reader_.refuse(list, "too many price components",
                            fmt::format("at most {}", kMostComponentsOfAnElement));
    }
    element.components.reserve(tree_.count(list));
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      if (reader_.is_object(at)) element.components.push_back(read_component(at));
      if (reader_.failed()) return;
      const Dimension dimension = element.components.back().dimension;
      const auto same = [&](const PriceComponent& other) { return other.dimension == dimension; };
      if (std::count_if(element.components.begin(), element.components.end(), same) > 1) {
        reader_.warn(at, "a second component of the same type can never apply");
      }
    }
  }

  PriceComponent read_component(std::uint32_t node) {
    PriceComponent component;
    std::uint32_t step = 0;
    bool typed = false;
    bool priced = false;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == "type") {
        component.dimension = read_dimension(at);
        typed = true;
      } else if (key == "price") {
        component.price = reader_.number(at, kPricePlaces, -kMostPrice, kMostPrice);
        if (component.price < 0) reader_.warn(at, "a negative price");
        priced = true;
      } else if (key == "vat") {
        if (!reader_.is_null(at)) read_vat(at, component);
      } else if (key == "step_size") {
        if (!reader_.is_null(at)) step = at;
      } else {
        reader_.refuse(at, "an unknown member of a price component: it may change the price",
                       "type, price, vat and step_size");
      }
    }
    if (!typed || !priced) {
      reader_.refuse(node, "a price component without its type or its price", "give both");
    }
    read_step(node, step, component);
    return component;
  }

  void read_step(std::uint32_t node, std::uint32_t step, PriceComponent& component) {
    if (reader_.failed()) return;
    if (step == 0) return reader_.warn(node, "no step_size: billed to the last digit");
    const bool energy = component.dimension == Dimension::energy;
    component.step_size =
        reader_.whole(step, energy ? kMostEnergy / 1'000'000'000 : kMostMillis / 1000);
    if (component.dimension == Dimension::flat) component.step_size = 0;
  }

  void read_vat(std::uint32_t at, PriceComponent& component) {
    const std::int64_t percent = reader_.number(at, 6, 0, kMostPercent);
    if (percent > 0 && percent < 1'000'000) reader_.warn(at, "less than 1 %: is it a fraction?");
    component.taxes.push_back({"VAT", percent, 0});
    component.taxed = true;
  }

  Dimension read_dimension(std::uint32_t at) {
    const std::string_view type = reader_.word(at);
    for (const auto dimension :
         {Dimension::energy, Dimension::time, Dimension::parking_time, Dimension::flat}) {
      if (type == name_of(dimension)) return dimension;
    }
    reader_.refuse(at, fmt::format("{} is no dimension", in_quotes(type)),
                   "ENERGY, FLAT, PARKING_TIME or TIME");
    return Dimension::flat;
  }

  void check(std::uint32_t node) {
    if (tariff_.currency.empty()) {
      reader_.refuse(node, "no currency", "add one of ISO 4217, such as EUR");
    }
    if (tariff_.elements.empty()) {
      reader_.refuse(node, "no elements", "a free charge is a FLAT component with the price 0");
    }
    if (tariff_.valid_from && tariff_.valid_until && *tariff_.valid_from >= *tariff_.valid_until) {
      reader_.refuse(node, "the tariff ends before it begins",
                     "mend start_date_time and end_date_time");
    }
    const auto crossed = [](const auto& least, const auto& most) {
      return least && most && *least > *most;
    };
    if (crossed(tariff_.minimum.net, tariff_.maximum.net) ||
        crossed(tariff_.minimum.gross, tariff_.maximum.gross)) {
      reader_.refuse(node, "min_price exceeds max_price", "mend one of them");
    }
    for (const TariffElement& element : tariff_.elements) check_reservation(node, element);
  }

  void check_reservation(std::uint32_t node, const TariffElement& element) {
    if (element.restrictions.reservation == ReservationKind::none) return;
    for (const PriceComponent& component : element.components) {
      if (component.dimension == Dimension::energy ||
          component.dimension == Dimension::parking_time) {
        reader_.warn(node, fmt::format("{}: {} has no meaning for a reservation", element.place,
                                       name_of(component.dimension)));
      }
    }
  }

  const JsonTree& tree_;
  JsonReader reader_;
  Tariff& tariff_;
};

}  // namespace

hal::Result<Tariff> read_ocpi_tariff(const JsonTree& tree, std::uint32_t node) {
  Tariff tariff;
  const auto read = OcpiTariffReader(tree, tariff).read(node);
  if (!read) return tl::make_unexpected(read.error());
  return tariff;
}

}  // namespace kerb::payment::tariff
