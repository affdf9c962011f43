#include "kiosk/simulator/journey_readers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/simulator/journey_statements.hpp"

namespace kerb::kiosk::journey {
namespace {

MaybeAction within(Words& words, WaitUntil wait) {
  constexpr hal::Minutes kPatience{2};
  wait.within = kPatience;
  if (!words.take("within")) return wait;
  const auto span = words.span();
  if (!span) return std::nullopt;
  wait.within = *span;
  return wait;
}

}  // namespace

MaybeAction read_touch(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  return Touch{*element};
}

MaybeAction read_tap(Words& words) {
  std::vector<std::string> known;
  for (const auto kind : hal::simulated::all_card_kinds()) {
    known.emplace_back(hal::simulated::card_word(kind));
  }
  Words before = words;
  const auto text = words.rest();
  const auto kind = text ? hal::simulated::card_kind(*text) : std::nullopt;
  if (kind) return Tap{*kind};
  words = std::move(before);
  const auto likely = closest(text.value_or(""), known);
  return words.fail(likely ? fmt::format("a card; did you mean \"{}\"?", *likely)
                           : fmt::format("a card: {}", fmt::join(known, ", ")));
}

MaybeAction read_tap_two_cards(Words&) {
  return TapTwoCards{};
}

MaybeAction read_press(Words& words) {
  using Meaning = hal::Key::Meaning;
  constexpr std::array<std::pair<std::string_view, Meaning>, 9> kKeys{{
      {"next", Meaning::next},
      {"previous", Meaning::previous},
      {"ok", Meaning::activate},
      {"back", Meaning::back},
      {"help", Meaning::help},
      {"speech", Meaning::speech},
      {"repeat", Meaning::repeat},
      {"pause", Meaning::pause},
      {"volume", Meaning::volume},
  }};
  for (const auto& [word, meaning] : kKeys) {
    if (words.take(word)) return Press{meaning};
  }
  return words.fail("a key: next, previous, ok, back, help, speech, repeat, pause or volume");
}

MaybeAction read_go_to(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  return GoTo{*element};
}

MaybeAction read_plug(Words& words) {
  return with_connector(words, false, Plug{});
}
MaybeAction read_unplug(Words& words) {
  return with_connector(words, false, Unplug{});
}

std::optional<std::string> read_screen_word(Words& words) {
  const Words before = words;
  auto screen = words.name("the word for a screen, such as idle");
  if (!screen) return std::nullopt;
  const auto& known = screen_words();
  if (std::find(known.begin(), known.end(), *screen) != known.end()) return screen;
  words = before;
  const auto likely = closest(*screen, known);
  return words.fail(likely ? fmt::format("a screen; did you mean \"{}\"?", *likely)
                           : fmt::format("a screen: {}", fmt::join(known, ", ")));
}

MaybeAction read_wait(Words& words) {
  const auto span = words.span();
  if (!span) return std::nullopt;
  return Wait{*span};
}

MaybeAction read_stay(Words& words) {
  const auto span = words.span();
  if (!span) return std::nullopt;
  return Stay{*span};
}

MaybeAction read_wait_until_screen(Words& words) {
  const auto screen = read_screen_word(words);
  if (!screen) return std::nullopt;
  return within(words, {.screen = screen, .text = {}});
}

MaybeAction read_wait_until_text(Words& words) {
  const auto text = words.quoted();
  if (!text) return std::nullopt;
  return within(words, {.screen = {}, .text = text});
}

}  // namespace kerb::kiosk::journey
