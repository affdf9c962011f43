// Keeps what the back end wants on the screen, in a file beside the journal: the back end does not
// send it again after a restart. A file of its own, written whole and put in place at once, because
// none of it is about money. What is bounded: how many messages, how long each is; one that has
// expired or whose charge is over makes room.
//
// Threading: the back end's thread asks, the core's thread tells which charges run; a worker writes
// the file, so that nobody waits for the disk.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "hal/back_end.hpp"
#include "hal/clock.hpp"
#include "kiosk/runtime/worker.hpp"

namespace kerb::kiosk {

class MessageBoard final : public hal::MessageBoard {
 public:
  struct Outlets {
    // all() gives something else now. The back end's thread or the core's; must return at once.
    std::function<void()> changed;
    std::function<void(const std::string&)> log;  // one line; any thread
  };
  static constexpr std::size_t kMostMessages = 64;
  static constexpr std::size_t kLongestText = 1024;  // octets
  static constexpr std::size_t kLongestCode = 2000;

  // A file that cannot be read is told in the log, and the board begins empty: no message is worth
  // a station that does not start.
  MessageBoard(std::filesystem::path file, const hal::Clock& clock, Outlets outlets);
  ~MessageBoard() override;

  // ---- hal::MessageBoard
  Answer set(const hal::DisplayMessage& message) override;
  std::vector<hal::DisplayMessage> get(const Filter& filter) override;
  bool clear(std::int64_t id) override;

  // ---- the core's thread
  // The charges that run now: what is bound to another one goes, and what has expired.
  void tidy(const std::set<hal::ChargeKey>& running);
  // Grows with every change: whoever remembers it sees whether all() is news.
  std::uint64_t revision() const { return revision_; }
  std::vector<hal::DisplayMessage> all() const;

 private:
  void changed();  // mutex_ is held
  void write();

  const std::filesystem::path file_;
  const hal::Clock& clock_;
  const Outlets outlets_;
  mutable std::mutex mutex_;  // guards the next
  std::vector<hal::DisplayMessage> messages_;
  std::set<hal::ChargeKey> running_;
  std::atomic<std::uint64_t> revision_{1};
  std::atomic<bool> unwritten_{false};
  std::mutex disk_;   // one writer at a time
  Worker writer_{1};  // last: it uses the others
};

}  // namespace kerb::kiosk
