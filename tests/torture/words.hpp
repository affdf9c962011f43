// What happens, in words, for `--replay`.
#pragma once

#include <string>

#include "kiosk/station/station.hpp"
#include "tests/torture/bank.hpp"

namespace kerb::torture {

std::string describe(const kiosk::StationEvent& event);
std::string describe(const kiosk::StationEffect& effect);
std::string describe(const BankOrder& order);

}  // namespace kerb::torture
