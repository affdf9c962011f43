// EMV Contactless Book C-2: Mastercard, EMV mode. Mag-stripe mode is not spoken: the schemes have
// retired it.
#pragma once

#include "payment/emv/application_data.hpp"

namespace kerb::payment::emv {

// From GET PROCESSING OPTIONS to the outcome.
Outcome run_kernel2(const Activation& activation, Exchange& exchange);

}  // namespace kerb::payment::emv
