// Most screens are a picture and a text: beside each other when the panel lies, above each other
// when it stands.
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct Split {
  ui::Rect picture;
  ui::Rect content;
};
// `share` of the width, or of the height in portrait, goes to the picture.
Split split(const Page& page, float share_landscape, float share_portrait);
// The same, with the picture where reading begins, whichever hand the page is for.
Split split_by_reading(const Page& page, float share_landscape, float share_portrait);

// The card around a content, with the padding that the text size leaves room for.
ui::Rect content_card(Page& page, ui::Rect box);
ui::Rect picture_panel(Page& page, ui::Rect box);

}  // namespace kerb::kiosk
