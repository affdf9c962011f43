// A text as a reader sees it, for whom it is not drawn: the marks that only steer a screen are gone.
#pragma once

#include <string>
#include <string_view>

namespace kerb::kiosk {

// Every kind of blank and the end of a line is a blank; marks for direction and hyphenation are
// nothing. UTF-8 in and out.
std::string plain_text(std::string_view text);

// Puts `to` for every `from` that is not empty.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace kerb::kiosk
