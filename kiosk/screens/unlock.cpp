// "My plug is stuck": the charger is asked, and the driver hears what became of it.
#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

struct UnlockWords {
  TextId title;
  TextId text;
  ui::Icon icon = ui::Icon::lock;
  ui::Tone tone = ui::Tone::warn;
};

UnlockWords words_for(UnlockModel::Stage stage) {
  switch (stage) {
    case UnlockModel::Stage::asking:
      return {"unlock.asking"_text, "unlock.asking_text"_text, ui::Icon::lock, ui::Tone::busy};
    case UnlockModel::Stage::unlocked:
      return {"unlock.done"_text, "unlock.done_text"_text, ui::Icon::check, ui::Tone::ok};
    case UnlockModel::Stage::refused:
      return {"unlock.stuck"_text, "unlock.refused_text"_text, ui::Icon::lock, ui::Tone::warn};
    case UnlockModel::Stage::by_itself:
      return {"unlock.by_itself"_text, "unlock.by_itself_text"_text, ui::Icon::car, ui::Tone::busy};
    case UnlockModel::Stage::stuck:
      break;
  }
  return {"unlock.stuck"_text, "unlock.stuck_text"_text, ui::Icon::lock, ui::Tone::warn};
}

void draw_lock(Page& page, ui::Rect box, UnlockModel::Stage stage) {
  const ui::Rect inner = content_card(page, box);
  const float radius = std::min(inner.w, inner.h) * 0.34F;
  const UnlockWords words = words_for(stage);
  ui::disc_icon(page.ctx, inner.centre(), radius, words.icon, words.tone);
  if (stage == UnlockModel::Stage::asking) {
    ui::spinner(page.ctx, inner.centre(), radius * 1.15F, page.palette().accent);
  }
}

void draw_outcome(Page& page, ui::Rect box, UnlockModel::Stage stage) {
  const ui::Metrics& m = page.metrics();
  const UnlockWords words = words_for(stage);
  const ui::Rect inner = content_card(page, box);
  Stack stack(page);
  stack.text({.name = "unlock.title",
              .text = page.say(words.title),
              .style = m.title,
              .colour = page.palette().ink,
              .role = ui::Role::status});
  stack.gap(m.tight);
  stack.text({.name = "unlock.text",
              .text = page.say(words.text, {{"helpline", page.snapshot.site.helpline}}),
              .style = m.body,
              .colour = page.palette().ink_soft,
              .role = ui::Role::status});
  stack.across(ui::Across::middle).draw(inner);
}

std::vector<Action> ways_on_from(const Page& page, const UnlockModel& model) {
  std::vector<Action> actions{back_action(page)};
  if (model.stage == UnlockModel::Stage::stuck || model.stage == UnlockModel::Stage::refused) {
    actions.push_back({.name = "plug.unlock",
                       .label = page.say("failure.try_again"_text),
                       .intent = Unlock{model.evse},
                       .icon = ui::Icon::refresh});
  }
  return actions;
}

}  // namespace

void draw(const UnlockModel& model, Page& page) {
  cut_actions(page, page.body, ways_on_from(page, model));
  long_page(page,
            [&model](Page& whole) {
              const float share = whole.large() ? 0.26F : 0.38F;
              const Split parts = split(whole, share, whole.large() ? 0.26F : 0.42F);
              draw_lock(whole, parts.picture, model.stage);
              draw_outcome(whole, parts.content, model.stage);
            },
            {{[&model](Page& part) { draw_outcome(part, part.body, model.stage); }}});
}

}  // namespace kerb::kiosk
