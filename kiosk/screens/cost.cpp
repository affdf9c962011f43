// What a charge has cost so far, part by part.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/price_words.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

// Large letters leave room for the words, not for the sum behind them.
std::string label_of(const Page& page, const CostLine& line) {
  if (!page.large() || line.is_tax) return line_words(page, line);
  const bool energy = line.kind == payment::ReceiptLine::Kind::energy;
  return energy ? page.formats().exact_energy(line.energy) : line_word(page, line.kind);
}

void draw_content(Page& page, const CostModel& model) {
  const ChargingModel& charging = model.charging;
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner = content_card(page, page.body);
  Stack stack(page);
  stack.text({.name = "cost.title",
              .text = page.say("cost.title"_text),
              .style = m.title,
              .colour = page.palette().ink,
              .expendable = page.large() ? 1 : 0,
              .role = ui::Role::heading});
  stack.gap(m.gap);
  int number = 0;
  for (const CostLine& line : model.lines) {
    add_row(page, stack,
            {"cost.line." + std::to_string(++number), label_of(page, line),
             page.formats().money(line.amount)});
  }
  stack.gap(m.tight);
  stack.fixed(m.hairline, [&page](ui::Rect at) { ui::divider(page.ctx, at, page.palette().line); });
  stack.gap(m.tight);
  add_row(page, stack,
          {.name = "cost.total",
           .label = page.say("charging.cost"_text),
           .value = page.formats().money(charging.cost),
           .emphasised = true});
  if (!charging.hold.is_zero()) {
    stack.gap(m.tight);
    stack.text(
        {.name = "cost.hold",
         .text = page.say("charging.held"_text, {{"amount", page.formats().money(charging.hold)}}),
         .style = m.label,
         .colour = page.palette().ink_soft,
         .expendable = 1});
  }
  stack.draw(inner);
}

}  // namespace

void draw(const CostModel& model, Page& page) {
  cut_actions(page, page.body, {back_action(page)});
  long_page(page, [&model](Page& whole) { draw_content(whole, model); });
}

}  // namespace kerb::kiosk
