// A terminal and a transaction out of a file: how a test laboratory, or whoever has a card that
// behaves strangely, asks the kernels a question of their own. A station's own terminal comes from
// its config and from no_pin_kiosk().
#pragma once

#include <string_view>

#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

struct TerminalProfile {
  Terminal terminal;
  Transaction transaction;
};

// JSON; every member may be missing and is then what Terminal, Combination and Transaction say:
//   {"country": 276, "currency": "EUR", "type": "24", "capabilities": "0008C8",
//    "additional_capabilities": "6000003001", "merchant_category": 5552, "floor_limit": "0.00",
//    "combinations": [{"aid": "A0000000031010", "kernel": 3, "ttq": "20004000",
//      "transaction_limit": "100.00", "floor_limit": "0.00", "cvm_limit": "50.00",
//      "zero_amount_allowed": true, "status_check": false, "extended_selection": false,
//      "plastic_limit": "50.00", "device_limit": "1000.00", "cvm_capability_below": "08",
//      "cvm_capability_above": "00", "device_verification": true, "tac_denial": "0000000000",
//      "tac_online": "FC50808800", "tac_default": "FC50808800",
//      "risk_management_data": "0C80000000000000"}],
//    "transaction": {"amount": "49.99", "amount_other": "0.00", "type": "00", "date": "2026-11-22",
//      "unpredictable_number": "12345678", "counter": 1}}
// Only "aid" and "kernel" (2 or 3) of a combination must be there. A misspelt member is an error,
// too. At most 64 KiB and 32 combinations. `name` is for messages. `defaults` holds what the file
// leaves out; its combinations and CA keys stay when the file has none. Errors: emv.bad_profile,
// with the place.
hal::Result<TerminalProfile> read_terminal_profile(std::string_view json, std::string_view name,
                                                   TerminalProfile defaults);

}  // namespace kerb::payment::emv
