// Terminal action analysis (EMV Book 3, 10.7; C-2, 7.8): what was found is held against what issuer
// and acquirer want to be refused, or to be asked about.
#pragma once

#include "payment/emv/application_data.hpp"
#include "payment/emv/verification_results.hpp"

namespace kerb::payment::emv {

// The cryptogram to ask the card for (cryptogram_type.hpp). A terminal of type x1 or x4 asks the
// bank about everything that is not refused; x3 and x6 cannot ask anybody.
std::uint8_t analyse_actions(const Activation& activation, const DataObjects& objects,
                             const VerificationResults& findings);

}  // namespace kerb::payment::emv
