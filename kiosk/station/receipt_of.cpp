// A session's receipt, from its saga alone: the journal's copy of the saga gives the same one at any time.
#include <algorithm>

#include "kiosk/station/station.hpp"

namespace kerb::kiosk {

std::string session_code(const std::string& session) {
  std::string code = session.substr(0, 8);
  std::transform(code.begin(), code.end(), code.begin(), [](char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  if (code.size() > 4) code.insert(4, 1, '-');
  return code;
}

std::optional<payment::Receipt> receipt_of(const StationSettings& settings,
                                           const payment::Saga& saga) {
  const payment::Delivery* delivery = nullptr;
  const payment::Hold* hold = nullptr;
  std::optional<payment::Money> amount;
  bool captured = false;
  const payment::PaymentSlip* slip = nullptr;
  // Nothing is taken for it, and whoever charged still wants to see what.
  const bool is_free = saga.terms.paid_by == payment::PaidBy::nobody;
  if (const auto* capturing = std::get_if<payment::Capturing>(&saga.state)) {
    delivery = &capturing->delivery;
    hold = &capturing->hold;
    amount = capturing->amount;
  } else if (const auto* ended = std::get_if<payment::Ended>(&saga.state)) {
    if (const auto* was = std::get_if<payment::WasCaptured>(&ended->outcome)) {
      delivery = &was->delivery;
      hold = &was->hold;
      amount = was->amount;
      captured = true;
      slip = &was->slip;
    } else if (const auto* free = std::get_if<payment::WasReleased>(&ended->outcome)) {
      if (is_free && free->delivery) delivery = &*free->delivery;
    }
  } else if (const auto* releasing = std::get_if<payment::Releasing>(&saga.state)) {
    if (is_free && releasing->delivery) delivery = &*releasing->delivery;
  } else if (const auto* person = std::get_if<payment::ForPerson>(&saga.state)) {
    if (person->delivery) delivery = &*person->delivery;
    if (person->hold) hold = &*person->hold;
  }
  if (delivery == nullptr) return std::nullopt;
  payment::Receipt receipt;
  receipt.number = session_code(saga.terms.session);
  receipt.merchant = settings.merchant;
  receipt.site = settings.site.name;
  receipt.evse_code = settings.site.evse_code + "*" + std::to_string(saga.terms.evse);
  receipt.started = delivery->started;
  receipt.ended = delivery->ended;
  receipt.cost = delivery->cost;
  if (saga.price && delivery->told) {
    payment::itemise_told(receipt, *saga.price, delivery->cost, *delivery->told,
                          amount.value_or(*delivery->told));
  } else if (saga.price) {
    payment::itemise(receipt, *saga.price, delivery->cost, amount.value_or(delivery->cost.gross),
                     settings.price_style);
  }
  receipt.meter_start = delivery->meter_start;
  receipt.meter_stop = delivery->meter_stop;
  receipt.paid_by = saga.terms.paid_by;
  receipt.card_label = saga.terms.card.label;
  receipt.card_last_four = saga.terms.card.last_four;
  receipt.held = hold == nullptr ? saga.terms.hold : hold->amount;
  if (hold != nullptr) receipt.approval_code = hold->approval_code;
  receipt.captured = captured;
  if (slip != nullptr) receipt.slip = *slip;
  return receipt;
}

}  // namespace kerb::kiosk
