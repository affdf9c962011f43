// What is proven about the torture itself: it catches planted bugs, it repeats itself exactly, and
// what failed once passes now.
#pragma once

#include <string>

#include "tests/torture/campaign.hpp"

namespace kerb::torture {

// Each prints what it found; false: not proven.
bool prove_plants(const Campaign& campaign);
bool prove_determinism(const Campaign& campaign);
// A line each: seed, store, what it once was. "#" starts a comment.
bool prove_regressions(const std::string& file);

}  // namespace kerb::torture
