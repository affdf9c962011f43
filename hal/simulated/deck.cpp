#include "hal/simulated/deck.hpp"

#include <algorithm>
#include <charconv>

#include "hal/simulated/cards/directory_cards.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/numbers.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated {
namespace {

using cards::CardPointer;
using cards::CertificateFlaw;
using cards::DirectoryEntry;
using cards::hex;
using cards::Personalisation;
using cards::Temper;

constexpr Millis kSlow{120};  // a command of a real card takes 10 to 60 ms
constexpr const char* kVisaAid = "A0000000031010";
constexpr const char* kCreditAid = "A0000000041010";

Personalisation visa_plastic(Temper temper = Temper::online,
                             CertificateFlaw flaw = CertificateFlaw::none) {
  return {"4761739001010010", 1, hex("B2A4C6D1"), false, temper, flaw};
}

Personalisation mastercard_plastic(Temper temper = Temper::online,
                                   CertificateFlaw flaw = CertificateFlaw::none) {
  return {"5413330089020011", 1, hex("C3715E9A"), false, temper, flaw};
}

Personalisation mastercard_device() {
  return {std::string(cards::kMastercardPhoneNumber), 1, hex("08A3117F"), true};
}

CardPointer plain_visa() {
  return cards::make_visa(visa_plastic());
}

CardPointer plain_mastercard() {
  return cards::make_mastercard(mastercard_plastic());
}

DirectoryEntry visa_entry(std::uint8_t priority, const char* kernel = "03") {
  return {hex(kVisaAid), "VISA DEBIT", priority, hex(kernel)};
}

DirectoryEntry mastercard_entry(std::uint8_t priority) {
  return {hex(kCreditAid), "MASTERCARD", priority, hex("02")};
}

std::function<CardPointer()> maker(CardKind kind) {
  return [kind] { return make_card(kind); };
}

void add_kinds(std::vector<DeckCard>& deck) {
  constexpr int kTornAfter = 2;
  const auto add = [&](CardKind kind, const char* what, std::optional<int> leaves = {}) {
    deck.push_back({std::string(card_word(kind)), what, maker(kind), leaves});
  };
  add(CardKind::visa, "plastic; the bank is asked and approves");
  add(CardKind::mastercard, "plastic; the same, signed when the terminal knows its authority");
  add(CardKind::phone, "a wallet with a Visa, whose owner is verified");
  add(CardKind::locked_phone, "a Visa wallet that says 6986 first and works at the second tap");
  add(CardKind::declined, "a Visa whose bank says no");
  add(CardKind::needs_owner, "a Visa whose bank wants its owner verified");
  add(CardKind::charging_card, "an operator's card: a number, and no commands");
  add(CardKind::desfire_charging_card, "an operator's DESFire: commands, but none for payment");
  add(CardKind::transit_card, "another DESFire, which nobody here knows");
  add(CardKind::changing_card, "a card with another number at every tap");
  add(CardKind::insert_only, "a Visa that wants its contacts (6984)");
  add(CardKind::refusing, "a Visa that says no itself");
  add(CardKind::other_scheme, "an American Express");
  add(CardKind::unreadable, "noise in the place of answers");
  add(CardKind::torn, "a Visa that leaves after the second command", kTornAfter);
}

void add_schemes(std::vector<DeckCard>& deck) {
  deck.push_back({"mastercard phone", "a wallet with a Mastercard, whose owner is verified",
                  [] { return cards::make_mastercard(mastercard_device()); }});
  deck.push_back({"locked mastercard phone",
                  "a wallet that asks for its owner in DF4B and works at the second tap",
                  [] { return cards::make_locked_mastercard(mastercard_device()); }});
  deck.push_back(
      {"maestro", "a third application identifier, for kernel 2", [] {
         return cards::make_maestro({std::string(cards::kMaestroNumber), 1, hex("D1402BE6")});
       }});
  struct Scheme {
    const char* name;
    const char* aid;
    const char* label;
    std::uint8_t kernel;
    const char* uid;
  };
  for (const Scheme& scheme :
       {Scheme{"amex", "A000000025010402", "AMERICAN EXPRESS", 4, "E1A00401"},
        Scheme{"jcb", "A0000000651010", "JCB", 5, "E1A00501"},
        Scheme{"discover", "A0000001523010", "DISCOVER", 6, "E1A00601"},
        Scheme{"unionpay", "A000000333010101", "UNIONPAY DEBIT", 7, "E1A00701"}}) {
    deck.push_back({scheme.name, "a scheme that this station does not take", [scheme] {
                      return cards::other_scheme(hex(scheme.aid), scheme.label, scheme.kernel,
                                                 hex(scheme.uid));
                    }});
  }
}

void add_tempers(std::vector<DeckCard>& deck) {
  const auto add = [&](const char* name, const char* what, Temper temper) {
    const bool offline = temper == Temper::offline;
    deck.push_back({std::string(name) + " visa", what, [=] {
                      return offline ? cards::make_offline_visa(visa_plastic(temper))
                                     : cards::make_visa(visa_plastic(temper));
                    }});
    deck.push_back({std::string(name) + " mastercard", what,
                    [=] { return cards::make_mastercard(mastercard_plastic(temper)); }});
  };
  add("offline", "approves by itself where it is asked to, and proves that it is genuine",
      Temper::offline);
  add("refusing", "answers AAC to everything", Temper::refuses);
  add("overstepping", "answers TC where the bank was to be asked", Temper::oversteps);
}

void add_flaws(std::vector<DeckCard>& deck) {
  for (const CertificateFlaw flaw : cards::all_flaws()) {
    const std::string with = " with " + std::string(cards::flaw_word(flaw));
    const std::string what = "what proves that it is genuine does not:" + with.substr(5);
    deck.push_back({"mastercard" + with, what, [flaw] {
                      return cards::make_mastercard(mastercard_plastic(Temper::offline, flaw));
                    }});
    deck.push_back({"visa" + with, what, [flaw] {
                      return cards::make_offline_visa(visa_plastic(Temper::offline, flaw));
                    }});
  }
}

void add_liars(std::vector<DeckCard>& deck) {
  using Lie = CardPointer (*)(CardPointer);
  const auto add = [&](const char* name, const char* what, Lie lie) {
    deck.push_back({name, what, [lie] { return lie(plain_visa()); }});
  };
  add("length past the end", "an object that goes on behind the answer", cards::past_the_end);
  add("two length octets", "lengths longer than need be, but right", cards::with_two_length_octets);
  add("three length octets", "lengths as no card sends them", cards::with_three_length_octets);
  add("missing records", "a locator of records that are not there", cards::without_its_records);
  add("trailing octets", "an object behind the record's template", cards::with_trailing_octets);
  add("nested template", "a template in a template", cards::with_nested_template);
  deck.push_back(
      {"slow visa", "every command takes long", [] { return cards::slowed(plain_visa(), kSlow); }});
  deck.push_back({"slow mastercard", "every command takes long",
                  [] { return cards::slowed(plain_mastercard(), kSlow); }});
}

void add_directories(std::vector<DeckCard>& deck) {
  deck.push_back({"co-badged", "a Visa before a Mastercard, both good", [] {
                    return cards::co_badged(plain_visa(), visa_entry(1), plain_mastercard(),
                                            mastercard_entry(2));
                  }});
  deck.push_back({"co-badged, first refuses", "the first says 6985: the second is taken", [] {
                    return cards::co_badged(cards::refusing_to_begin(plain_visa(), 0x6985),
                                            visa_entry(1), plain_mastercard(), mastercard_entry(2));
                  }});
  deck.push_back({"co-badged, second first", "the second of the list has the better priority", [] {
                    return cards::co_badged(plain_visa(), visa_entry(2), plain_mastercard(),
                                            mastercard_entry(1));
                  }});
  const auto add = [&](const char* name, const char* what, const char* kernel) {
    deck.push_back({name, what, [kernel] {
                      return cards::with_directory(plain_visa(), {visa_entry(1, kernel)});
                    }});
  };
  add("domestic kernel", "wants a kernel of its own country (9F2A of three octets)", "830276");
  add("any domestic kernel", "names a country, but no kernel of it (short identifier 0)", "800276");
  add("short domestic kernel", "a domestic 9F2A without its country", "83");
  deck.push_back({"no directory", "says 6A82 to the directory's name",
                  [] { return cards::without_directory(plain_visa()); }});
  deck.push_back({"empty directory", "lists no application",
                  [] { return cards::with_directory(plain_visa(), {}); }});
}

std::vector<DeckCard> whole_deck() {
  std::vector<DeckCard> deck;
  for (const auto add :
       {add_kinds, add_schemes, add_tempers, add_flaws, add_liars, add_directories}) {
    add(deck);
  }
  return deck;
}

const DeckCard* in_deck(std::string_view name) {
  const auto found = std::find_if(deck().begin(), deck().end(),
                                  [&](const DeckCard& card) { return card.name == name; });
  return found == deck().end() ? nullptr : &*found;
}

}  // namespace

const std::vector<DeckCard>& deck() {
  static const std::vector<DeckCard> the_deck = whole_deck();
  return the_deck;
}

std::optional<DealtCard> deal(std::string_view name) {
  constexpr std::string_view kTornAt = " torn at ";
  constexpr int kLast = 99;
  if (const DeckCard* card = in_deck(name)) return DealtCard{card->make(), card->leaves_after};
  const std::size_t at = name.rfind(kTornAt);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = name.substr(at + kTornAt.size());
  int number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const DeckCard* card = in_deck(name.substr(0, at));
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (card == nullptr || !whole || number < 1 || number > kLast) return std::nullopt;
  return DealtCard{card->make(), number - 1};
}

}  // namespace kerb::hal::simulated
