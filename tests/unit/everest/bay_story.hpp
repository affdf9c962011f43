// A bay's story as words, and what it says to it as words: for tables of rules.
//
//   plug waiting authorise need start prepare flow pause-car pause-user pause-error pause-energy
//   stopping done over-REASON out deauthorise timeout enable announce disable update reserve
//   unreserve resume phases, stop-error clear-error … ; "s2:plug" is of another session, "+3" lets
//   seconds pass, "@40" is what the meter reads from then on; "?charging" is EVerest's summary
#pragma once

#include <string>
#include <string_view>

#include "hal/everest/bay.hpp"

namespace kerb::hal::everest {

// What the bay said, in order: "plugged preparing began(key,0) …".
class BayStory {
 public:
  // Adds what it says to the words of `story`.
  BayStory& go(std::string_view story);
  const std::string& said() const { return said_; }
  Bay& bay() { return bay_; }

 private:
  void play(std::string word);
  void say(const Bay::News& news);
  Bay::News event(const std::string& word, const std::string& session);

  Bay bay_;
  Monotonic now_{Millis{1'000'000}};
  std::string session_ = "s1";
  WattHours meter_{0};
  std::string said_;
};

std::string said(const BayNews& news);
std::string_view word_of(EvseState state);

}  // namespace kerb::hal::everest
