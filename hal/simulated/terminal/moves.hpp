// What a terminal does to its connection.
#pragma once

#include <variant>
#include <vector>

#include "hal/bytes.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::simulated::terminal {

struct Moment {
  Monotonic monotonic;
  Utc utc;
};

struct Send {
  Bytes octets;
};
struct HangUp {};
using Move = std::variant<Send, HangUp>;
using Moves = std::vector<Move>;

}  // namespace kerb::hal::simulated::terminal
