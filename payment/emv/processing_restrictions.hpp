// Whether the card may be used here, for this, today (EMV Book 3, 10.4; C-2, 7.7).
#pragma once

#include "payment/emv/application_data.hpp"
#include "payment/emv/verification_results.hpp"

namespace kerb::payment::emv {

// Kernel 2: what is not as it should be is noted; the action codes decide. Needs 5F24.
void note_restrictions(const Activation& activation, const DataObjects& objects,
                       VerificationResults& findings);

// Past the last day of 5F24, or no such date. Kernel 3 decides by it alone (C-3, 5.5.1.1).
bool is_expired(const DataObjects& objects);

// Application Usage Control (9F07): cash or cashback where the issuer allows it. True when the card
// says nothing; false without an issuer country (C-3, 5.5.1.3 and 4).
bool allows_cash(const DataObjects& objects);
bool allows_cashback(const DataObjects& objects);

}  // namespace kerb::payment::emv
