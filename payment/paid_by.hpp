// Who is asked for the money of a session, and so whose orders are about it. Everything that moves
// money says it, because the reference of a hold alone does not tell whose it is.
#pragma once

namespace kerb::payment {

// `nobody`: the tariff costs nothing, and no card is asked for. `checkout`: on a page that opens on
// the driver's own phone.
enum class PaidBy { bank_card, charging_card, nobody, checkout };

// A bank keeps money aside for the charge, and what it costs is taken from that. For all others
// somebody else sends the bill, or nobody does.
constexpr bool holds_money(PaidBy paid_by) {
  return paid_by == PaidBy::bank_card || paid_by == PaidBy::checkout;
}

}  // namespace kerb::payment
