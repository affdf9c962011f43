#include "payment/tariff/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kFiftyKilowatt = 50'000'000;  // mW

// The rules of one law about one kind of thing, by article.
constexpr const char* kAfirPrice = "Regulation (EU) 2023/1804 (AFIR), Article 5(4)";
constexpr const char* kAfirFair = "Regulation (EU) 2023/1804 (AFIR), Article 5(3)";
constexpr const char* kGermanPrice = "PAngV, section 14(2)";
constexpr const char* kGermanGross = "PAngV, sections 3(1) and 14(2)";
constexpr const char* kGermanMeasure = "MessEG, section 33; PTB-A 50.7";
constexpr const char* kUkPrice =
    "Public Charge Point Regulations 2023 (SI 2023/1168), regulation 11";
constexpr const char* kNevi = "23 CFR 680.116(a)";
constexpr const char* kCalifornia = "4 CCR 4001 and 4002.11 (NIST Handbook 44, section 3.40)";

struct LawName {
  Law law;
  std::string_view name;
};
constexpr std::array<LawName, 5> kLaws{{{Law::afir, "afir"},
                                        {Law::de, "de"},
                                        {Law::uk, "uk"},
                                        {Law::us_nevi, "us-nevi"},
                                        {Law::us_ca, "us-ca"}}};

std::string place_of(const TariffElement& element, std::size_t component) {
  // An OCPP price is a place of its own.
  if (element.place.rfind("elements", 0) != 0) return element.place;
  return fmt::format("{}.price_components[{}]", element.place, component);
}

class Inspection {
 public:
  Inspection(const Tariff& tariff, Law law, std::int64_t power, std::vector<Finding>& findings)
      : tariff_(tariff), law_(law), fast_(power >= kFiftyKilowatt), findings_(findings) {}

  void inspect() {
    if (is_free()) return;
    if (!has_price(Dimension::energy)) no_energy_price();
    for (const TariffElement& element : tariff_.elements) {
      if (element.restrictions.reservation != ReservationKind::none) continue;
      for (std::size_t at = 0; at < element.components.size(); ++at) {
        inspect_component(element, at);
      }
    }
    inspect_order();
    inspect_whole();
  }

 private:
  bool european() const { return law_ == Law::afir || law_ == Law::de; }
  void find(Severity severity, const char* code, std::string place, std::string what,
            const char* article) {
    findings_.push_back({severity, code, std::move(place), std::move(what), article});
  }

  template <typename Check>
  bool any_component(const Check& check) const {
    for (const TariffElement& element : tariff_.elements) {
      for (const PriceComponent& component : element.components) {
        if (check(element, component)) return true;
      }
    }
    return false;
  }
  bool is_free() const {
    return !any_component(
        [](const TariffElement&, const PriceComponent& component) { return component.price != 0; });
  }
  bool has_price(Dimension dimension) const {
    return any_component([&](const TariffElement& element, const PriceComponent& component) {
      return component.dimension == dimension && component.price > 0 &&
             element.restrictions.reservation == ReservationKind::none;
    });
  }

  const char* price_article() const {
    switch (law_) {
      case Law::afir:
        return kAfirPrice;
      case Law::de:
        return kGermanPrice;
      case Law::uk:
        return kUkPrice;
      case Law::us_nevi:
        return kNevi;
      case Law::us_ca:
        return kCalifornia;
    }
    return "";
  }

  void no_energy_price() {
    const bool allowed = law_ == Law::afir && !fast_;
    find(allowed ? Severity::note : Severity::unlawful, "no_energy_price", "",
         "nothing is charged per kWh: the price must be based on the energy delivered",
         price_article());
  }

  void inspect_component(const TariffElement& element, std::size_t at) {
    const PriceComponent& component = element.components[at];
    const std::string place = place_of(element, at);
    if (component.price < 0) {
      find(Severity::misleading, "negative_price", place,
           "a negative price: a card terminal cannot pay a driver", price_article());
    }
    if (component.price > 0) {
      if (component.dimension == Dimension::flat) session_fee(place);
      if (component.dimension == Dimension::time) time_price(element, place);
      if (component.dimension == Dimension::parking_time) parking_price(component, place);
      if (component.dimension == Dimension::energy) energy_price(element, component, place);
      missing_vat(component, place);
    }
  }

  void session_fee(const std::string& place) {
    if (european()) {
      if (fast_) {
        find(Severity::unlawful, "session_fee", place,
             "a fee per session at 50 kW or more: only a price per kWh and a fee per minute for "
             "occupying the point are allowed",
             kAfirPrice);
      }
    } else if (law_ == Law::uk) {
      find(Severity::unlawful, "session_fee", place,
           "a fee per session: the total price must be stated in pence per kWh", kUkPrice);
    } else {
      find(Severity::note, "session_fee", place,
           "a fee per session must be shown and explained before the charge", price_article());
    }
  }

  // A price per time that begins after a while discourages staying; from the start it is a price of
  // charging.
  void time_price(const TariffElement& element, const std::string& place) {
    constexpr std::uint32_t kLate = Restrictions::duration | Restrictions::charging_duration;
    const Restrictions& r = element.restrictions;
    const bool late =
        (r.kinds & kLate) != 0 && (r.duration_window.least > 0 || r.charging_window.least > 0);
    if (european()) {
      if (fast_) {
        find(late ? Severity::note : Severity::unlawful, "charging_time_price", place,
             late
                 ? "a fee per minute must only discourage long occupation"
                 : "a price for charging time at 50 kW or more: only a price per kWh and a fee per "
                   "minute for occupying the point are allowed",
             kAfirPrice);
      }
    } else if (law_ == Law::us_ca) {
      find(Severity::note, "charging_time_price", place,
           "a price for time must be shown beside the price per kWh", kCalifornia);
    } else {
      find(Severity::unlawful, "charging_time_price", place,
           "a price for charging time: the price must be per kWh", price_article());
    }
  }

  void parking_price(const PriceComponent& component, const std::string& place) {
    if (european() && fast_ && component.step_size > 60) {
      find(Severity::unlawful, "occupancy_not_per_minute", place,
           "the fee for occupying the point is billed in steps of more than a minute", kAfirPrice);
    }
  }

  void energy_price(const TariffElement& element, const PriceComponent& component,
                    const std::string& place) {
    if (component.step_size > 10) {
      find(Severity::misleading, "energy_step", place,
           fmt::format("energy is billed in steps of {} Wh: more than was delivered",
                       component.step_size),
           european() ? kAfirFair : price_article());
    }
    const std::uint32_t kinds = element.restrictions.kinds;
    if (law_ == Law::uk && kinds != 0) {
      find(Severity::unlawful, "price_rises_in_session", place,
           "the price per kWh can rise during a charge: the price at its start must hold",
           kUkPrice);
    }
    if (law_ == Law::us_nevi && kinds != 0) {
      find(Severity::unlawful, "price_changes_in_session", place,
           "the price per kWh can change during a charge: the price at its start must hold", kNevi);
    }
    if (law_ == Law::de && (kinds & Restrictions::time_of_day) != 0 &&
        (element.restrictions.start_minute % 15 != 0 ||
         element.restrictions.end_minute % 15 != 0)) {
      find(Severity::unlawful, "change_within_quarter", place,
           "a price may change only where a measuring period of 15 minutes ends", kGermanMeasure);
    }
  }

  void missing_vat(const PriceComponent& component, const std::string& place) {
    if (component.taxed || tariff_.tax_included == TaxIncluded::yes) return;
    if (law_ == Law::us_nevi || law_ == Law::us_ca) return;
    if (tariff_.tax_included == TaxIncluded::not_applicable) return;
    const char* article = law_ == Law::uk ? kUkPrice : law_ == Law::de ? kGermanGross : kAfirFair;
    find(Severity::unlawful, "vat_missing", place,
         "no VAT is stated, so the price with VAT, which has to be shown, is not known", article);
  }

  // AFIR below 50 kW: per kWh, per minute, per session, any other.
  void inspect_order() {
    if (!european()) return;
    const auto rank = [](Dimension dimension) {
      if (dimension == Dimension::energy) return 0;
      return dimension == Dimension::flat ? 2 : 1;
    };
    int highest = 0;
    for (const TariffElement& element : tariff_.elements) {
      if (element.restrictions.reservation != ReservationKind::none) continue;
      for (std::size_t at = 0; at < element.components.size(); ++at) {
        const PriceComponent& component = element.components[at];
        if (component.price == 0) continue;
        if (rank(component.dimension) < highest) {
          return find(Severity::misleading, "order", place_of(element, at),
                      "the components must be stated per kWh, then per minute, then per session",
                      kAfirPrice);
        }
        highest = rank(component.dimension);
      }
    }
  }

  void inspect_whole() {
    const auto set = [](const PriceLimit& limit) {
      return limit.net.value_or(0) > 0 || limit.gross.value_or(0) > 0;
    };
    if (set(tariff_.minimum) && ((european() && fast_) || law_ == Law::uk)) {
      find(Severity::unlawful, "minimum_price", "min_price",
           "a minimum price is a fee per session for whoever takes little", price_article());
    }
    if (!tariff_.type.empty() && tariff_.type != "AD_HOC_PAYMENT" &&
        tariff_.source != Tariff::Source::ocpp_2_1) {
      find(Severity::note, "not_ad_hoc", "type",
           fmt::format("the tariff is for {}, not for payment at the charger", tariff_.type),
           price_article());
    }
    const bool pounds = law_ == Law::uk && tariff_.currency != "GBP";
    const bool dollars = (law_ == Law::us_nevi || law_ == Law::us_ca) && tariff_.currency != "USD";
    if (pounds || dollars) {
      find(Severity::unlawful, "currency", "currency",
           fmt::format("the price is in {}", tariff_.currency), price_article());
    }
    if (law_ == Law::us_nevi && tariff_.alternative_texts.empty() &&
        (has_price(Dimension::flat) || has_price(Dimension::parking_time))) {
      find(Severity::note, "fees_not_explained", "tariff_alt_text",
           "fees beside the price per kWh must be explained: say in words what they are for",
           kNevi);
    }
  }

  const Tariff& tariff_;
  Law law_;
  bool fast_;
  std::vector<Finding>& findings_;
};

}  // namespace

std::optional<Law> law_of(std::string_view name) {
  for (const LawName& law : kLaws) {
    if (law.name == name) return law.law;
  }
  return std::nullopt;
}

std::string_view name_of(Law law) {
  return kLaws[static_cast<std::size_t>(law)].name;
}

std::string_view name_of(Severity severity) {
  static constexpr std::array<std::string_view, 3> kNames{"unlawful", "misleading", "note"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::vector<Finding> lint(const Tariff& tariff, Law law, std::int64_t power, const Zone& zone) {
  std::vector<Finding> findings;
  Inspection(tariff, law, power, findings).inspect();
  lint_elements(tariff, zone, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return findings;
}

}  // namespace kerb::payment::tariff
