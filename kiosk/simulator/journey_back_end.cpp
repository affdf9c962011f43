// What the operator's back end says in a story: how the statements are read, and done on a stage.
#include "kiosk/simulator/journey_deed.hpp"
#include "kiosk/simulator/journey_readers.hpp"

namespace kerb::kiosk::journey {

MaybeAction read_back_end_cost(Words& words) {
  const auto amount = words.amount();
  if (!amount) return std::nullopt;
  return BackEndCost{*amount, words.take("final")};
}

MaybeAction read_back_end_shows(Words& words) {
  const auto text = words.quoted();
  if (!text) return std::nullopt;
  BackEndShows shows{*text, {}};
  if (!words.take("with code")) return shows;
  const auto code = words.quoted();
  if (!code) return std::nullopt;
  shows.code = *code;
  return shows;
}

MaybeAction read_back_end_clears(Words&) {
  return BackEndClears{};
}

Verdict perform(Stage& stage, const BackEndCost& cost) {
  return verdict_of(stage.back_end_cost(cost.amount, cost.is_final), "a charge");
}
Verdict perform(Stage& stage, const BackEndShows& shows) {
  return verdict_of(stage.back_end_shows(shows.text, shows.code), "a message that is accepted");
}
Verdict perform(Stage& stage, const BackEndClears&) {
  return verdict_of(stage.back_end_clears(), "a message that is there");
}

Verdict perform(Stage& stage, const BackEndThere& link) {
  stage.back_end_there(link.there);
  return std::nullopt;
}
Verdict perform(Stage& stage, const ClockRight& clock) {
  stage.clock_right(clock.right);
  return std::nullopt;
}

}  // namespace kerb::kiosk::journey
