#include "hal/simulated/terminal/card.hpp"

#include <algorithm>

namespace kerb::hal::simulated::terminal {
namespace {

Bytes octets_of(std::string_view hex) {
  return from_hex(hex).value_or(Bytes{});
}

Card mastercard(std::string name, std::string what) {
  return {.name = std::move(name),
          .what = std::move(what),
          .kind = 0x06,
          .brand = "MasterCard",
          .number = octets_of("559883EEEEEE8074"),
          .sequence = 0,
          .expiry = octets_of("3005"),
          .applications = {octets_of("A0000000041010")},
          .uid = octets_of("000000000000081CA72F"),
          .answer = octets_of("0578807002"),
          .network = 1};
}

Card visa(std::string name, std::string what) {
  return {.name = std::move(name),
          .what = std::move(what),
          .kind = 0x0A,
          .brand = "Visa",
          .number = octets_of("476173EEEEEE0119"),
          .sequence = 1,
          .expiry = octets_of("3112"),
          .applications = {octets_of("A0000000031010")},
          .uid = octets_of("0000000000000844AB19"),
          .answer = octets_of("0578807002"),
          .network = 2};
}

Card girocard() {
  return {.name = "girocard",
          .what = "a German debit card, whose holds are closed by partial reversal",
          .kind = 0x05,
          .brand = "girocard",
          .number = octets_of("672590EEEEEEEEE0142F"),
          .sequence = 2,
          .expiry = octets_of("3012"),
          .applications = {octets_of("A00000005945430100"), octets_of("A0000003591010028001"),
                           octets_of("D27600002545500200")},
          .uid = octets_of("00000000000008B3C880"),
          .answer = octets_of("0C788074038031C073D631C0"),
          .null_filling = false};
}

Card refused(std::string name, std::string what, std::uint8_t result, std::string words,
             std::uint8_t shown = 0x1D) {
  Card card = mastercard(std::move(name), std::move(what));
  card.result = result;
  card.shown = shown;
  card.words = std::move(words);
  return card;
}

Card charging(std::string name, std::string what, std::string_view uid) {
  return {.name = std::move(name),
          .what = std::move(what),
          .uid = octets_of(uid),
          .result = 0x7A,
          .shown = 0x08,
          .words = "Karte unbekannt"};
}

void add_paying(std::vector<Card>& all) {
  all.push_back(mastercard("mastercard", "a contactless card that is approved"));
  all.push_back(visa("visa", "a contactless card that is approved"));
  all.push_back(girocard());
  Card maestro = mastercard("maestro", "a debit card, whose holds are closed by partial reversal");
  maestro.kind = 0x2E;
  maestro.brand = "Maestro";
  maestro.applications = {octets_of("A0000000043060")};
  maestro.null_filling = false;
  all.push_back(std::move(maestro));
  Card amex = visa("amex", "a contactless card that is approved");
  amex.kind = 0x08;
  amex.brand = "American Express";
  amex.number = octets_of("374245EEEEE1008F");
  amex.applications = {octets_of("A00000002501")};
  all.push_back(std::move(amex));
  Card vpay = visa("vpay", "a debit card that is approved");
  vpay.kind = 0x0D;
  vpay.brand = "V PAY";
  vpay.applications = {octets_of("A0000000032020")};
  all.push_back(std::move(vpay));
  Card phone = mastercard("phone", "a card in a phone: approved, and a new UID is told each time");
  phone.uid = {};
  all.push_back(std::move(phone));
  Card small = visa("small", "a card that is approved up to 30.00");
  small.most = 3000;
  small.words = "Betrag zu hoch";
  small.shown = 0x1D;
  all.push_back(std::move(small));
}

void add_refused(std::vector<Card>& all) {
  all.push_back(refused("declined", "the bank declines", 0x05, "Abgelehnt"));
  all.push_back(refused("call", "the bank wants a call", 0x02, "Bitte Bank anrufen"));
  all.push_back(refused("stale", "the bank says that it is expired", 0x21, "Karte ungültig"));
  all.push_back(refused("blocked", "the bank has blocked it", 0x3E, "Karte nicht zugelassen"));
  all.push_back(refused("counted", "too many payments without a PIN", 0x13, "Karte stecken", 0x0A));
  all.push_back(refused("pin", "the bank wants a PIN", 0x33, "PIN erforderlich", 0xCC));
  all.push_back(
      refused("pin3d", "the bank wants a PIN, in another way", 0x3D, "PIN erforderlich", 0xCC));
  all.push_back(
      refused("pin41", "the bank wants a PIN, in a third way", 0x41, "PIN erforderlich", 0xCC));
  all.push_back(refused("pin_pad", "a PIN is needed, and this terminal has no keys", 0xEC,
                        "PIN nicht möglich", 0x13));
  all.push_back(
      refused("insert", "it must be inserted, and there is no slot", 0xFC, "Karte stecken", 0x0A));
  all.push_back(refused("poor", "not enough credit on it", 0x71, "Guthaben zu gering", 0x14));
  all.push_back(
      refused("expired", "the terminal sees that it is expired", 0x78, "Karte abgelaufen", 0x09));
  all.push_back(refused("unreadable", "it cannot be read", 0x64, "Karte nicht lesbar", 0x0C));
  all.push_back(refused("broken", "its chip answers nonsense", 0x72, "Karte nicht lesbar", 0x0C));
  all.push_back(refused("unknown", "a bank's card that this terminal does not know", 0x7A,
                        "Karte unbekannt", 0x08));
  all.push_back(refused("method", "a payment method that is not supported", 0xC5,
                        "Karte nicht zugelassen", 0x07));
}

std::vector<Card> all_cards() {
  std::vector<Card> all;
  add_paying(all);
  add_refused(all);
  all.push_back(charging("charging", "a charging card (RFID): a UID and nothing to pay with",
                         "000000000000DEADBEEF"));
  all.push_back(
      charging("charging7", "a charging card with a UID of seven octets", "00000004A1B2C3D4E5F6"));
  return all;
}

}  // namespace

const std::vector<Card>& cards() {
  static const std::vector<Card> all = all_cards();
  return all;
}

const Card* card_named(std::string_view name) {
  const auto found = std::find_if(cards().begin(), cards().end(),
                                  [&](const Card& card) { return card.name == name; });
  return found == cards().end() ? nullptr : &*found;
}

}  // namespace kerb::hal::simulated::terminal
