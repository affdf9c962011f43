// How a connector is told to the driver: its kind, its state in a word and a colour, what it costs.
#pragma once

#include <string>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

std::string kind_word(const Page& page, hal::ConnectorKind kind);              // "Type 2"
std::string kind_and_power(const Page& page, const ConnectorView& connector);  // "CCS 300 kW"
std::string state_word(const Page& page, const ConnectorView& connector);
ui::Tone state_tone(Availability availability);
ui::Icon state_icon(const ConnectorView& connector);

// Whether a charge can be begun here now.
bool may_begin(Availability availability);

// "In use until about 14:32", or what else there is to say about a connector that is not free: who
// keeps it, or what is wrong with it.
std::string wait_words(const Page& page, const ConnectorView& connector);

// What is read aloud for a whole connector.
std::string spoken(const Page& page, const ConnectorView& connector);

}  // namespace kerb::kiosk
