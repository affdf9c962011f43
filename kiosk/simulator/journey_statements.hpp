// The statements of the journey language: how each is written, what it means, how it is read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_line.hpp"

namespace kerb::kiosk::journey {

struct Statement {
  std::string_view begins;   // the fixed words in front; longer ones come first in the table
  std::string_view usage;    // "plug [N]"
  std::string_view meaning;  // a few words for people
  // Exactly one is set. A reader that finds something else says so with Words::fail().
  std::optional<Action> (*read)(Words&) = nullptr;
  bool (*set)(Words&, Journey&) = nullptr;
};
std::span<const Statement> statements();

// "idle", "connector", …: every word that Stage::screen() can answer.
const std::vector<std::string>& screen_words();

}  // namespace kerb::kiosk::journey
