// What is on the screen, in words. As a screen draws, each element enters its name, what it says,
// where it is and what touching it does. Tests tap by name, speech reads it, tactile keys walk it;
// nothing is touchable that is not here, because only widgets that enter themselves are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/station/intent.hpp"
#include "kiosk/ui/geometry.hpp"

namespace kerb::kiosk::ui {

enum class Role { text, heading, value, button, image, progress, chart, alert, status, dialog };

struct Element {
  std::string name;  // stable, dotted, not translated: "connector.1", "pay.start"
  Role role = Role::text;
  std::string label;  // what it says
  std::string value;  // "0.59 €/kWh", "64 %"; may be empty
  Rect bounds;
  bool enabled = true;
  bool touchable = false;  // a button; a disabled one does not answer
  bool truncated = false;  // the label did not fit
  bool personal = false;   // the driver's own (a card, a receipt): nobody who looks on may see it
  std::optional<Intent>
      action;  // what touching it asks for; a simulator's panel goes by the name instead
  std::optional<Rect> view = {};  // on a page that scrolls: the part of the panel that shows it

  // Where it is seen; empty where it has scrolled away.
  Rect visible() const { return view ? bounds.common(*view) : bounds; }
};

class SemanticTree {
 public:
  void clear();
  void add(Element element);
  // Everything so far is behind a dialog: it is not touchable and not in the reading order any
  // more.
  void begin_modal();
  // What is added from now on lies on a page that scrolls behind this part of the panel; nothing:
  // no more.
  void scroll_behind(std::optional<Rect> view) { view_ = view; }

  // In the order of drawing, which is the reading order; with a dialog, only the dialog.
  std::vector<const Element*> reading_order() const;
  // All, also what is behind a dialog.
  const std::vector<Element>& elements() const { return elements_; }
  // Only what can be touched now.
  std::vector<const Element*> touchables() const;
  // The same, and what a page that scrolls hides: where the tactile keys stop.
  std::vector<const Element*> stops() const;
  const Element* find(std::string_view name) const;  // not behind a dialog; nullptr when absent
  // The enabled touchable under the point: the last one drawn; else the nearest within `slop`
  // pixels.
  const Element* hit(Point point, float slop = 0) const;
  // What a picture of this screen must hide from whoever is not its driver.
  std::vector<Rect> personal_areas() const;
  // Names that occur twice: a bug in a screen. A dialog may repeat those of the page behind it.
  std::vector<std::string> duplicates() const;

 private:
  std::vector<Element> elements_;
  std::size_t modal_from_ = 0;
  std::optional<Rect> view_;
};

}  // namespace kerb::kiosk::ui
