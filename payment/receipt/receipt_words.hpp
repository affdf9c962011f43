// The few words and the number style of a receipt. They live beside the receipt and not with the
// screen's texts: a receipt is made from the journal long after the screen is gone, by programs
// that draw nothing.
#pragma once

#include <string>
#include <string_view>

namespace kerb::payment {

struct ReceiptWords {
  std::string locale;  // BCP 47
  char decimal_mark = '.';
  bool currency_first = true;  // "EUR 12.64" or "12,64 EUR"
  std::string title, number, vat_number, site, evse, started, ended;
  std::string meter_start, meter_stop, energy, price, waived, net, vat, total;
  std::string time, parking, fee, reservation, minimum, maximum;  // what else was charged for
  std::string told;  // instead of all those: the operator's back end said what it costs
  std::string paid_with, charging_card, phone, approval, held, released;
  std::string captured;      // the money has been taken
  std::string not_captured;  // the bank has not confirmed yet
  std::string free;          // nothing was to be paid
  std::string on_account;    // a charging card: its operator sends the bill
  std::string copy;          // where a copy can be had; {number} and {helpline}
};

// All languages of the screen have words of their own; "de-AT" gets German, any other language
// English. Any thread.
const ReceiptWords& receipt_words(std::string_view locale);

}  // namespace kerb::payment
