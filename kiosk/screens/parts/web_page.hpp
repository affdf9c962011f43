// A code that leads a phone to a page on the web: whose page it is, which a driver compares with
// their browser's first line, and the time until there is one.
#pragma once

#include <string>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// Of an https address; empty for anything else.
std::string domain_of(const std::string& address);
// "You will be on …, nowhere else".
std::string say_domain(const Page& page, const std::string& domain);

// Where the code will be.
void wait_for_code(Page& page, ui::Rect inner);

}  // namespace kerb::kiosk
