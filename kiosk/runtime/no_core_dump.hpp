// A core dump would hold keys, and a card's data for as long as an order is on its way.
#pragma once

namespace kerb::kiosk {

// From here on neither this process nor one that it starts leaves one: not as a file, nor to a
// program that the kernel pipes it into. At the start of a process that has secrets.
void leave_no_core_dump();

}  // namespace kerb::kiosk
