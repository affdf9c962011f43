// A receipt is derived from the journal and can be made again at any time: the same session always
// gives the same receipt with the same number. It never gates a capture.
#pragma once

#include <optional>
#include <string>

#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"
#include "payment/money.hpp"
#include "payment/tariff/energy_price.hpp"

namespace kerb::payment {

struct Merchant {
  std::string name;     // "Voltaro GmbH"
  std::string address;  // one line
  std::string vat_number;
  std::string helpline;
};

enum class PaidBy { bank_card, charging_card };

struct Receipt {
  std::string number;  // the session code: what the helpline asks for
  Merchant merchant;
  std::string site;       // "Harbour Square · Bay 4"
  std::string evse_code;  // "DE*VLT*E1042*1"
  hal::Utc started{};
  hal::Utc ended{};
  EnergyPrice price;
  Cost cost;          // what is paid; never more than what was held
  Money waived = {};  // what the energy would cost beyond that, and nobody pays
  hal::WattHours meter_start{};
  hal::WattHours meter_stop{};
  PaidBy paid_by = PaidBy::bank_card;
  std::string card_label;  // "Visa Debit"
  std::string card_last_four;
  std::string approval_code;
  Money held;
  bool captured = false;  // false: the bank has not confirmed yet; the receipt says so
};

}  // namespace kerb::payment
