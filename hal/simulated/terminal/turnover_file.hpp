// A turnover store as text, so that a simulated terminal has it after its program started again.
#pragma once

#include <string>
#include <string_view>

#include "hal/simulated/terminal/turnover.hpp"

namespace kerb::hal::simulated::terminal {

constexpr std::size_t kLargestTurnoverFile = 8 * 1024 * 1024;

std::string text_of_turnover(const Turnover& turnover);

// False, and `turnover` is as it was, when the text is not one of these: hostile text may come.
[[nodiscard]] bool read_turnover(std::string_view text, Turnover& turnover);

}  // namespace kerb::hal::simulated::terminal
