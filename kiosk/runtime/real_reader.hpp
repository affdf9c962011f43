// The card reader that a config or a command line names, when it is a real one.
#pragma once

#include <memory>
#include <string>

#include "hal/card_reader.hpp"
#include "hal/error.hpp"
#include "kiosk/config.hpp"

namespace kerb::kiosk {

// Opened, whether it is plugged in or not. Precondition: its kind is not `simulated`. Errors:
// reader.bad_name, reader.bad_connection.
hal::Result<std::unique_ptr<hal::CardReader>> open_reader(const ReaderConfig& config);

// As a command line writes it: "libnfc:pn532_uart:/dev/ttyS1:115200"; "pcsc", "pcsc:PART OF ITS
// NAME"; anything else is part of a PC/SC name, too.
ReaderConfig reader_named(const std::string& wish);

// Asks the chip at [reader] name of kind libnfc, for at most three seconds. Errors: those of
// hal::libnfc::Port::claim(), reader.no_answer.
hal::Result<void> nfc_chip_answers(const std::string& name);

}  // namespace kerb::kiosk
