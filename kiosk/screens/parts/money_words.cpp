#include "kiosk/screens/parts/money_words.hpp"

namespace kerb::kiosk {

FactWords money_fact(const Page& page, HoldFate fate, const payment::Money& hold) {
  const std::string amount = page.formats().money(hold);
  FactWords words{.name = "failure.money", .title = {}, .text = {}};
  switch (fate) {
    case HoldFate::none:
      words.icon = ui::Icon::check_circle;
      words.tone = ui::Tone::ok;
      words.title = page.say("failure.money.none"_text);
      words.text = page.say("failure.money.none_text"_text);
      break;
    case HoldFate::releasing:
      words.icon = ui::Icon::clock;
      words.tone = ui::Tone::busy;
      words.title = page.say("failure.money.releasing"_text, {{"amount", amount}});
      words.text = page.say("failure.money.releasing_text"_text);
      break;
    case HoldFate::released:
      words.icon = ui::Icon::check_circle;
      words.tone = ui::Tone::ok;
      words.title = page.say("failure.money.released"_text, {{"amount", amount}});
      words.text = page.say("failure.money.released_text"_text);
      break;
    case HoldFate::unknown:
      words.icon = ui::Icon::info;
      words.tone = ui::Tone::warn;
      words.title = page.say("failure.money.unknown"_text, {{"amount", amount}});
      words.text = page.say("failure.money.unknown_text"_text);
      break;
    case HoldFate::kept:
      words.icon = ui::Icon::info;
      words.tone = ui::Tone::busy;
      if (hold.is_zero()) {  // a charging card: nothing is held
        words.title = page.say("failure.money.billed"_text);
        words.text = page.say("failure.money.billed_text"_text);
      } else {
        words.title = page.say("failure.money.kept"_text, {{"amount", amount}});
        words.text = page.say("failure.money.kept_text"_text);
      }
      break;
  }
  if (page.large()) words.text.clear();
  return words;
}

}  // namespace kerb::kiosk
