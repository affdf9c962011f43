#include "kiosk/simulator/journey_statements.hpp"

#include <array>
#include <utility>

#include "kiosk/simulator/journey_readers.hpp"
#include "kiosk/simulator/journey_setup.hpp"

namespace kerb::kiosk::journey {
namespace {

template <std::size_t... kIndex>
std::vector<std::string> screen_words_of(std::index_sequence<kIndex...>) {
  return {std::string(screen_name(ScreenModel(std::in_place_index<kIndex>)))...};
}

// A phrase comes before the phrases that it begins with.
constexpr auto kStatements = std::to_array<Statement>({
    {"story", "story TITLE", "what the story is about", nullptr, set_story},
    {"size", "size 800x1280", "the kiosk's screen in pixels", nullptr, set_size},
    {"locale", "locale de", "the language it starts in", nullptr, set_locale},
    {"theme", "theme dark", "light, dark or contrast", nullptr, set_theme},
    {"large text", "large text", "starts with larger text", nullptr, set_large_text},
    {"reach", "reach 150 mm", "what a seated driver reaches of the panel, from below", nullptr,
     set_reach},
    {"hold", "hold 20.00", "what is kept aside on a card", nullptr, set_hold},
    {"raise hold by", "raise hold by 25.00", "more is held when the hold is nearly used", nullptr,
     set_raise_by},
    {"billed by back end", "billed by back end", "a bank card is billed what the back end says",
     nullptr, set_back_end_bills},
    {"sold by back end", "sold by back end", "whose code on the screen a phone pays with", nullptr,
     set_back_end_sells},
    {"receipt service", "receipt service", "the operator keeps a page for every receipt", nullptr,
     set_receipt_service},
    {"cards at terminal", "cards at terminal generic | feig | ccv",
     "an approved payment terminal reads the cards", nullptr, set_terminal},
    {"tariff becomes", "tariff becomes FILE", "the operator puts another tariff in place",
     read_tariff_becomes},
    {"tariff", "tariff FILE", "sells under that tariff, a JSON file beside the story", nullptr,
     set_tariff},
    {"law", "law uk | us-nevi | …", "decides how prices are shown", nullptr, set_law},
    {"begins", "begins 2026-10-24 23:30", "when the story begins, by the clock on the wall",
     nullptr, set_beginning},

    {"touch", "touch ELEMENT", "a finger on a button, as soon as it can be touched", read_touch},
    {"tap two cards", "tap two cards", "a wallet with two cards at the reader", read_tap_two_cards},
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
    {"expect page", "expect page \"…\"", "it is on the page that the receipt's code leads to",
     read_expect_text<Source::page, true>},
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
    {"connector",
     "connector N broken [by FAULT] | repaired | reserved | switched off | updating | for "
     "everybody",
     "a fault of one connector, or who may not use it", read_connector},
    {"phone pays", "phone pays [at N]", "somebody scanned its code and pays on a phone",
     read_switch_at<PhonePays, &PhonePays::on, true>},
    {"phone gives up", "phone gives up [at N]", "and does so no longer",
     read_switch_at<PhonePays, &PhonePays::on, false>},
    {"page paid", "page paid", "the phone pays on the page behind the code",
     read_switch<PagePaid, true>},
    {"page declined", "page declined", "its bank says no there", read_switch<PagePaid, false>},
    {"charge pauses", "charge pauses on request | without power | by FAULT [at N]",
     "and may go on in the same charge", read_charge_pauses},
    {"charge goes on", "charge goes on [at N]", "what paused it is over", read_charge_goes_on},
    {"power held to", "power held to 50 kW by the site | operator | car | cold | heat [at N]",
     "who holds the power down", read_power_held},
    {"power free", "power free [at N]", "nobody does any more", read_power_free},
    {"lock jams", "lock jams [at N]", "the plug cannot be unlocked",
     read_switch_at<LockJams, &LockJams::jammed, true>},
    {"lock works", "lock works [at N]", "it can",
     read_switch_at<LockJams, &LockJams::jammed, false>},
    {"bank",
     "bank normal | slow | unreachable | declines | drops before | drops after | html | 502",
     "how the bank behaves from now on", read_bank},
    {"terminal", "terminal ORDER",
     "the payment terminal: host down, cut before 040F, restart 500 …", read_terminal_order},
    {"emergency stop released", "emergency stop released", "pulled out again",
     read_switch<EmergencyStop, false>},
    {"emergency stop", "emergency stop", "the red button is pressed",
     read_switch<EmergencyStop, true>},
    {"power cut", "power cut", "the kiosk starts anew from its journal", read_power_cut},
    {"back end says cost", "back end says cost 2.01 [final]",
     "what the newest charge costs, by the operator's back end", read_back_end_cost},
    {"back end shows", "back end shows \"…\" [with code \"…\"]",
     "a message for every driver, and what its QR code holds", read_back_end_shows},
    {"back end clears", "back end clears", "that message goes", read_back_end_clears},
    {"back end there", "back end there", "the charger's link to it stands",
     read_switch<BackEndThere, true>},
    {"back end away", "back end away", "it is cut", read_switch<BackEndThere, false>},
    {"clock right", "clock right", "somebody keeps the clock right", read_switch<ClockRight, true>},
    {"clock wrong", "clock wrong", "nobody does", read_switch<ClockRight, false>},
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
