// The page of a gallery: one file that needs nothing from anywhere.
#pragma once

#include <string>
#include <string_view>

namespace kerb::kiosk::gallery {

// `shown` is JSON: {"languages": [...], "themes": [...], "screens": [...], "width", "height"}. The
// picture of a screen is LANGUAGE/THEME/SCREEN.png beside the page, what it says SCREEN.txt.
std::string gallery_page(std::string_view shown);

}  // namespace kerb::kiosk::gallery
