#include "kiosk/screens/parts/actions.hpp"

#include <algorithm>
#include <numeric>

namespace kerb::kiosk {
namespace {

// A button's label may shrink to 0.7 of its size; a row should not need more than a little of that.
constexpr float kLabelMayShrink = 0.85F;
constexpr float kLoneShare = 0.31F;

ui::Button as_button(const Action& action, bool wordless) {
  return {.name = action.name,
          .label = action.label,
          .action = action.intent,
          .kind = action.kind,
          .icon = action.icon,
          .trailing = action.trailing,
          .enabled = action.enabled,
          .wordless = wordless};
}

// How the buttons stand: the widths of a row, or none where they stand below each other.
struct Arrangement {
  std::vector<ui::Button> buttons;
  std::vector<float> widths;
  float row_height = 0;
};

float sum_of(const std::vector<float>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0.0F);
}

std::vector<float> wished_widths(Page& page, const std::vector<ui::Button>& buttons) {
  std::vector<float> widths;
  widths.reserve(buttons.size());
  for (const ui::Button& button : buttons) {
    widths.push_back(std::ceil(ui::button_width(page.ctx, button)));
  }
  return widths;
}

// The main action takes what is left; when too little is left, all give way alike.
std::vector<float> shared(Page& page, float width, const std::vector<ui::Button>& buttons) {
  std::vector<float> widths = wished_widths(page, buttons);
  const float room = width - page.metrics().tight * static_cast<float>(buttons.size() - 1);
  const float sum = sum_of(widths);
  if (buttons.size() == 1 && buttons[0].kind == ui::ButtonKind::secondary && !page.portrait()) {
    // A way back alone should not look like the thing to do.
    widths.back() = std::min(room, std::max(widths.back(), std::floor(width * kLoneShare)));
  } else if (sum <= room || buttons.front().wordless) {
    widths.back() = room - (sum - widths.back());
  } else {
    for (float& wide : widths) wide = std::floor(wide * room / sum);
  }
  return widths;
}

bool fits_one_row(Page& page, float width, const std::vector<ui::Button>& buttons) {
  const float gaps = page.metrics().tight * static_cast<float>(buttons.size() - 1);
  const float may_shrink = page.large() ? 1 : kLabelMayShrink;
  return sum_of(wished_widths(page, buttons)) * may_shrink + gaps <= width;
}

Arrangement arranged(Page& page, float width, const std::vector<Action>& actions) {
  Arrangement plan;
  for (const Action& action : actions) plan.buttons.push_back(as_button(action, false));
  bool one_row = actions.size() == 1 || fits_one_row(page, width, plan.buttons);
  if (!one_row && page.large() && actions.size() == 2 && actions[0].known_by_icon) {
    plan.buttons[0].wordless = true;
    one_row = true;
  }
  if (one_row) plan.widths = shared(page, width, plan.buttons);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const float wide = one_row ? plan.widths[i] : width;
    plan.row_height = std::max(plan.row_height, ui::button_height(page.ctx, wide, plan.buttons[i]));
  }
  return plan;
}

}  // namespace

float actions_height(Page& page, float width, const std::vector<Action>& actions) {
  if (actions.empty()) return 0;
  const Arrangement plan = arranged(page, width, actions);
  if (!plan.widths.empty()) return plan.row_height;
  const auto count = static_cast<float>(actions.size());
  return plan.row_height * count + page.metrics().tight * (count - 1);
}

void draw_actions(Page& page, ui::Rect box, const std::vector<Action>& actions) {
  if (actions.empty()) return;
  const Arrangement plan = arranged(page, box.w, actions);
  if (plan.widths.empty()) {
    for (auto button = plan.buttons.rbegin(); button != plan.buttons.rend(); ++button) {
      ui::button(page.ctx, box.cut_top(plan.row_height, page.metrics().tight), *button);
    }
    return;
  }
  for (std::size_t i = 0; i < plan.buttons.size(); ++i) {
    ui::button(page.ctx, box.cut_start(plan.widths[i], page.metrics().tight, page.ctx.turned),
               plan.buttons[i]);
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
          .icon = ui::Icon::arrow_back,
          .known_by_icon = true};
}

}  // namespace kerb::kiosk
