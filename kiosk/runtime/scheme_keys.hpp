// The schemes' public keys that the config names. With them a Mastercard proves that its answer is
// its own; without them the bank alone decides. A key that does not belong to the scheme would
// trust whoever made it: so the file counts only with the digest that the config holds.
#pragma once

#include "hal/error.hpp"
#include "kiosk/config.hpp"
#include "payment/emv/ca_keys.hpp"

namespace kerb::kiosk {

// Empty when no file is named. At start, any thread. Errors: emv.ca_keys_file (cannot be read, or
// larger than a megabyte), emv.ca_keys_digest (another one than the config says, and which), and
// those of read_ca_keys().
hal::Result<payment::emv::CaKeyBook> scheme_keys(const PaymentConfig& payment);

}  // namespace kerb::kiosk
