// Money as Stripe counts it: whole units of the smallest coin, which for some currencies is not ISO
// 4217's. Source: docs.stripe.com/currencies, "Zero-decimal", "Special cases", "Three-decimal" and
// "Minimum and maximum charge amounts".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "payment/money.hpp"

namespace kerb::payment::checkout {

// 1264 for 12.64 EUR, 500 for 500 JPY, 50000 for 500 ISK (two decimals that must be zero), 5000 for
// 5.000 KWD (whose last digit must be zero). Empty when Stripe cannot express the amount, or it is
// not positive, or it has more than the eight digits that Stripe takes.
std::optional<std::int64_t> to_stripe(const Money& amount);

// The other way; also empty when the coin is smaller than ours. Zero is an amount here.
std::optional<Money> from_stripe(std::int64_t units, const Currency& currency);

// "eur"
std::string stripe_currency(const Currency& currency);

// The least that a page may ask for, where Stripe names one.
std::optional<Money> stripe_minimum(const Currency& currency);

}  // namespace kerb::payment::checkout
