#include "kiosk/ui/semantic_dump.hpp"

#include <fmt/format.h>

namespace kerb::kiosk::ui {

std::string_view role_word(Role role) {
  switch (role) {
    case Role::text:
      return "text";
    case Role::heading:
      return "heading";
    case Role::value:
      return "value";
    case Role::button:
      return "button";
    case Role::image:
      return "image";
    case Role::progress:
      return "progress";
    case Role::chart:
      return "chart";
    case Role::alert:
      return "alert";
    case Role::status:
      return "status";
    case Role::dialog:
      return "dialog";
  }
  return "";
}

std::string dump(const SemanticTree& tree) {
  std::string lines;
  for (const Element* element : tree.reading_order()) {
    lines +=
        fmt::format("{:<8} {:<24} \"{}\"", role_word(element->role), element->name, element->label);
    if (!element->value.empty()) lines += fmt::format(" = \"{}\"", element->value);
    if (!element->enabled) lines += " disabled";
    if (element->personal) lines += " personal";
    const Rect& box = element->bounds;
    lines += fmt::format("  ({:.0f},{:.0f} {:.0f}x{:.0f})\n", box.x, box.y, box.w, box.h);
  }
  return lines;
}

}  // namespace kerb::kiosk::ui
