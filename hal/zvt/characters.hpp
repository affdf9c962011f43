// Text of a terminal. It comes in UTF-8 when the terminal agreed to that in the registration (TLV
// 14 = FE), else in code page 437 (PA00P015, ch. 10). Either way it is shown to drivers, so control
// characters become blanks and what is no character becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::hal::zvt {

enum class Charset { cp437, utf8 };

// To UTF-8. NUL ends the text: names of cards are padded with it. CR and LF become one '\n'.
std::string text_of(ByteView octets, Charset charset);

// From UTF-8; '?' for what the code page does not have.
Bytes octets_of_text(std::string_view utf8, Charset charset);

}  // namespace kerb::hal::zvt
