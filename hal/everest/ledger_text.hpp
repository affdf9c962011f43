// The ledger's file as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "hal/everest/ledger.hpp"

namespace kerb::hal::everest {

inline constexpr int kLedgerVersion = 1;

std::string ledger_text(const std::vector<LedgerCharge>& charges);
// All or nothing. Errors: everest.damaged_ledger, everest.newer_ledger.
Result<std::vector<LedgerCharge>> ledger_in(std::string_view text);

}  // namespace kerb::hal::everest
