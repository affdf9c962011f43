// A failing seed made smaller: as few visits and as few faults as still break the same invariant.
#pragma once

#include <string>

#include "tests/torture/world.hpp"

namespace kerb::torture {

// The smallest failing run that was found within a few hundred tries.
Run shrink(const Run& failing);

// "build/tests/torture --replay 17 --store memory --only-faults 3,40"
std::string command_for(const Run& run);

}  // namespace kerb::torture
