// What the answers of the PC/SC service mean for whoever waits for a card. There are some sixty of
// them (pcsclite.h); a driver at a charger can only meet five situations.
#pragma once

#include <winscard.h>

#include <string>
#include <string_view>

#include "hal/card_reader.hpp"

namespace kerb::hal::pcsc {

// "SCARD_W_REMOVED_CARD"; an unknown code as "status 0x80100042".
std::string status_name(LONG status);

// The situation behind a failed call. What no table knows counts as reader_gone: it is the fault
// that makes everything start anew. `doing` completes "… while <doing>" in the detail.
ReaderFailure failure_of(LONG status, std::string_view doing);

// True when the connection to the service itself is of no more use and has to be made anew.
bool service_lost(LONG status);

}  // namespace kerb::hal::pcsc
