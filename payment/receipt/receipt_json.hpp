// A receipt for a program that shows it to its driver: the operator's receipt service. Exact, in no
// language, amounts and energies as decimal text.
#pragma once

#include <string>

#include "payment/receipt/receipt.hpp"

namespace kerb::payment {

// `token`: what the address of the receipt's page ends in; whoever knows it may see the receipt.
// `language`: what the driver has chosen (BCP 47). JSON in UTF-8, with every name in it made valid.
std::string receipt_json(const Receipt& receipt, const std::string& token,
                         const std::string& language);

}  // namespace kerb::payment
