// What goes wrong with a terminal's messages, on command.
#pragma once

#include <list>
#include <optional>

#include "hal/clock.hpp"
#include "hal/zvt/frame.hpp"

namespace kerb::hal::simulated::terminal {

struct Mishap {
  enum class Kind {
    lost,        // never sent; the terminal believes that it was
    doubled,     // sent twice, and two answers are taken
    late,        // sent `by` later
    cut_before,  // the connection is cut instead
    cut_within,  // the connection is cut after half of it
    cut_after,   // the connection is cut behind it
    longer,      // its length says one octet more than there is
    shorter,     // its length says one octet less
    deaf,        // the till's answer to it is not heard
  };
  Kind kind{};
  zvt::Command about = 0;  // 0x040F; 0: any message, answers too
  int count = 1;           // so many such messages, one after the other
  Millis by{};
};

class Mishaps {
 public:
  static constexpr std::size_t kMost = 64;

  // False: there are too many already.
  bool add(const Mishap& mishap);
  // What befalls this message, if anything does.
  std::optional<Mishap> befalls(zvt::Command command);
  void clear() { waiting_.clear(); }

 private:
  std::list<Mishap> waiting_;
};

}  // namespace kerb::hal::simulated::terminal
