// The price as large as its box allows, with its unit on the same baseline: "€0.59 /kWh". ICU would
// break a line after the currency sign, so the pair is laid out by hand and shrinks as one.
#pragma once

#include <string>

#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/price_words.hpp"

namespace kerb::kiosk {

// A block for a stack. `size` is the price's own at full scale.
StackBlock price_block(Page& page, std::string name, const MainPrice& price, ui::TextStyle size,
                       ui::Align align = ui::Align::start);

// The same for a connector. Where Kerb has no price to compute with, the back end's own words stand
// there instead, shortened to two lines.
StackBlock offered_price_block(Page& page, std::string name, const ConnectorView& connector,
                               ui::TextStyle size, ui::Align align = ui::Align::start);

// One line of text that shrinks alone to fit the width, down to `least` of its size.
StackBlock line_block(Page& page, const StackText& text, float least = 0.4F);

}  // namespace kerb::kiosk
