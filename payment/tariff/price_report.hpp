// A price with everything that explains it: what was charged, how much, at which price, by which
// element of the tariff, and why. Made only when somebody asks; pricing itself needs none of it.
#pragma once

#include <string>
#include <vector>

#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {

// `warnings` are those of the readers; what the tally noticed is added here.
std::vector<std::string> warnings_of(const Tally& tally, const Bill& bill,
                                     std::vector<std::string> warnings);

// One JSON object on one line. Amounts are decimal strings.
std::string price_json(const Tally& tally, const Bill& bill, Rounding rounding,
                       const std::vector<std::string>& warnings);

// The same for people, one line each.
std::string price_text(const Tally& tally, const Bill& bill,
                       const std::vector<std::string>& warnings);

// Why a component was used: "elements[1], from 17:00 to 20:00 local time; since 2019-01-15 17:00".
std::string why(const Tally& tally, std::uint16_t component);

// The quantity as it stands beside a price: kWh, hours to ten places, or times.
std::string quantity_text(Dimension dimension, std::int64_t quantity);
std::string_view unit_of(Dimension dimension);  // "kWh", "h", "x"
// What a rate adds in percent, all stacks together: "19"; empty when no rate is known.
std::string percent_text(const TaxFactor& factor);

}  // namespace kerb::payment::tariff
