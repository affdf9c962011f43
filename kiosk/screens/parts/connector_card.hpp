// A connector as a card on the first screen: the whole card is the button. It shows what the law
// and the driver want before anything is touched: kind, power, whether it is free, and the full
// price.
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// Tall boxes get the price in the middle and "Start" at the foot; wide ones put them beside each
// other.
void connector_card(Page& page, ui::Rect box, const ConnectorView& connector, bool attention);

}  // namespace kerb::kiosk
