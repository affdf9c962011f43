// What the orders look like as form bodies for Stripe's API. Pure: the same order gives the same
// text, so a repetition under the same key is the same request. Names and types: the published
// schema (github.com/stripe/openapi), which takes no parameter that it does not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// POST /v1/checkout/sessions. Errors: checkout.order (key, title or amount cannot be sent).
hal::Result<std::string> stripe_page_form(const CheckoutSettings& settings, const HoldOrder& order,
                                          const CheckoutPage& page);
// POST /v1/payment_intents/{id}/increment_authorization. `total` is in Stripe's units.
std::string stripe_raise_form(const OrderKey& key, std::int64_t total);
// POST /v1/payment_intents/{id}/capture
std::string stripe_capture_form(const OrderKey& key, std::int64_t units);
// POST /v1/payment_intents/{id}/cancel
std::string stripe_release_form();
// The query for the pages that were made within an hour of `sent_at`, newest first, or for all that
// are open now; `after` is the last one of the list before, or empty.
std::string stripe_pages_query(std::optional<hal::Utc> sent_at, std::string_view after);

// The language that Checkout has for a BCP 47 tag, or "auto": the phone's own.
std::string_view stripe_locale(std::string_view language);

// What an increment or a capture leaves at the payment, so that a later question finds it.
inline constexpr const char* kRaisedUnder = "raised_under";
inline constexpr const char* kCapturedUnder = "captured_under";

}  // namespace kerb::payment::checkout
