// Which words and which face belong to a failure.
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct FailureWords {
  TextId title;
  TextId text;
  TextId next;
  ui::Icon icon = ui::Icon::error;
  ui::Tone tone = ui::Tone::warn;
};

FailureWords failure_words(const FailureModel& model);

}  // namespace kerb::kiosk
