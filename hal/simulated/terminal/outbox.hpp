// Messages on their way out, in their order: a late one holds up those behind it.
#pragma once

#include <deque>
#include <optional>

#include "hal/simulated/terminal/mishap.hpp"
#include "hal/simulated/terminal/moves.hpp"
#include "hal/zvt/frame.hpp"

namespace kerb::hal::simulated::terminal {

class Outbox {
 public:
  // `awaited`: an answer to it is waited for, from when it leaves.
  void put(const zvt::Frame& frame, const std::optional<Mishap>& mishap, bool awaited,
           Monotonic now);
  // These octets, as they are.
  void put(Bytes octets);

  struct Left {
    bool any = false;
    bool awaited = false;
    bool cut = false;  // the connection ends here; nothing is left
  };
  Left leave(Monotonic now, Moves& moves);
  std::optional<Monotonic> wake_at() const;
  void clear() { due_.clear(); }

 private:
  struct Due {
    Bytes octets;
    std::optional<Monotonic> not_before = {};
    bool awaited = false;
    bool cut = false;
  };
  std::deque<Due> due_;
};

}  // namespace kerb::hal::simulated::terminal
