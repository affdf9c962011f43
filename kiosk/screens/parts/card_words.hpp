// A payment card as it may be shown: its label and the last four digits (PCI DSS 3.4.1), never
// more.
#pragma once

#include <string>

#include "kiosk/screens/layout/stack.hpp"

namespace kerb::kiosk {

// "Visa Debit ···· 0010"; whatever part there is. Digits beyond the last four are cut off here
// again.
std::string masked_card(const Page& page, const std::string& label, const std::string& last_four);

// A line of a table in a stack: words at the start, a value at the end.
struct RowWords {
  std::string name;
  std::string label;
  std::string value;  // empty: no row
  int expendable = 0;
  bool emphasised = false;
  bool personal = false;  // the value is the driver's own
};
void add_row(Page& page, Stack& stack, const RowWords& words);

}  // namespace kerb::kiosk
