// Words for the saga's tests: a session's terms, times, and the events that lead somewhere.
#pragma once

#include "payment/saga/saga.hpp"
#include "tests/sold_charge.hpp"

namespace kerb::payment::test {

inline const Currency kEuro{};
inline const tariff::FrozenTariff::Ptr kTariff = per_kwh("0.59", "19");

inline Money euro(std::int64_t cents) {
  return {cents, kEuro};
}

inline Now at(hal::Millis since_start) {
  return {hal::Monotonic(hal::Millis(1'000'000) + since_start),
          hal::Utc(hal::Millis(1'790'000'000'000) + since_start)};
}

inline SessionTerms terms(PaidBy paid_by = PaidBy::bank_card) {
  return {.session = "0123456789abcdef0123456789abcdef",
          .evse = 1,
          .tariff = kTariff,
          .hold = holds_money(paid_by) ? euro(5000) : euro(0),
          .paid_by = paid_by,
          .card = {Scheme::visa, "Visa Debit", "0010", "f00dfeedf00dfeedf00dfeedf00dfeed"},
          .opened = at(hal::Millis{0}).utc};
}

inline Approved approved(std::int64_t cents = 5000) {
  return {Hold{"7000000000000000001", euro(cents), at(hal::Seconds{86400 * 7}).utc, "831000"}};
}

inline Fenced finished(std::int64_t from, std::int64_t to) {
  return {hal::ChargeRecord{hal::ChargeRecord::Phase::finished, {from}, {to}}};
}

template <typename State>
const State* state_of(const SagaStep& step) {
  return std::get_if<State>(&step.saga.state);
}

template <typename Effect>
const Effect* effect_of(const SagaStep& step) {
  for (const SagaEffect& effect : step.effects) {
    if (const auto* found = std::get_if<Effect>(&effect)) return found;
  }
  return nullptr;
}

}  // namespace kerb::payment::test
