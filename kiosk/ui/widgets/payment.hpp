// Paying: the four lights of a contactless reader, the place to hold the card, and codes to scan.
#pragma once

#include <string_view>

#include "hal/card_reader.hpp"
#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

// EMV Contactless Book A, 9: four lights in a row. card_read lights one after the other from `since`
// on, and leaves all four on. `means` says it in words for the tree.
struct ContactlessLights {
  std::string_view name = {};
  std::string_view means = {};
  hal::Lights lights = hal::Lights::off;
  hal::Monotonic since{};
};
void contactless_lights(ScreenContext& ctx, Rect box, const ContactlessLights& lights);

// Waves in a disc with rings that run outwards: "hold it here". Colours are those of the panel.
struct TapTarget {
  std::string_view name = {};
  std::string_view means = {};
  bool calling = true;  // rings move
  Colour ink = 0;       // 0: Palette::on_panel
};
void tap_target(ScreenContext& ctx, Point centre, float radius, const TapTarget& target);

// A code on white with its quiet zone, with a caption below when the box is high enough.
struct QrCard {
  std::string_view name = {};
  std::string_view caption = {};
  const QrCode* code = nullptr;  // nullptr: nothing is drawn
  std::string_view means = {};   // for the tree, where there is no caption
  bool personal = false;         // what it says is this driver's alone
};
void qr_card(ScreenContext& ctx, Rect box, const QrCard& card);

// The names of accepted cards in small white fields. Plain words: logos are the schemes' trademarks
// and are shipped by the operator.
struct AcceptedCards {
  std::string_view name = {};
  std::span<const std::string_view> labels = {};
};
void accepted_cards(ScreenContext& ctx, Rect box, const AcceptedCards& cards);

}  // namespace kerb::kiosk::ui
