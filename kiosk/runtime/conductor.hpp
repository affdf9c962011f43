// The order in which things happen, without a thread: one event, one step of the station, its
// commits into the books, and only then its effects. The core gives it threads and devices; the
// torture gives it a world that breaks at every turn. Both run this same code.
//
// If a commit fails, nobody knows what the disk holds: no effect leaves, selling stops, and the
// books are opened and read again until they answer.
//
// Threading: one thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/runtime/books.hpp"
#include "kiosk/station/station.hpp"

namespace kerb::kiosk {

struct ConductorOutlets {
  // Called at the start and every few seconds while the books are closed.
  std::function<hal::Result<std::unique_ptr<Books>>()> open_books;
  // One effect whose intent is written. May move from it. Must not call the conductor back.
  std::function<void(StationEffect&)> carry_out;
  std::function<void(const std::string&)> log;  // one line; never card data
};

class Conductor {
 public:
  // Opens the books and takes up what they say is open; effects of that leave at once. Errors:
  // those of open_books.
  static hal::Result<std::unique_ptr<Conductor>> create(StationSettings settings,
                                                        ConductorOutlets outlets, Now now);

  void take(const StationEvent& event, Now now);
  // Sagas wake, screens go home, closed books are tried again. Call at next_tick() at the latest.
  void pass_time(Now now);

  const Station& station() const { return station_; }
  // The books want pass_time() again soon.
  bool more_to_do() const { return more_to_do_; }
  // Nothing while they are closed.
  Books* books() { return books_.get(); }

 private:
  std::optional<StationEvent> settled_cost(const StationEvent& event);
  void keep(const StationEvent& event);
  Conductor(StationSettings settings, ConductorOutlets outlets, std::unique_ptr<Books> books,
            Now now);
  bool commit(const std::vector<Commit>& commits, Now now);
  void mend(Now now);
  void keep_up(Now now);
  void close_books(const hal::Error& why, Now now);
  void restore(Now now);

  ConductorOutlets outlets_;
  std::unique_ptr<Books> books_;
  hal::Monotonic mend_at_{};
  bool more_to_do_ = false;
  std::vector<StationEvent> kept_;  // final costs that came while the books were closed
  Station station_;
};

}  // namespace kerb::kiosk
