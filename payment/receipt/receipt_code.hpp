// What of a receipt goes into a code that a phone reads from the screen: no server and no paper is
// needed for it. Only what proves the payment, without words in any language; the whole receipt is
// made from the journal by its number.
#pragma once

#include <string>

#include "payment/receipt/receipt.hpp"
#include "payment/receipt/receipt_text.hpp"

namespace kerb::payment {

// Octets: version 11 of a QR code at level M at the most, 61 modules a side.
constexpr std::size_t kLongestReceiptCode = 240;

// Lines of plain UTF-8, the most important first; what does not fit is left out whole. The number,
// the moment and what was paid are always there.
std::string receipt_code(const Receipt& receipt, const LocalTime& local_time);

}  // namespace kerb::payment
