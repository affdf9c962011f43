// One provider for the saga, two behind it: bank cards go to the gateway, charging cards to the
// station's own list. A hold is routed by what was presented, later orders by the reference that
// the hold got, and a question about a lost order by what the saga says was presented.
//
// Threading: as the providers behind it.
#pragma once

#include <string_view>

#include "payment/provider.hpp"

namespace kerb::payment {

class ProviderRouter final : public PaymentProvider {
 public:
  // Both must outlive the router.
  ProviderRouter(PaymentProvider& bank_cards, PaymentProvider& charging_cards)
      : bank_cards_(bank_cards), charging_cards_(charging_cards) {}

  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;
  void acknowledge(const OrderKey& key) override;

 private:
  PaymentProvider& by_reference(std::string_view hold_reference);
  PaymentProvider& by_kind(bool charging_card);

  PaymentProvider& bank_cards_;
  PaymentProvider& charging_cards_;
};

}  // namespace kerb::payment
