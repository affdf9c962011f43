// A tariff as Kerb understands it, whichever protocol it came from: OCPI 2.2.1 or 2.3.0 (module
// Tariffs) or OCPP 2.1 (TariffType). The readers have checked every number against its bounds;
// compile() (compiled_tariff.hpp) makes of it what a charge is priced with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment/tariff/exact.hpp"
#include "payment/tariff/restrictions.hpp"

namespace kerb::payment::tariff {

// OCPI TariffDimensionType. `parking_time`: the car is connected and asks for no power.
enum class Dimension : std::uint8_t { energy, time, parking_time, flat };
std::string_view name_of(Dimension dimension);  // "PARKING_TIME"

// One rate. Those of one stack are added; a higher stack is levied on top of all below it (OCPP 2.1
// TaxRateType; for example GST, and QST on both).
struct Tax {
  std::string name;
  std::int64_t percent = 0;  // 10^-6 percent
  int stack = 0;
};

struct PriceComponent {
  Dimension dimension = Dimension::energy;
  std::int64_t price = 0;  // 10^-12 of the currency's unit per kWh, per hour, or once
  std::vector<Tax> taxes;
  bool taxed = false;          // a rate is stated, be it 0: OCPI tells that from no rate at all
  std::int64_t step_size = 0;  // Wh or seconds; 0: none
};

struct TariffElement {
  std::vector<PriceComponent> components;
  Restrictions restrictions;
  // Conditions that do not change during a charge; empty: any. Only OCPP 2.1 has them.
  std::string evse_kind;            // "AC" or "DC"
  std::string payment_brand;        // of a fixed fee
  std::string payment_recognition;  // of a fixed fee
  std::string place;                // in the file: "elements[2]"
};

// A limit of the whole session's price. Net and gross bind independently.
struct PriceLimit {
  std::optional<std::int64_t> net;    // 10^-12
  std::optional<std::int64_t> gross;  // 10^-12
};

// OCPI 2.3.0 TaxIncluded; `unstated` is OCPI 2.2.1, whose prices are all net.
enum class TaxIncluded : std::uint8_t { unstated, no, yes, not_applicable };

struct AlternativeText {
  std::string language;  // ISO 639-1
  std::string text;
};

struct Tariff {
  enum class Source : std::uint8_t { ocpi_2_2_1, ocpi_2_3_0, ocpp_2_1 };
  Source source = Source::ocpi_2_2_1;
  std::string id;
  std::string country_code;
  std::string party_id;
  std::string currency;     // ISO 4217
  int currency_places = 2;  // of the minor unit
  std::string type;         // AD_HOC_PAYMENT, REGULAR …; empty: for every charge
  std::vector<AlternativeText> alternative_texts;
  std::string alternative_url;
  PriceLimit minimum;
  PriceLimit maximum;
  std::vector<TariffElement> elements;
  std::optional<std::int64_t> valid_from;   // UTC milliseconds, inclusive
  std::optional<std::int64_t> valid_until;  // exclusive
  TaxIncluded tax_included = TaxIncluded::unstated;
  std::optional<std::int64_t> preauthorize;  // 10^-12; OCPI payments
  std::vector<std::string> warnings;         // what the reader passed over, with its place

  bool valid_at(std::int64_t utc) const {
    return (!valid_from || utc >= *valid_from) && (!valid_until || utc < *valid_until);
  }
};

// The decimal places of a currency's minor unit (ISO 4217); empty for a code that is not in it.
std::optional<int> currency_places(std::string_view code);

}  // namespace kerb::payment::tariff
