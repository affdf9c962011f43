// What the orders look like as bodies for the REST API. Pure: the same order gives the same text.
// Fields and values: the gateway's guides for EV charging and for unattended contactless terminals;
// merchant category 5552 is "electric vehicle charging".
#pragma once

#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/gateway/account.hpp"
#include "payment/gateway/secret_text.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::gateway {

// `local_time` is YYYYMMDDhhmmss in the terminal's own time zone.
// Errors: gateway.order (key, amount or card data cannot be sent), gateway.chip_tags. Nothing
// secret is in them.
hal::Result<SecretText> hold_body(const Account& account, const HoldOrder& order,
                                  const CardPresentation& card, std::string_view local_time);
SecretText raise_body(const Account& account, const RaiseOrder& order, std::string_view local_time);
SecretText capture_body(const Account& account, const CaptureOrder& order);
SecretText release_body(const Account& account, const ReleaseOrder& order);
SecretText abandon_body(const AbandonOrder& order);
// Everything that was sent under this key since the beginning of the day `days_back` days ago
// (UTC).
SecretText search_body(const OrderKey& key, int days_back);

// 1 to 30 of [A-Za-z0-9-]: what fits into transactionId and means nothing in a query.
bool is_order_key(std::string_view text);
// 1 to 32 of [A-Za-z0-9]: what the gateway gives as ids, and harmless in a path.
bool is_gateway_id(std::string_view text);

}  // namespace kerb::payment::gateway
