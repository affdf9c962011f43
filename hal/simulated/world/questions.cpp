#include "hal/simulated/world/questions.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace kerb::hal::simulated {

std::optional<Json> Questions::ask(Json question, Millis within) {
  const std::scoped_lock lock(one_at_a_time_);
  const auto until = std::chrono::steady_clock::now() + within;
  if (!line_) {
    auto line = LineSocket::connect(socket_);
    if (!line) return std::nullopt;
    line_.emplace(std::move(*line));
  }
  question["id"] = ++last_id_;
  std::optional<Json> answer;
  if (line_->send(line_of(question), within)) answer = answer_to(last_id_, until);
  // A late answer must not be taken for the next question's: the next one gets a new connection.
  if (!answer) line_.reset();
  return answer;
}

std::optional<Json> Questions::answer_to(std::int64_t id,
                                         std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::ceil<Millis>(until - std::chrono::steady_clock::now());
  std::string line;
  if (line_->receive(line, std::max(Millis{0}, left)) != LineSocket::Heard::line) {
    return std::nullopt;
  }
  auto message = message_in(line);
  if (!message || whole_in(*message, "id", id, id) != id) return std::nullopt;
  if (flag_in(*message, "ok") != true && !text_in(*message, "error", 64)) return std::nullopt;
  return message;
}

}  // namespace kerb::hal::simulated
