// OCPP 2.1, TariffType: a list of prices for each thing that is charged. Every price becomes an
// element of its own; the first whose conditions hold is used, as in OCPI. Prices are without taxes
// and have no step size; time is priced per minute.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "payment/tariff/json_reader.hpp"
#include "payment/tariff/restriction_reader.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

// How one of the lists is read.
struct PriceList {
  std::string_view member;
  std::string_view price;
  Dimension dimension;
  std::int64_t per_hour;  // a price per minute times 60
  ReservationKind reservation;
};
constexpr PriceList kLists[] = {
    {"energy", "priceKwh", Dimension::energy, 1, ReservationKind::none},
    {"chargingTime", "priceMinute", Dimension::time, 60, ReservationKind::none},
    {"idleTime", "priceMinute", Dimension::parking_time, 60, ReservationKind::none},
    {"fixedFee", "priceFixed", Dimension::flat, 1, ReservationKind::none},
    {"reservationTime", "priceMinute", Dimension::time, 60, ReservationKind::reservation},
    {"reservationFixed", "priceFixed", Dimension::flat, 1, ReservationKind::reservation}};

class OcppTariffReader {
 public:
  OcppTariffReader(const JsonTree& tree, Tariff& tariff)
      : tree_(tree), reader_(tree), tariff_(tariff) {}

  hal::Result<void> read(std::uint32_t node) {
    tariff_.source = Tariff::Source::ocpp_2_1;
    const auto each = [this](std::uint32_t at, std::string_view key) { member(at, key); };
    if (reader_.each_member(node, each)) check(node);
    if (reader_.failed()) return tl::make_unexpected(reader_.error());
    tariff_.warnings = reader_.take_warnings();
    return {};
  }

 private:
  void member(std::uint32_t at, std::string_view key) {
    for (const PriceList& list : kLists) {
      if (key == list.member) return read_list(at, list);
    }
    if (key == "tariffId") {
      tariff_.id = reader_.text(at, 60);
    } else if (key == "currency") {
      tariff_.currency = reader_.currency(at, tariff_.currency_places);
    } else if (key == "description") {
      read_description(at);
    } else if (key == "validFrom") {
      tariff_.valid_from = reader_.utc(at);
    } else if (key == "minCost") {
      tariff_.minimum = read_limit(at);
    } else if (key == "maxCost") {
      tariff_.maximum = read_limit(at);
    } else if (key != "customData") {
      reader_.refuse(at, "an unknown member of a TariffType: it may be a price",
                     "the members of OCPP 2.1");
    }
  }

  void read_description(std::uint32_t list) {
    if (!reader_.is_array(list)) return;
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      const std::uint32_t content = tree_.member(at, "content");
      const std::uint32_t language = tree_.member(at, "language");
      if (content == 0) {
        reader_.warn(at, "a description without its content, passed over");
        continue;
      }
      tariff_.alternative_texts.push_back(
          {language == 0 ? "" : reader_.text(language, 16), reader_.text(content, 4096)});
    }
  }

  PriceLimit read_limit(std::uint32_t node) {
    PriceLimit limit;
    if (!reader_.is_object(node)) return limit;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == "exclTax") {
        limit.net = reader_.number(at, kPricePlaces, 0, kMostPrice);
      } else if (key == "inclTax") {
        limit.gross = reader_.number(at, kPricePlaces, 0, kMostPrice);
      } else if (key != "taxRates" && key != "customData") {
        reader_.refuse(at, "an unknown member of a price limit", "exclTax and inclTax");
      }
    }
    return limit;
  }

  void read_list(std::uint32_t node, const PriceList& list) {
    if (!reader_.is_object(node)) return;
    const std::uint32_t rates = tree_.member(node, "taxRates");
    const std::uint32_t prices = tree_.member(node, "prices");
    std::vector<Tax> taxes;
    if (rates != 0) taxes = read_taxes(rates);
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      if (at == rates || at == prices || tree_[at].key == "customData") continue;
      reader_.refuse(at, "an unknown member: it may be a price", "prices and taxRates");
    }
    if (prices == 0) {
      return reader_.refuse(node, "no prices", "remove the member, or give at least one price");
    }
    if (!reader_.is_array(prices)) return;
    if (tree_.count(prices) > kMostElements) {
      return reader_.refuse(prices, "too many prices", fmt::format("at most {}", kMostElements));
    }
    std::size_t index = 0;
    for (auto at = JsonTree::first(prices); at != tree_.end(prices); at = tree_.next(at)) {
      TariffElement element;
      element.place = fmt::format("{}.prices[{}]", list.member, index++);
      read_price(at, list, taxes, element);
      tariff_.elements.push_back(std::move(element));
    }
  }

  void read_price(std::uint32_t node, const PriceList& list, const std::vector<Tax>& taxes,
                  TariffElement& element) {
    if (!reader_.is_object(node)) return;
    PriceComponent component;
    component.dimension = list.dimension;
    component.taxes = taxes;
    component.taxed = !taxes.empty();
    bool priced = false;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == list.price) {
        const std::int64_t most = kMostPrice / list.per_hour;
        component.price = reader_.number(at, kPricePlaces, -most, most) * list.per_hour;
        if (component.price < 0) reader_.warn(at, "a negative price");
        priced = true;
      } else if (key == "conditions") {
        if (!reader_.is_null(at)) read_ocpp_conditions(reader_, at, element);
      } else if (key != "customData") {
        reader_.refuse(at, "an unknown member of a price: it may change when it applies",
                       fmt::format("{} and conditions", list.price));
      }
    }
    if (!priced) reader_.refuse(node, "a price without its amount", std::string(list.price));
    element.components.push_back(std::move(component));
    element.restrictions.reservation = list.reservation;
  }

  std::vector<Tax> read_taxes(std::uint32_t list) {
    std::vector<Tax> taxes;
    if (!reader_.is_array(list)) return taxes;
    if (tree_.count(list) > 5) {
      reader_.refuse(list, "too many tax rates", "at most 5");
      return taxes;
    }
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      if (reader_.is_object(at)) taxes.push_back(read_tax(at));
    }
    return taxes;
  }

  Tax read_tax(std::uint32_t node) {
    Tax tax;
    bool rated = false;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == "type") {
        tax.name = reader_.text(at, 20);
      } else if (key == "tax") {
        tax.percent = reader_.number(at, 6, 0, kMostPercent);
        rated = true;
      } else if (key == "stack") {
        tax.stack = static_cast<int>(reader_.whole(at, 4));
      } else if (key != "customData") {
        reader_.refuse(at, "an unknown member of a tax rate", "type, tax and stack");
      }
    }
    if (!rated) reader_.refuse(node, "a tax rate without its percentage", "add tax");
    return tax;
  }

  void check(std::uint32_t node) {
    if (tariff_.currency.empty()) {
      reader_.refuse(node, "no currency", "add one of ISO 4217, such as EUR");
    }
    if (tariff_.elements.empty()) {
      reader_.refuse(node, "no prices", "a free charge is a fixedFee with the price 0");
    }
  }

  const JsonTree& tree_;
  JsonReader reader_;
  Tariff& tariff_;
};

}  // namespace

hal::Result<Tariff> read_ocpp_tariff(const JsonTree& tree, std::uint32_t node) {
  Tariff tariff;
  const auto read = OcppTariffReader(tree, tariff).read(node);
  if (!read) return tl::make_unexpected(read.error());
  return tariff;
}

bool is_ocpp_tariff(const JsonTree& tree, std::uint32_t node) {
  if (tree.member(node, "elements") != 0) return false;
  if (tree.member(node, "tariffId") != 0) return true;
  return std::any_of(std::begin(kLists), std::end(kLists),
                     [&](const PriceList& list) { return tree.member(node, list.member) != 0; });
}

}  // namespace kerb::payment::tariff
