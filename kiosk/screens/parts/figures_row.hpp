// Two to four figures side by side: a word above, the number below. All numbers of a row share one
// size, the largest at which each fits its column.
#pragma once

#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct FigureWords {
  std::string name;
  std::string label;
  std::string value;
};
float figures_height(Page& page, float width, const std::vector<FigureWords>& figures);
void draw_figures(Page& page, ui::Rect box, const std::vector<FigureWords>& figures,
                  ui::Align align = ui::Align::start);

}  // namespace kerb::kiosk
