// What is wrong with a charger, as its driver needs to hear it: in a few words what it is, and in a
// sentence what to do about it. Of the 26 agreed codes only a handful can be mended by a driver; the
// others ask for another connector and a call. The code itself stands beside it, small, for the
// helpline (EVgo's "EVSE display requirements" for the MREC list).
#pragma once

#include <string>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct FaultWords {
  TextId reason;  // a title without a full stop
  TextId next;    // one or two sentences; may have {emergency}
  ui::Icon icon = ui::Icon::build;
  ui::Tone tone = ui::Tone::bad;
  bool mendable = false;  // the driver can do something about it here
};
// For none the words of internal.
FaultWords fault_words(hal::ChargerFault fault);

// What to do, with the site's emergency number in it.
std::string fault_next(const Page& page, hal::ChargerFault fault);

// For the helpline: "CX024"; "K-904" for internal, which has no number; empty for none.
std::string fault_code(hal::ChargerFault fault);
// "Helpline 0800 724 5566 · Code CX024"; empty for none.
std::string fault_call(const Page& page, hal::ChargerFault fault);

}  // namespace kerb::kiosk
