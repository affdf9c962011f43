// One provider for the saga, three behind it: bank cards go to the gateway, charging cards to the
// station's own list, and who pays by phone to whoever has the page. A hold is routed by what was
// presented, every later order by what the saga says was presented.
//
// Threading: as the providers behind it.
#pragma once

#include "payment/provider.hpp"

namespace kerb::payment {

// Answers for phones where no page is to be had: nothing happens, and nobody knows what did.
class NoCheckout final : public PaymentProvider {
 public:
  HoldAnswer hold(const HoldOrder& /*order*/) override { return nobody(); }
  HoldAnswer raise(const RaiseOrder& /*order*/) override { return nobody(); }
  SettleAnswer capture(const CaptureOrder& /*order*/) override { return nobody(); }
  SettleAnswer release(const ReleaseOrder& /*order*/) override { return nobody(); }
  SettleAnswer abandon(const AbandonOrder& /*order*/) override { return nobody(); }
  AskAnswer ask(const Question& /*question*/) override { return Unknown{nobody().detail}; }

 private:
  static NotProcessed nobody() { return {"no checkout is configured"}; }
};

class ProviderRouter final : public PaymentProvider {
 public:
  // All must outlive the router. `checkout` may be null: no page for phones is to be had.
  ProviderRouter(PaymentProvider& bank_cards, PaymentProvider& charging_cards,
                 PaymentProvider* checkout = nullptr)
      : bank_cards_(bank_cards), charging_cards_(charging_cards), checkout_(checkout) {}

  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;
  void acknowledge(const OrderKey& key) override;

 private:
  PaymentProvider& provider(PaidBy paid_by);

  PaymentProvider& bank_cards_;
  PaymentProvider& charging_cards_;
  PaymentProvider* checkout_;
  NoCheckout no_checkout_;
};

}  // namespace kerb::payment
