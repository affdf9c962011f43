// Messages of the back end as text that a screen can hold. They come from outside, in any language
// and direction and for no particular size of panel: marks that would steer the screen are taken
// out, each paragraph finds its own direction, and what is too long for a place is cut between two
// words and can be read on a page of its own.
#pragma once

#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// The message to show now, by its rank and by the clock: an always_front alone; in_front ones in
// turn; else all the others in turn, six seconds each. Nothing when there is none.
const NoticeView* notice_in_turn(const Page& page);
// All of them, the most important first.
std::vector<const NoticeView*> notices_by_rank(const Snapshot& snapshot);

// Plain characters, at most one line feed in a row.
std::string notice_text(const NoticeView& notice);

// As much of a text as fits into so many lines, with an ellipsis where something is left out.
std::string beginning_of(Page& page, const std::string& text, ui::TextStyle style, float width,
                         int lines);
// The text with places to break in words that are wider than the box, if it has such.
std::string breakable(Page& page, const std::string& text, ui::TextStyle style, float width);

}  // namespace kerb::kiosk
