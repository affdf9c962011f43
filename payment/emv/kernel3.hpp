// EMV Contactless Book C-3: Visa (qVSDC). One GET PROCESSING OPTIONS does nearly everything, so a
// card is in the field for a moment only.
#pragma once

#include "payment/emv/application_data.hpp"

namespace kerb::payment::emv {

// From GET PROCESSING OPTIONS to the outcome.
Outcome run_kernel3(const Activation& activation, Exchange& exchange);

}  // namespace kerb::payment::emv
