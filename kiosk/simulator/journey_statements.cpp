#include "kiosk/simulator/journey_statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/simulator/journey_setup.hpp"

namespace kerb::kiosk::journey {
namespace {

using MaybeAction = std::optional<Action>;

template <std::size_t... kIndex>
std::vector<std::string> screen_words_of(std::index_sequence<kIndex...>) {
  return {std::string(screen_name(ScreenModel(std::in_place_index<kIndex>)))...};
}

// ---- the driver

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

template <typename Statement_>
MaybeAction with_connector(Words& words, bool at, Statement_ statement) {
  const auto evse = words.connector_if_any(at);
  if (!evse) return std::nullopt;
  statement.evse = *evse;
  return statement;
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

// ---- time

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

MaybeAction within(Words& words, WaitUntil wait) {
  constexpr hal::Minutes kPatience{2};
  wait.within = kPatience;
  if (!words.take("within")) return wait;
  const auto span = words.span();
  if (!span) return std::nullopt;
  wait.within = *span;
  return wait;
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

// ---- what is expected

MaybeAction read_expect_screen(Words& words) {
  const auto screen = read_screen_word(words);
  if (!screen) return std::nullopt;
  return ExpectScreen{*screen};
}

template <Source kSource, bool kPresent>
MaybeAction read_expect_text(Words& words) {
  const auto text = words.quoted();
  if (!text) return std::nullopt;
  return ExpectText{kSource, *text, kPresent};
}

MaybeAction read_expect_no_element(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  return ExpectElement{.element = *element, .present = false, .value = {}, .disabled = false};
}

MaybeAction read_expect_element(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  ExpectElement expect{.element = *element, .present = true, .value = {}, .disabled = false};
  if (words.take("value")) {
    expect.value = words.quoted();
    if (!expect.value) return std::nullopt;
  }
  expect.disabled = words.take("disabled");
  return expect;
}

MaybeAction read_expect_bank(Words& words) {
  ExpectBank expect;
  if (words.take("holds")) {
    expect.book = ExpectBank::Book::holds;
  } else if (words.take("captured")) {
    expect.book = ExpectBank::Book::captured;
  } else if (words.take("released")) {
    expect.book = ExpectBank::Book::released;
  } else {
    return words.fail("\"holds\", \"captured\" or \"released\"");
  }
  if (words.take("nothing")) return expect;
  expect.contents = ExpectBank::Contents::something;
  if (words.take("something")) return expect;
  expect.contents = ExpectBank::Contents::amounts;
  do {
    const auto amount = words.amount();
    if (!amount) return std::nullopt;
    expect.amounts.push_back(*amount);
  } while (words.take("and"));
  return expect;
}

MaybeAction read_receipt_matches(Words&) {
  return ExpectReceiptMatchesBank{};
}

MaybeAction read_picture(Words& words) {
  const auto name = words.name("a name of small letters, digits, dots and dashes: \"plug-in\"");
  if (!name) return std::nullopt;
  return Picture{*name};
}

// ---- the world

MaybeAction read_car_takes(Words& words) {
  CarTakes takes;
  if (!words.take("nothing")) {
    const auto power = words.power();
    if (!power) return std::nullopt;
    takes.at_most = *power;
  }
  return with_connector(words, true, takes);
}

MaybeAction read_car_soc(Words& words) {
  const auto percent = words.percent();
  if (!percent) return std::nullopt;
  return with_connector(words, true, CarSoc{.percent = *percent});
}

MaybeAction read_car_full(Words& words) {
  return with_connector(words, true, CarSoc{.percent = 100});
}

MaybeAction read_site_gives(Words& words) {
  if (words.take("nothing")) return SiteGives{};
  const auto power = words.power();
  if (!power) return std::nullopt;
  return SiteGives{*power};
}

template <typename Statement_, bool kValue>
MaybeAction read_switch(Words&) {
  return Statement_{kValue};
}

MaybeAction read_start_fails(Words& words) {
  return with_connector(words, true, StartFails{});
}

MaybeAction read_connector(Words& words) {
  const auto evse = words.number(1, 99, "the number of a connector, 1 to 99");
  if (!evse) return std::nullopt;
  const auto id = static_cast<hal::EvseId>(*evse);
  if (words.take("broken")) return ConnectorFault{id, true};
  if (words.take("repaired")) return ConnectorFault{id, false};
  return words.fail("\"broken\" or \"repaired\"");
}

MaybeAction read_bank(Words& words) {
  constexpr std::array<std::pair<std::string_view, BankMood>, 8> kMoods{{
      {"normal", BankMood::normal},
      {"slow", BankMood::slow},
      {"unreachable", BankMood::unreachable},
      {"declines", BankMood::declines},
      {"drops before", BankMood::drops_before},
      {"drops after", BankMood::drops_after},
      {"html", BankMood::answers_html},
      {"502", BankMood::error_502},
  }};
  for (const auto& [word, mood] : kMoods) {
    if (words.take(word)) return Bank{mood};
  }
  return words.fail(
      "how the bank is: normal, slow, unreachable, declines, drops before, drops after, html or "
      "502");
}

MaybeAction read_tariff_becomes(Words& words) {
  const auto file = words.rest();
  if (!file) return words.fail("a file, such as tariffs/night.json");
  return TariffBecomes{*file};
}

MaybeAction read_power_cut(Words&) {
  return PowerCut{};
}

MaybeAction read_blackout(Words& words) {
  const auto span = words.span();
  if (!span) return std::nullopt;
  return Blackout{*span};
}

// A phrase comes before the phrases that it begins with.
constexpr auto kStatements = std::to_array<Statement>({
    {"story", "story TITLE", "what the story is about", nullptr, set_story},
    {"size", "size 800x1280", "the kiosk's screen in pixels", nullptr, set_size},
    {"locale", "locale de", "the language it starts in", nullptr, set_locale},
    {"theme", "theme dark", "light, dark or contrast", nullptr, set_theme},
    {"large text", "large text", "starts with larger text", nullptr, set_large_text},
    {"hold", "hold 20.00", "what is kept aside on a card", nullptr, set_hold},
    {"raise hold by", "raise hold by 25.00", "more is held when the hold is nearly used", nullptr,
     set_raise_by},
    {"tariff becomes", "tariff becomes FILE", "the operator puts another tariff in place",
     read_tariff_becomes},
    {"tariff", "tariff FILE", "sells under that tariff, a JSON file beside the story", nullptr,
     set_tariff},
    {"law", "law uk | us-nevi | …", "decides how prices are shown", nullptr, set_law},
    {"begins", "begins 2026-10-24 23:30", "when the story begins, by the clock on the wall",
     nullptr, set_beginning},

    {"touch", "touch ELEMENT", "a finger on a button, as soon as it can be touched", read_touch},
    {"tap", "tap CARD", "a card at the reader: visa, phone, charging card, torn …", read_tap},
    {"press", "press next | previous | ok | back | help | speech | repeat | pause | volume",
     "a key of the keypad below the screen", read_press},
    {"go to", "go to ELEMENT", "the arrow key until the keypad stands there", read_go_to},
    {"plug", "plug [N]", "pushes the plug into the car", read_plug},
    {"unplug", "unplug [N]", "pulls it out", read_unplug},

    {"wait until screen", "wait until screen NAME [within 2 min]", "until that screen is there",
     read_wait_until_screen},
    {"wait until text", "wait until text \"…\" [within 2 min]", "until that text is on the screen",
     read_wait_until_text},
    {"wait", "wait 10 min | 30 s | 500 ms", "lets time pass", read_wait},
    {"stay", "stay 10 min", "the same, and somebody says so when the screen asks", read_stay},

    {"expect screen", "expect screen NAME", "which screen it is", read_expect_screen},
    {"expect text", "expect text \"…\"", "it can be read on the screen",
     read_expect_text<Source::screen_text, true>},
    {"expect no text", "expect no text \"…\"", "it cannot",
     read_expect_text<Source::screen_text, false>},
    {"expect no element", "expect no element NAME", "nothing has that name",
     read_expect_no_element},
    {"expect element", "expect element NAME [value \"…\"] [disabled]",
     "an element, what its value contains, and that it does not answer", read_expect_element},
    {"expect receipt matches bank", "expect receipt matches bank",
     "the receipt names the amount that the bank took last", read_receipt_matches},
    {"expect receipt", "expect receipt \"…\"", "it is on the receipt of the last session",
     read_expect_text<Source::receipt, true>},
    {"expect no receipt", "expect no receipt \"…\"", "it is not",
     read_expect_text<Source::receipt, false>},
    {"expect spoken", "expect spoken \"…\"", "the voice has said it since the last key",
     read_expect_text<Source::voice, true>},
    {"expect not spoken", "expect not spoken \"…\"", "it has not",
     read_expect_text<Source::voice, false>},
    {"expect journal", "expect journal \"…\"", "a line of the journal contains it",
     read_expect_text<Source::journal, true>},
    {"expect no journal", "expect no journal \"…\"", "no line does",
     read_expect_text<Source::journal, false>},
    {"expect bank", "expect bank holds|captured|released 12.64 [and 3.10] | nothing | something",
     "the bank's own book: exactly these amounts", read_expect_bank},
    {"picture", "picture NAME", "keeps a picture of the screen", read_picture},

    {"car takes", "car takes 50 kW | nothing [at N]", "the car's own limit", read_car_takes},
    {"car is at", "car is at 80 % [at N]", "sets its state of charge", read_car_soc},
    {"car is full", "car is full [at N]", "the same as 100 %", read_car_full},
    {"site gives", "site gives 50 kW | nothing", "what each connector may give", read_site_gives},
    {"reader on", "reader on", "the card reader answers again", read_switch<ReaderOn, true>},
    {"reader off", "reader off", "it is switched off", read_switch<ReaderOn, false>},
    {"charger reachable", "charger reachable", "the controller answers again",
     read_switch<ChargerReachable, true>},
    {"charger unreachable", "charger unreachable", "the link to it is cut",
     read_switch<ChargerReachable, false>},
    {"start fails", "start fails [at N]", "the next cable check does not pass", read_start_fails},
    {"connector", "connector N broken | repaired", "a fault of one connector", read_connector},
    {"bank",
     "bank normal | slow | unreachable | declines | drops before | drops after | html | 502",
     "how the bank behaves from now on", read_bank},
    {"emergency stop released", "emergency stop released", "pulled out again",
     read_switch<EmergencyStop, false>},
    {"emergency stop", "emergency stop", "the red button is pressed",
     read_switch<EmergencyStop, true>},
    {"power cut", "power cut", "the kiosk starts anew from its journal", read_power_cut},
    {"blackout", "blackout 5 min", "kiosk and charger are without power that long", read_blackout},
});

}  // namespace

std::span<const Statement> statements() {
  return kStatements;
}

const std::vector<std::string>& screen_words() {
  static const std::vector<std::string> all =
      screen_words_of(std::make_index_sequence<std::variant_size_v<ScreenModel>>{});
  return all;
}

}  // namespace kerb::kiosk::journey
