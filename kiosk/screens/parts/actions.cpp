#include "kiosk/screens/parts/actions.hpp"

#include <algorithm>

namespace kerb::kiosk {
namespace {

// A button's label may shrink to 0.7 of its size; a row should not need more than a little of that.
constexpr float kLabelMayShrink = 0.85F;
constexpr float kLoneShare = 0.31F;

ui::Button as_button(const Action& action) {
  return {.name = action.name,
          .label = action.label,
          .action = action.intent,
          .kind = action.kind,
          .icon = action.icon,
          .trailing = action.trailing,
          .enabled = action.enabled};
}

std::vector<float> wished_widths(Page& page, const std::vector<Action>& actions) {
  std::vector<float> widths;
  for (const Action& action : actions) {
    widths.push_back(std::ceil(ui::button_width(page.ctx, as_button(action))));
  }
  return widths;
}

bool in_one_row(Page& page, float width, const std::vector<Action>& actions) {
  float sum = page.metrics().tight * static_cast<float>(actions.size() - 1);
  for (const float wished : wished_widths(page, actions)) sum += wished * kLabelMayShrink;
  return sum <= width;
}

void draw_row(Page& page, ui::Rect box, const std::vector<Action>& actions) {
  std::vector<float> widths = wished_widths(page, actions);
  const float gaps = page.metrics().tight * static_cast<float>(actions.size() - 1);
  float sum = 0;
  for (const float width : widths) sum += width;
  // The main action takes what is left; when too little is left, all give way alike.
  if (actions.size() == 1 && actions[0].kind == ui::ButtonKind::secondary && !page.portrait()) {
    // A way back alone should not look like the thing to do.
    widths.back() = std::max(widths.back(), std::floor(box.w * kLoneShare));
  } else if (sum + gaps <= box.w) {
    widths.back() = box.w - gaps - (sum - widths.back());
  } else {
    for (float& width : widths) width = std::floor(width * (box.w - gaps) / sum);
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    ui::button(page.ctx, box.cut_start(widths[i], page.metrics().tight, page.ctx.turned),
               as_button(actions[i]));
  }
}

}  // namespace

float actions_height(Page& page, float width, const std::vector<Action>& actions) {
  if (actions.empty()) return 0;
  if (in_one_row(page, width, actions)) return page.metrics().action;
  const auto count = static_cast<float>(actions.size());
  return page.metrics().action * count + page.metrics().tight * (count - 1);
}

void draw_actions(Page& page, ui::Rect box, const std::vector<Action>& actions) {
  if (actions.empty()) return;
  if (in_one_row(page, box.w, actions)) return draw_row(page, box, actions);
  for (auto action = actions.rbegin(); action != actions.rend(); ++action) {
    ui::button(page.ctx, box.cut_top(page.metrics().action, page.metrics().tight),
               as_button(*action));
  }
}

void cut_actions(Page& page, ui::Rect& area, const std::vector<Action>& actions) {
  if (actions.empty()) return;
  draw_actions(page, area.cut_bottom(actions_height(page, area.w, actions), page.metrics().gap),
               actions);
}

Action back_action(const Page& page) {
  return {.name = "nav.back",
          .label = page.say("frame.back"_text),
          .intent = Back{},
          .kind = ui::ButtonKind::secondary,
          .icon = ui::Icon::arrow_back};
}

}  // namespace kerb::kiosk
