// A receipt is derived from the journal and can be made again at any time: the same session always
// gives the same receipt with the same number. It never gates a capture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"
#include "payment/money.hpp"
#include "payment/paid_by.hpp"
#include "payment/payment_slip.hpp"
#include "payment/tariff/cost.hpp"
#include "payment/tariff/frozen_tariff.hpp"

namespace kerb::payment {

struct Merchant {
  std::string name;     // "Voltaro GmbH"
  std::string address;  // one line
  std::string vat_number;
  std::string helpline;
};

// What was charged for; `told`: all of it, as the operator's back end says. The amounts of all lines add up to the cost of the charge (gross or net, see
// Receipt::prices_include_tax).
struct ReceiptLine {
  enum class Kind { energy, time, parking, fee, reservation, minimum, maximum, told };
  Kind kind = Kind::energy;
  std::int64_t quantity = 0;  // nWh, ms, or times
  std::string unit_price;     // per kWh, per hour or once, in plain digits: "0.59"
  Money amount;               // below zero: what a maximum price saves
};
struct ReceiptTax {
  std::string percent;  // "19"
  Money net;
  Money tax;
};

struct Receipt {
  std::string number;  // the session code: what the helpline asks for
  Merchant merchant;
  std::string site;       // "Harbour Square · Bay 4"
  std::string evse_code;  // "DE*VLT*E1042*1"
  hal::Utc started{};
  hal::Utc ended{};
  std::vector<ReceiptLine> lines;
  std::vector<ReceiptTax> taxes;   // one a rate; they add up to what is paid
  bool prices_include_tax = true;  // of `lines`
  Cost cost;                       // what is paid; never more than what was held
  Money waived = {};               // what the energy would cost beyond that, and nobody pays
  hal::WattHours meter_start{};
  hal::WattHours meter_stop{};
  PaidBy paid_by = PaidBy::bank_card;
  std::string card_label;  // "Visa Debit"
  std::string card_last_four;
  std::string approval_code;
  PaymentSlip slip;  // what an approved terminal has it carry besides
  Money held;
  bool captured = false;  // false: the bank has not confirmed yet; the receipt says so
};

// Whether a driver reads prices with their taxes, as in Europe, or finds the taxes below them.
enum class TaxStyle { included, on_top };

// Fills in `lines`, `taxes`, `cost` and `waived` from what a charge cost, of which `amount` is paid.
void itemise(Receipt& receipt, const tariff::LivePrice& price, const Cost& cost,
             const Money& amount, TaxStyle style);
// The same where the back end's account is billed: one line says its total, and the taxes are the
// tariff's.
void itemise_told(Receipt& receipt, const tariff::LivePrice& price, const Cost& cost,
                  const Money& told, const Money& amount);
// One unit of a component as a driver reads it, to six places; of a time, a `parts`-th of an hour.
Decimal unit_price_of(const tariff::CompiledTariff& tariff, std::uint16_t component, TaxStyle style,
                      std::int64_t parts = 1);

}  // namespace kerb::payment
