#include "kiosk/ui/semantic_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace kerb::kiosk::ui {
namespace {

float distance(const Rect& box, Point p) {
  const float dx = std::max({box.x - p.x, 0.0F, p.x - box.right()});
  const float dy = std::max({box.y - p.y, 0.0F, p.y - box.bottom()});
  return std::sqrt(dx * dx + dy * dy);
}

}  // namespace

void SemanticTree::clear() {
  elements_.clear();
  modal_from_ = 0;
  view_.reset();
}

void SemanticTree::add(Element element) {
  element.view = view_;
  elements_.push_back(std::move(element));
}

void SemanticTree::begin_modal() {
  modal_from_ = elements_.size();
}

std::vector<const Element*> SemanticTree::reading_order() const {
  std::vector<const Element*> out;
  for (std::size_t i = modal_from_; i < elements_.size(); ++i) out.push_back(&elements_[i]);
  return out;
}

std::vector<const Element*> SemanticTree::stops() const {
  std::vector<const Element*> out;
  for (const Element* element : reading_order()) {
    if (element->touchable && element->enabled) out.push_back(element);
  }
  return out;
}

std::vector<const Element*> SemanticTree::touchables() const {
  std::vector<const Element*> out = stops();
  std::erase_if(out, [](const Element* element) { return element->visible().empty(); });
  return out;
}

const Element* SemanticTree::find(std::string_view name) const {
  for (const Element* element : reading_order()) {
    if (element->name == name) return element;
  }
  return nullptr;
}

const Element* SemanticTree::hit(Point point, float slop) const {
  const Element* nearest = nullptr;
  float best = std::numeric_limits<float>::max();
  for (const Element* element : touchables()) {
    const Rect seen = element->visible();
    const float away = seen.contains(point) ? 0 : distance(seen, point);
    if (away == 0 || (away <= slop && away < best)) {
      nearest = element;
      best = away;
    }
  }
  return nearest;
}

std::vector<Rect> SemanticTree::personal_areas() const {
  std::vector<Rect> areas;
  for (const Element& element : elements_) {
    if (element.personal && !element.visible().empty()) areas.push_back(element.visible());
  }
  return areas;
}

std::vector<std::string> SemanticTree::duplicates() const {
  std::set<std::string> seen;
  std::vector<std::string> out;
  for (std::size_t at = modal_from_; at < elements_.size(); ++at) {
    if (!seen.insert(elements_[at].name).second) out.push_back(elements_[at].name);
  }
  return out;
}

}  // namespace kerb::kiosk::ui
