// What is read aloud of a screen, and in which order. Pure. Any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kiosk/screens/texts/language.hpp"
#include "kiosk/ui/semantic_tree.hpp"

namespace kerb::kiosk {

// A text as a synthesiser should get it: marks of direction and special blanks gone, dots between
// parts turned into pauses.
std::string for_the_ear(std::string_view text);

// Everything that can be read but not touched, in reading order, as sentences. What stands around
// every screen (the operator's name, the clock) is left out, and what stands on a button is heard
// when the keypad gets there.
std::string spoken_screen(const ui::SemanticTree& tree);

// "Start, button". A button that does not answer says so.
std::string spoken_element(const ui::Element& element, const Language& language);

// What a driver must hear when it appears: headings, warnings, states. By element; texts that
// differ in figures only are the same news, or a countdown would never let anybody finish
// listening.
struct News {
  std::string element;
  std::string without_figures;
  std::string text;
};
std::vector<News> news_on(const ui::SemanticTree& tree);

}  // namespace kerb::kiosk
