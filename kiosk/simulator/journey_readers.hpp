// How each statement of the journey language is read. A reader that finds something else says so with
// Words::fail().
#pragma once

#include <optional>
#include <string>

#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_line.hpp"

namespace kerb::kiosk::journey {

using MaybeAction = std::optional<Action>;

// The driver, and the time that passes.
MaybeAction read_touch(Words& words);
MaybeAction read_tap(Words& words);
MaybeAction read_tap_two_cards(Words& words);
MaybeAction read_terminal_order(Words& words);
MaybeAction read_press(Words& words);
MaybeAction read_go_to(Words& words);
MaybeAction read_plug(Words& words);
MaybeAction read_unplug(Words& words);
MaybeAction read_wait(Words& words);
MaybeAction read_stay(Words& words);
MaybeAction read_wait_until_screen(Words& words);
MaybeAction read_wait_until_text(Words& words);

// What is expected.
MaybeAction read_expect_screen(Words& words);
MaybeAction read_expect_no_element(Words& words);
MaybeAction read_expect_element(Words& words);
MaybeAction read_expect_bank(Words& words);
MaybeAction read_receipt_matches(Words& words);
MaybeAction read_picture(Words& words);
template <Source kSource, bool kPresent>
MaybeAction read_expect_text(Words& words) {
  const auto text = words.quoted();
  if (!text) return std::nullopt;
  return ExpectText{kSource, *text, kPresent};
}

// The world.
MaybeAction read_car_takes(Words& words);
MaybeAction read_car_soc(Words& words);
MaybeAction read_car_full(Words& words);
MaybeAction read_site_gives(Words& words);
MaybeAction read_start_fails(Words& words);
MaybeAction read_connector(Words& words);
MaybeAction read_charge_pauses(Words& words);
MaybeAction read_charge_goes_on(Words& words);
MaybeAction read_power_held(Words& words);
MaybeAction read_power_free(Words& words);
MaybeAction read_bank(Words& words);
MaybeAction read_tariff_becomes(Words& words);
MaybeAction read_power_cut(Words& words);
MaybeAction read_blackout(Words& words);
MaybeAction read_back_end_cost(Words& words);
MaybeAction read_back_end_shows(Words& words);
MaybeAction read_back_end_clears(Words& words);
template <typename Statement_, bool kValue>
MaybeAction read_switch(Words&) {
  return Statement_{kValue};
}
// The same of one connector.
template <typename Statement_, bool Statement_::*kMember, bool kValue>
MaybeAction read_switch_at(Words& words) {
  const auto evse = words.connector_if_any(true);
  if (!evse) return std::nullopt;
  Statement_ statement;
  statement.evse = *evse;
  statement.*kMember = kValue;
  return statement;
}

// Parts of several of them: one of screen_words(), and the connector that a statement is about.
std::optional<std::string> read_screen_word(Words& words);
template <typename Statement_>
MaybeAction with_connector(Words& words, bool at, Statement_ statement) {
  const auto evse = words.connector_if_any(at);
  if (!evse) return std::nullopt;
  statement.evse = *evse;
  return statement;
}

}  // namespace kerb::kiosk::journey
