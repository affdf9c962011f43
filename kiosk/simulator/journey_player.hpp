// Plays a journey on a stage: statement by statement, until one does not hold.
//
// What a story expects need not be so at once, since a bank answers and a screen changes in their
// own time: the player lets up to 5 s of the station's time pass, in steps of 100 ms, until it
// holds (500 ms where the bank is asked). A finger waits in the same way for its button. What is
// expected not to be there is looked at once.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_expectation.hpp"

namespace kerb::kiosk {

struct JourneyFailure {
  std::string file;
  int line = 0;  // 0: before the first statement
  std::string statement;
  journey::Mismatch mismatch;
  std::optional<std::filesystem::path> picture;  // of what was on the screen

  // "FILE:LINE: STATEMENT", then what was expected and what was there, a line each.
  std::string sentence() const;
};

struct PlayedJourney {
  std::optional<JourneyFailure> failure;        // empty: the story holds
  std::vector<std::filesystem::path> pictures;  // in the order of the story, a failure's last
  hal::Millis took{};                           // of the station's time
  bool passed() const { return !failure; }
};

class JourneyPlayer {
 public:
  struct Options {
    // Where pictures ("03-tap.png") and the log of the steps ("steps.log") go; made when missing.
    std::filesystem::path folder;
    // Told of every step as it is logged, e.g. to print it; may be empty.
    std::function<void(const std::string&)> say;
  };
  // The stage must outlive the player and already be set up as Journey::setup asks.
  JourneyPlayer(Stage& stage, Options options);

  // Blocks until the end of the story; on the thread that may call the stage.
  PlayedJourney play(const Journey& journey);

 private:
  journey::Verdict act(const journey::Action& action);
  template <typename Statement>
  journey::Verdict carry_out(const Statement& statement);
  journey::Verdict stay(hal::Millis span);
  journey::Verdict touch(const std::string& element);
  journey::Verdict go_to(const std::string& element);
  journey::Verdict wait_until(const journey::WaitUntil& wait);
  journey::Verdict until(hal::Millis within, hal::Millis step,
                         const std::function<journey::Verdict()>& look);
  journey::Verdict take_picture(const std::string& name);
  journey::Verdict connector_is_there(hal::EvseId evse);
  void pass(hal::Millis span);
  void log(const JourneyStep& step, bool held);

  Stage& stage_;
  Options options_;
  PlayedJourney played_;
  std::string log_;
};

}  // namespace kerb::kiosk
