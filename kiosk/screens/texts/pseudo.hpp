// Invented languages, which show at once what a translation would break: a text that is not
// translated at all stands there in plain English, one that is cut off has lost its bracket, and
// one that is put together from pieces has brackets in its middle. "en-XA" is English with accents,
// half as long again; "ar-XB" is English from right to left. (The names are CLDR's.)
#pragma once

#include <string>
#include <string_view>

namespace kerb::kiosk {

bool is_pseudo_locale(std::string_view locale);

// `message` is ICU MessageFormat and stays it: only the words between the arguments change.
std::string pseudo_message(std::string_view locale, std::string_view message);

}  // namespace kerb::kiosk
