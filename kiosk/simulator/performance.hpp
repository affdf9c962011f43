// Plays one journey from beginning to end and leaves what came of it in a folder: a picture of
// every screen that the story asks for, a contact sheet of them, the receipt as text and picture,
// and the journal's listing.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/simulator/desk.hpp"
#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_player.hpp"

namespace kerb::kiosk {

struct PerformanceOptions {
  DeskOptions desk;           // its folder and the journey's setup are filled in
  std::filesystem::path out;  // made when missing
  std::function<void(const std::string&)> say = [](const std::string&) {};
  bool papers = true;  // contact sheet, receipt and listing beside the pictures
};

struct Performance {
  PlayedJourney played;
  std::vector<std::filesystem::path> files;  // everything that was left, in the order of interest
};

// What a journey asks for before it begins, put into a config.
hal::Result<void> apply(const JourneySetup& setup, Config& config);

// Errors are those of the desk; a story that does not hold is in `played.failure`.
hal::Result<Performance> perform(const Journey& journey, PerformanceOptions options);

// 14 September 2026, 12:32 UTC: the moment at which every story begins.
hal::Utc story_begins();

}  // namespace kerb::kiosk
