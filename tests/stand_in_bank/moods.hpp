// The bank's mood, which the control port changes while requests are under way.
//
// Threading: any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>

#include "tests/stand_in_bank/server.hpp"

namespace kerb::stand_in_bank {

std::optional<Mood> mood_from_word(std::string_view word);

class Moods {
 public:
  Mood now();
  // Also wakes whoever waits out an earlier delay.
  void change(Mood mood, std::chrono::milliseconds delay);
  // Waits for the delay of the mood `slow`, shorter when the mood changes.
  void dawdle();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Mood mood_ = Mood::normal;
  std::chrono::milliseconds delay_{0};
  int changes_ = 0;
};

}  // namespace kerb::stand_in_bank
