// The price of a running charge as the journal keeps it: whole numbers only, so that what goes on
// after a power cut comes to the same amount as what was never interrupted.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "payment/tariff/live_price.hpp"

namespace kerb::payment::tariff {

nlohmann::json to_json(const LivePrice& price);

// Empty when it is not what to_json() wrote for this tariff.
std::optional<LivePrice> live_price_from(const nlohmann::json& json,
                                         std::shared_ptr<const CompiledTariff> tariff,
                                         Rounding rounding);

}  // namespace kerb::payment::tariff
