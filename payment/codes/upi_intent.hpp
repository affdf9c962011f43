// A code for India's UPI: an address that a banking app opens with everything filled in (NPCI, UPI
// Linking Specifications 1.6). Like every merchant-presented code it tells nobody that it was paid.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/money.hpp"

namespace kerb::payment::codes {

struct UpiIntent {
  std::string payee = {};            // pa: "chargeco@examplebank", at most 255 octets
  std::string name = {};             // pn: at most 99 octets
  std::string category = {};         // mc: four digits; may be empty
  std::string reference = {};        // tr: at most 35 letters, digits and "-._"; may be empty
  std::string note = {};             // tn: at most 50 octets; may be empty
  std::optional<Money> amount = {};  // am: in rupees, more than zero; nothing: the payer types it
};

// Errors: codes.upi, with what is wrong.
hal::Result<std::string> written(const UpiIntent& intent);

// Takes hostile text, at most 512 octets. Parameters that are not known are passed over; one that is
// there twice is refused, and so is another currency than INR.
hal::Result<UpiIntent> read_upi_intent(std::string_view text);

}  // namespace kerb::payment::codes
