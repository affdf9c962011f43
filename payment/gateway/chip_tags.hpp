// Which of the chip's data objects go to the gateway: those that its EV charging guide asks for or
// allows, and nothing else, so that a tag with the card number cannot slip through whatever the
// kernel hands over.
#pragma once

#include <string>
#include <string_view>

#include "hal/bytes.hpp"
#include "hal/error.hpp"
#include "payment/card_presentation.hpp"
#include "payment/money.hpp"

namespace kerb::payment::gateway {

// `tlv` is a flat list of BER-TLV data objects (EMV Book 3, annex B). The result is upper-case hex
// of at most 252 digits; when everything allowed is longer than that, optional objects are left
// out. Errors: gateway.chip_tags when the list is malformed, a tag comes twice, a mandatory one is
// missing, or 9F02 is not `amount`: the card signed another amount than the one to be held.
hal::Result<std::string> select_chip_tags(hal::ByteView tlv, Scheme scheme, const Money& amount);

}  // namespace kerb::payment::gateway
