// EMV Book B, 3.1: before a card is asked for, every combination is held against the amount.
#pragma once

#include <vector>

#include "payment/emv/data_objects.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

// Entry Point Pre-Processing Indicators of one combination.
struct Indicators {
  bool contactless_allowed = true;
  bool status_check = false;
  bool zero_amount = false;
  bool floor_limit_exceeded = false;
  bool cvm_limit_exceeded = false;
  std::array<std::uint8_t, 4> ttq{};  // the copy for this transaction
};

// `terminal_floor_limit` counts for a combination without one of its own.
Indicators pre_process(const Combination& combination, const Money& amount,
                       const std::optional<Money>& terminal_floor_limit = {});

// What the terminal and this transaction bring to every kernel: amounts, dates, who and where we
// are. `combination` adds what differs from scheme to scheme.
DataObjects terminal_objects(const Terminal& terminal, const Transaction& transaction,
                             const Combination& combination, const Indicators& indicators);

// What is wrong with the caller's own values; empty when nothing is. A transaction that cannot be
// written in EMV's digits must not begin.
std::string transaction_fault(const Terminal& terminal, const Transaction& transaction);

}  // namespace kerb::payment::emv
