// The charges of the gallery, for tests.
#pragma once

#include "kiosk/gallery/sold_charge.hpp"

namespace kerb::payment::test {

using sold::charged;
using sold::cost_at;
using sold::per_kwh;
using sold::sell;

}  // namespace kerb::payment::test
