// From the data objects of a finished kernel to what leaves the library: the tags that a Visa
// Acceptance contactless authorisation must carry, none that it must not (those with the card
// number or track), the track on its own, and the whole data record for whoever needs more.
#pragma once

#include "payment/emv/application_data.hpp"

namespace kerb::payment::emv {

// `status` is approved or online_request. Card data that is missing or contradicts itself (57
// against 5A, a cryptogram that asks for no bank) ends the application: never a half presentation.
Outcome presented(const Activation& activation, const DataObjects& objects, Status status, Cvm cvm);

}  // namespace kerb::payment::emv
