// The digits of every language, as a Unicode "nu" keyword (UTS 35). Arabic and others have their
// own, but the plug, the price sign, the telephone number and the bank's statement have these, and
// a driver has to compare them.
#pragma once

namespace kerb::kiosk {

inline constexpr const char* kDigits = "latn";

}  // namespace kerb::kiosk
