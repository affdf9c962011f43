// What is to come, in the order in which it comes. Things of the same millisecond come in the order
// in which they were put down.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "kiosk/station/station.hpp"
#include "tests/torture/back_end.hpp"
#include "tests/torture/bank.hpp"
#include "tests/torture/timeline.hpp"

namespace kerb::torture {

// Something arrives at the kiosk; lost when the process that waited for it is gone.
struct Arrives {
  int life = 0;
  kiosk::StationEvent event;
};
// An order that was late, or doubled on its way, arrives at the bank. Nobody waits for its answer.
struct ReachesBank {
  BankOrder order;
};
// Something happens inside the charger; void when the bay has moved on since.
struct ChargerTurns {
  enum class What : std::uint8_t {
    begins,
    samples,
    full,
    breaks,
    repaired,
    link_back,
    begins_again,  // is told so
    corrects,      // the state that was told
    foreigner_comes,
    foreigner_charges,
    foreigner_goes,
  };
  What what = What::begins;
  int bay = 0;
  int generation = 0;
};
struct DriverActs {
  int bay = 0;
  int visit = 0;
  int act = 0;
};
// The conductor asked to be told that time has passed.
struct Wakes {
  int life = 0;
};
struct Starts {
  int life = 0;
};
// The page of a session, if its driver has seen it.
struct PhonePays {
  SessionNumber session = 0;
};
// The worker of the terminal is free for its next job, or it is time to compare the books.
struct TerminalWorks {
  int life = 0;
  bool compares = false;
};
// Nothing should be left to do by now.
struct MustBeQuiet {};

using Happening = std::variant<Arrives, ReachesBank, ChargerTurns, DriverActs, Wakes, Starts,
                               MustBeQuiet, BackEndSpeaks, PhonePays, TerminalWorks>;

class Agenda {
 public:
  void put(Time at, Happening happening) {
    std::uint32_t place = 0;
    if (free_.empty()) {
      place = static_cast<std::uint32_t>(places_.size());
      places_.push_back(std::move(happening));
    } else {
      place = free_.back();
      free_.pop_back();
      places_[place] = std::move(happening);
    }
    heap_.push_back({at, ++order_, place});
    std::push_heap(heap_.begin(), heap_.end());
  }
  bool empty() const { return heap_.empty(); }
  Time next_at() const { return heap_.front().at; }
  Happening take() {
    std::pop_heap(heap_.begin(), heap_.end());
    const std::uint32_t place = heap_.back().place;
    heap_.pop_back();
    free_.push_back(place);
    return std::move(places_[place]);
  }

 private:
  struct Entry {
    Time at;
    std::uint64_t order;
    std::uint32_t place;
    bool operator<(const Entry& other) const {  // a heap keeps its greatest at the top
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  std::vector<Entry> heap_;
  std::vector<Happening> places_;
  std::vector<std::uint32_t> free_;
  std::uint64_t order_ = 0;
};

}  // namespace kerb::torture
