#include "payment/charger_cards.hpp"

namespace kerb::payment {

HoldAnswer ChargerCards::hold(const HoldOrder& order) {
  const auto* card = std::get_if<ChargingCard>(&order.presentation);
  if (card == nullptr) return nobody_.hold(order);  // nothing to pay, or no card for us
  const auto verdict = controller_.present_card(order.evse, order.charge, card->uid);
  if (!verdict) {
    // The question may have arrived and only its answer be lost.
    (void)controller_.stop(order.evse, order.charge);
    return NotProcessed{verdict.error().sentence()};
  }
  if (*verdict == hal::CardVerdict::refused) return Declined{DeclineReason::not_accepted};
  HoldOrder accepted = order;
  accepted.presentation = NothingToPay{};
  return nobody_.hold(accepted);
}

SettleAnswer ChargerCards::release(const ReleaseOrder& order) {
  return withdraw(order.evse, order.charge, Done{order.hold_reference});
}

SettleAnswer ChargerCards::abandon(const AbandonOrder& order) {
  return withdraw(order.evse, order.charge, Done{});
}

SettleAnswer ChargerCards::withdraw(hal::EvseId evse, const hal::ChargeKey& charge,
                                    SettleAnswer done) {
  const auto record = controller_.stop(evse, charge);
  if (!record) return NotProcessed{record.error().sentence()};
  return done;
}

}  // namespace kerb::payment
