// The semantic tree as lines to read: what a screen says to whoever does not see it, and the names
// that stories touch it by.
#pragma once

#include <string>

#include "kiosk/ui/semantic_tree.hpp"

namespace kerb::kiosk::ui {

std::string_view role_word(Role role);  // "button", "heading", …

// A line for each element in reading order: role, name, label in quotes, value, "disabled",
// "personal", and the box in pixels.
std::string dump(const SemanticTree& tree);

}  // namespace kerb::kiosk::ui
