#include "payment/charging_card_list.hpp"

namespace kerb::payment {

namespace {

// Nothing is held, so nothing runs out; a date far away keeps the saga's arithmetic simple.
constexpr hal::Seconds kNeverExpires{365LL * 24 * 3600};

}  // namespace

ChargingCardList::ChargingCardList(const std::vector<std::string>& accepted_uids)
    : accepted_(accepted_uids.begin(), accepted_uids.end()) {}

HoldAnswer ChargingCardList::hold(const HoldOrder& order) {
  const auto* card = std::get_if<ChargingCard>(&order.presentation);
  const bool free = std::holds_alternative<NothingToPay>(order.presentation);
  if (!free && (card == nullptr || accepted_.count(card->uid) == 0)) {
    return Declined{DeclineReason::not_accepted};
  }
  return Approved{Hold{std::string(kReferencePrefix) + order.key,
                       Money(0, order.amount.currency()),
                       order.at + kNeverExpires,
                       {}}};
}

HoldAnswer ChargingCardList::raise(const RaiseOrder& order) {
  return Approved{
      Hold{order.hold_reference, Money(0, order.by.currency()), order.at + kNeverExpires, {}}};
}

SettleAnswer ChargingCardList::capture(const CaptureOrder& order) {
  return Done{order.hold_reference};
}

SettleAnswer ChargingCardList::release(const ReleaseOrder& order) {
  return Done{order.hold_reference};
}

SettleAnswer ChargingCardList::abandon(const AbandonOrder& /*order*/) {
  return Done{};
}

AskAnswer ChargingCardList::ask(const Question& question) {
  switch (question.about) {
    case Question::About::capture:
    case Question::About::release:
      return Done{};
    case Question::About::hold:
    case Question::About::raise:
      break;
  }
  return NotFound{};
}

}  // namespace kerb::payment
