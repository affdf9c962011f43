// From the station to the screen of one session, and what its parts share with the other screens. Not for use outside
// kiosk/station.
#pragma once

#include "kiosk/station/station.hpp"

namespace kerb::kiosk::steps {

ScreenModel session_screen(const Station& station, const Session& session, const AtSession& at,
                           Now now);

// The screen for one kind of failure, with its code for the helpline.
FailureModel failure(FailureKind kind, HoldFate fate, payment::Money hold, bool again);

// From the pace so far; nothing until the battery has gained a few percent.
struct To80 {
  hal::Seconds left{};
  hal::WattHours energy{};  // that the meter will count meanwhile
};
std::optional<To80> to_80(const Bay& bay, hal::Monotonic now);
std::optional<hal::Minutes> minutes_to_80(const Bay& bay, hal::Monotonic now);

// The terminal beside the screen still waits for the driver of this session, and not for the bank.
bool may_leave_terminal(const Station& station, const Session& session);

const Bay& bay_at(const Station& station, hal::EvseId evse);
// What is still to be said of a card that nobody had asked for.
std::optional<StrayTap> stray_tap(const Station& station, Now now);

}  // namespace kerb::kiosk::steps
