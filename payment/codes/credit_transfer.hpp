// A code for a SEPA credit transfer, as European banking apps read it (European Payments Council,
// EPC069-12 version 2.1). The transfer arrives in seconds or days, and the code tells nobody: it is
// for an invoice, and for a charger only where somebody watches the account.
#pragma once

#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/money.hpp"

namespace kerb::payment::codes {

struct CreditTransfer {
  std::string bic;      // 8 or 11 letters and digits; may be empty (version 002)
  std::string name;     // 1 to 70 characters
  std::string iban;     // without blanks; its check digits must be right
  Money amount;         // EUR, 0.01 to 999999999.99
  std::string purpose;  // at most 4 letters and digits; may be empty
  // One of the two at most: a creditor reference (ISO 11649) of at most 35, or up to 140 characters.
  std::string reference;
  std::string text;
  std::string note;  // to the payer, at most 70 characters; may be empty
};

// At most 331 octets, lines ended by '\n'. Errors: codes.credit_transfer, with what is wrong.
hal::Result<std::string> written(const CreditTransfer& transfer);

// Takes hostile text in UTF-8; versions 001 and 002, lines ended by "\n" or "\r\n".
hal::Result<CreditTransfer> read_credit_transfer(std::string_view text);

// ISO 13616: letters, digits and a remainder of 1.
bool is_iban(std::string_view text);

}  // namespace kerb::payment::codes
