// What did not come about at a terminal, as an error.
#pragma once

#include <string_view>

#include "hal/zvt/terminal.hpp"

namespace kerb::hal::zvt {

// `what`: what was tried. zvt.silent when nobody answered, else zvt.refused with the reason.
tl::unexpected<Error> told_no(const Outcome& outcome, std::string_view what);

}  // namespace kerb::hal::zvt
