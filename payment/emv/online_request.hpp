// From the data objects of a finished kernel to what goes to the bank: the tags that a Visa
// Acceptance contactless authorisation must carry, none that it must not (those with the card
// number or track), and the track on its own.
#pragma once

#include "payment/emv/application_data.hpp"

namespace kerb::payment::emv {

// Card data that is missing or contradicts itself (57 against 5A, a cryptogram that asks for no
// bank) ends the application: never a half presentation.
Outcome online_request(const Activation& activation, const DataObjects& objects,
                       bool device_verified);

}  // namespace kerb::payment::emv
