// The payment provider for charging cards that the charger's own validators know: EVerest, or the
// operator's back end behind it. No bank is asked and nothing is held; the operator bills the card's
// owner itself. What was accepted and never started is withdrawn by stop().
//
// Threading: as the saga's orders come, those about one charge one after another; the controller is
// shared.
#pragma once

#include "hal/charge_controller.hpp"
#include "payment/charging_card_list.hpp"
#include "payment/provider.hpp"

namespace kerb::payment {

class ChargerCards final : public PaymentProvider {
 public:
  // `controller` outlives this.
  explicit ChargerCards(hal::ChargeController& controller) : controller_(controller) {}

  // Approved with an amount of zero, Declined{not_accepted}, or NotProcessed when the charger does
  // not answer: then nothing of the question is left there, as far as anybody can tell.
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override { return nobody_.raise(order); }
  SettleAnswer capture(const CaptureOrder& order) override { return nobody_.capture(order); }
  // The charger was fenced before, or never asked to start: either way it forgets the card.
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override { return nobody_.ask(question); }

 private:
  SettleAnswer withdraw(hal::EvseId evse, const hal::ChargeKey& charge, SettleAnswer done);

  hal::ChargeController& controller_;
  ChargingCardList nobody_{{}};  // for what is the same where no bank is asked
};

}  // namespace kerb::payment
