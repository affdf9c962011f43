#include "payment/provider_router.hpp"

namespace kerb::payment {
namespace {

PaidBy presented(const Presentation& presentation) {
  if (std::holds_alternative<CardPresentation>(presentation)) return PaidBy::bank_card;
  if (std::holds_alternative<CardAtTerminal>(presentation)) return PaidBy::bank_card;
  if (std::holds_alternative<CheckoutPage>(presentation)) return PaidBy::checkout;
  return PaidBy::charging_card;
}

}  // namespace

PaymentProvider& ProviderRouter::provider(PaidBy paid_by) {
  switch (paid_by) {
    case PaidBy::bank_card:
      return bank_cards_;
    case PaidBy::checkout:
      return checkout_ == nullptr ? no_checkout_ : *checkout_;
    case PaidBy::charging_card:
    case PaidBy::nobody:
      break;
  }
  return charging_cards_;
}

HoldAnswer ProviderRouter::hold(const HoldOrder& order) {
  return provider(presented(order.presentation)).hold(order);
}

HoldAnswer ProviderRouter::raise(const RaiseOrder& order) {
  return provider(order.paid_by).raise(order);
}

SettleAnswer ProviderRouter::capture(const CaptureOrder& order) {
  return provider(order.paid_by).capture(order);
}

SettleAnswer ProviderRouter::release(const ReleaseOrder& order) {
  return provider(order.paid_by).release(order);
}

SettleAnswer ProviderRouter::abandon(const AbandonOrder& order) {
  return provider(order.paid_by).abandon(order);
}

AskAnswer ProviderRouter::ask(const Question& question) {
  return provider(question.paid_by).ask(question);
}

void ProviderRouter::acknowledge(const OrderKey& key) {
  // Keys are unique over all providers, and one that does not know the key has nothing to commit; a
  // page never has.
  bank_cards_.acknowledge(key);
  charging_cards_.acknowledge(key);
}

}  // namespace kerb::payment
