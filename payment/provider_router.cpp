#include "payment/provider_router.hpp"

#include "payment/charging_card_list.hpp"

namespace kerb::payment {

PaymentProvider& ProviderRouter::by_kind(bool charging_card) {
  return charging_card ? charging_cards_ : bank_cards_;
}

PaymentProvider& ProviderRouter::by_reference(std::string_view hold_reference) {
  return by_kind(hold_reference.substr(0, ChargingCardList::kReferencePrefix.size()) ==
                 ChargingCardList::kReferencePrefix);
}

HoldAnswer ProviderRouter::hold(const HoldOrder& order) {
  return by_kind(!std::holds_alternative<CardPresentation>(order.presentation)).hold(order);
}

HoldAnswer ProviderRouter::raise(const RaiseOrder& order) {
  return by_reference(order.hold_reference).raise(order);
}

SettleAnswer ProviderRouter::capture(const CaptureOrder& order) {
  return by_reference(order.hold_reference).capture(order);
}

SettleAnswer ProviderRouter::release(const ReleaseOrder& order) {
  return by_reference(order.hold_reference).release(order);
}

SettleAnswer ProviderRouter::abandon(const AbandonOrder& order) {
  return by_kind(order.by_charging_card).abandon(order);
}

AskAnswer ProviderRouter::ask(const Question& question) {
  return by_kind(question.by_charging_card).ask(question);
}

void ProviderRouter::acknowledge(const OrderKey& key) {
  // Keys are unique over all providers, and one that does not know the key has nothing to commit.
  bank_cards_.acknowledge(key);
  charging_cards_.acknowledge(key);
}

}  // namespace kerb::payment
