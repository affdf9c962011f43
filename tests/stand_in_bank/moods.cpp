#include "tests/stand_in_bank/moods.hpp"

#include <array>
#include <utility>

namespace kerb::stand_in_bank {

std::optional<Mood> mood_from_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Mood>, 10> kWords = {{
      {"normal", Mood::normal},
      {"slow", Mood::slow},
      {"unreachable", Mood::unreachable},
      {"declines", Mood::declines},
      {"drops_before", Mood::drops_before},
      {"drops_after", Mood::drops_after},
      {"answers_html", Mood::answers_html},
      {"error_502", Mood::error_502},
      {"answers_twice", Mood::answers_twice},
      {"garbage", Mood::garbage},
  }};
  for (const auto& [known, mood] : kWords) {
    if (known == word) return mood;
  }
  return std::nullopt;
}

Mood Moods::now() {
  const std::lock_guard lock(mutex_);
  return mood_;
}

void Moods::change(Mood mood, std::chrono::milliseconds delay) {
  {
    const std::lock_guard lock(mutex_);
    mood_ = mood;
    delay_ = delay;
    ++changes_;
  }
  changed_.notify_all();
}

void Moods::dawdle() {
  std::unique_lock lock(mutex_);
  const int since = changes_;
  changed_.wait_for(lock, delay_, [&] { return changes_ != since; });
}

}  // namespace kerb::stand_in_bank
