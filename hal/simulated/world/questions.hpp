// Asks a simulated world in another process, one question at a time, over a connection that is made
// when it is needed and given up at the first doubt.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "hal/clock.hpp"
#include "hal/simulated/world/line_socket.hpp"
#include "hal/simulated/world/wire.hpp"

namespace kerb::hal::simulated {

// Any thread; a second question waits for the first.
class Questions {
 public:
  // `socket`: where a WorldServer listens.
  explicit Questions(std::filesystem::path socket) : socket_(std::move(socket)) {}

  // The answer's object, with "ok" or "error" in it; nothing when none came in time: the question may
  // have been acted upon.
  std::optional<Json> ask(Json question, Millis within);

 private:
  std::optional<Json> answer_to(std::int64_t id, std::chrono::steady_clock::time_point until);

  const std::filesystem::path socket_;
  std::mutex one_at_a_time_;
  std::optional<LineSocket> line_;
  std::int64_t last_id_ = 0;
};

}  // namespace kerb::hal::simulated
