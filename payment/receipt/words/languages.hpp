// The languages that a receipt is written in: those of the screen. One function each, so that a word
// that is missing in one of them does not compile.
#pragma once

#include "payment/receipt/receipt_words.hpp"

namespace kerb::payment::receipt_languages {

ReceiptWords english();
ReceiptWords german();
ReceiptWords spanish();
ReceiptWords french();
ReceiptWords italian();
ReceiptWords portuguese();
ReceiptWords danish();
ReceiptWords finnish();
ReceiptWords norwegian();
ReceiptWords dutch();
ReceiptWords swedish();
ReceiptWords czech();
ReceiptWords greek();
ReceiptWords polish();
ReceiptWords turkish();
ReceiptWords ukrainian();
ReceiptWords hindi();
ReceiptWords japanese();
ReceiptWords korean();
ReceiptWords thai();
ReceiptWords vietnamese();
ReceiptWords chinese();
ReceiptWords arabic();
ReceiptWords hebrew();

}  // namespace kerb::payment::receipt_languages
