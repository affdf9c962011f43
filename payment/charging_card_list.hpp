// The payment provider for an operator's charging cards: no bank is asked and nothing is held, the
// operator bills the card's owner itself. A card is accepted when its number is on the station's
// list.
//
// Threading: immutable after construction, so any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "payment/provider.hpp"

namespace kerb::payment {

class ChargingCardList final : public PaymentProvider {
 public:
  // What every hold reference of this provider starts with; no gateway's reference does.
  static constexpr std::string_view kReferencePrefix = "card-";

  // Upper-case hex uids, as in ChargingCard.
  explicit ChargingCardList(const std::vector<std::string>& accepted_uids);

  // Approved with an amount of zero for a listed card, else Declined{not_accepted}.
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  // Settling orders are always done. A hold is not found: it binds nobody, and can be ordered
  // again.
  AskAnswer ask(const Question& question) override;

 private:
  std::set<std::string> accepted_;
};

}  // namespace kerb::payment
