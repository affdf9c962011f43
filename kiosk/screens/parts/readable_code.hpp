// How large a code must be for any phone to read it at arm's length.
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// The least side of a square for it, its quiet zone included: 0.8 mm a module, in whole pixels.
float readable_side(const Page& page, const ui::QrCode& code);

}  // namespace kerb::kiosk
