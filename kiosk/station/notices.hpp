// Which of the back end's messages a driver should read now: pure, from what the station knows. A
// message may be for one charge, one state of the station and one span of time; of each rank, those
// in the driver's language come before a stranger's.
#pragma once

#include <string_view>
#include <vector>

#include "hal/back_end.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/station/station.hpp"

namespace kerb::kiosk {

// Of several texts that say the same, the one for `locale` (BCP 47): exactly it, the same language
// elsewhere, one that names no language, the first. Only plain text counts; null: there is none.
const hal::BackEndText* in_language(const std::vector<hal::BackEndText>& texts,
                                    std::string_view locale);

// Due now on the screen that is up, by rank and in the order of their ids. An always_front message
// is alone.
std::vector<NoticeView> notices_of(const Station& station, Now now);

}  // namespace kerb::kiosk
