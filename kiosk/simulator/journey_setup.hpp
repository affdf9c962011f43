// The statements in front of a story: what has to be so before the kiosk starts. Each reads its words
// into the journey's setup, or says with Words::fail() what would have been right.
#pragma once

#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_line.hpp"

namespace kerb::kiosk::journey {

bool set_story(Words& words, Journey& journey);
bool set_size(Words& words, Journey& journey);
bool set_locale(Words& words, Journey& journey);
bool set_theme(Words& words, Journey& journey);
bool set_large_text(Words& words, Journey& journey);
bool set_reach(Words& words, Journey& journey);
bool set_hold(Words& words, Journey& journey);
bool set_raise_by(Words& words, Journey& journey);
bool set_back_end_bills(Words& words, Journey& journey);
bool set_back_end_sells(Words& words, Journey& journey);
bool set_receipt_service(Words& words, Journey& journey);
bool set_terminal(Words& words, Journey& journey);
bool set_tariff(Words& words, Journey& journey);
bool set_law(Words& words, Journey& journey);
bool set_beginning(Words& words, Journey& journey);

// A file that a story names lies beside it.
std::filesystem::path beside(const std::string& story, const std::string& name);

}  // namespace kerb::kiosk::journey
