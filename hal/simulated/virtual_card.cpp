// The cards of the simulator and what their numbers mean to a bank. All numbers are from the test
// ranges that card schemes and their test suites have used in public for many years; no bank issues
// them.
//
//   Visa        4761 7390 0101 0010   approved
//   Mastercard  5413 3300 8902 0011   approved
//   phone       4761 7300 0000 0110   a token; approved, its owner was verified by the phone
//   locked      4761 7300 0000 0128   the same, once unlocked
//   declined    4761 7390 0101 0028   insufficient funds (response code 51)
//   needs owner 4761 7390 0101 0036   strong authentication wanted (soft decline 1A)
//   torn        4761 7390 0101 0044   would be approved, but never stays long enough
//   insert only 4761 7390 0101 0051   never gets as far as a bank
//   refusing    4761 7390 0101 0069   the same
//   other       3782 822463 10005     the same
//
// Two more are only in the deck (deck.hpp), whose other cards have the numbers of Visa and
// Mastercard.
#include "hal/simulated/virtual_card.hpp"

#include <algorithm>
#include <array>

#include "hal/simulated/cards/desfire_card.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/numbers.hpp"
#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/unwilling_cards.hpp"

namespace kerb::hal::simulated {
namespace {

using cards::hex;

struct KindEntry {
  CardKind kind;
  std::string_view word;
  std::string_view number;  // empty: none
  std::string_view uid;  // four octets from 08 on are random ones (ISO/IEC 14443-3), as wallets use
};

constexpr std::array<KindEntry, 15> kKinds = {{
    {CardKind::visa, "visa", "4761739001010010", "B2A4C6D1"},
    {CardKind::mastercard, "mastercard", "5413330089020011", "C3715E9A"},
    {CardKind::phone, "phone", "4761730000000110", "08D41C77"},
    {CardKind::locked_phone, "locked phone", "4761730000000128", "08E25B03"},
    {CardKind::declined, "declined", "4761739001010028", "B2A4C6D2"},
    {CardKind::needs_owner, "needs owner", "4761739001010036", "B2A4C6D3"},
    {CardKind::charging_card, "charging card", "", "04E14AF2225C80"},
    {CardKind::unreadable, "unreadable", "", "5A17C09E"},
    {CardKind::torn, "torn", "4761739001010044", "B2A4C6D4"},
    {CardKind::desfire_charging_card, "desfire charging card", "", "04915C12E36480"},
    {CardKind::transit_card, "transit card", "", "04337AD2A15B80"},
    {CardKind::changing_card, "changing card", "", "08A1B2C3"},
    {CardKind::insert_only, "insert only", "4761739001010051", "B2A4C6D5"},
    {CardKind::refusing, "refusing", "4761739001010069", "B2A4C6D6"},
    {CardKind::other_scheme, "other scheme", "378282246310005", "B2A4C6D7"},
}};

const KindEntry& entry_of(CardKind kind) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [&](const KindEntry& entry) { return entry.kind == kind; });
}

// A storage card (MIFARE Classic 1K): its ATR is the reader's invention (PC/SC part
// 3, 3.1.3.2.3.2), and a reader answers any APDU for it with "function not supported".
class StorageCard final : public VirtualCard {
 public:
  explicit StorageCard(Bytes uid) : uid_(std::move(uid)) {}
  Bytes atr() const override { return hex("3B8F8001804F0CA000000306030001000000006A"); }
  Bytes uid() const override { return uid_; }
  bool speaks_apdu() const override { return false; }
  void power_up() override {}
  Bytes answer(ByteView /*command*/) override { return hex("6A81"); }

 private:
  Bytes uid_;
};

// A damaged card: noise, always the same noise, and never with the status word of a response.
class NoiseCard final : public VirtualCard {
 public:
  explicit NoiseCard(Bytes uid) : uid_(std::move(uid)) {}
  Bytes atr() const override { return hex("3B80800101"); }
  Bytes uid() const override { return uid_; }
  bool speaks_apdu() const override { return true; }
  void power_up() override { state_ = 0x2F6E2B1U; }

  Bytes answer(ByteView /*command*/) override {
    Bytes noise(3 + next() % 40);
    for (std::uint8_t& octet : noise) octet = static_cast<std::uint8_t>(next());
    noise[noise.size() - 2] &= 0x5FU;  // SW1 of a response is 6x or 9x
    if (noise[noise.size() - 2] >> 4U != 0x04) noise[noise.size() - 2] = 0x13;
    return noise;
  }

 private:
  std::uint32_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    return state_ >> 16U;
  }
  Bytes uid_;
  std::uint32_t state_ = 0x2F6E2B1U;
};

}  // namespace

std::string_view card_word(CardKind kind) {
  return entry_of(kind).word;
}

std::optional<CardKind> card_kind(std::string_view word) {
  for (const KindEntry& entry : kKinds) {
    if (entry.word == word) return entry.kind;
  }
  return std::nullopt;
}

std::vector<CardKind> all_card_kinds() {
  std::vector<CardKind> kinds;
  kinds.reserve(kKinds.size());
  for (const KindEntry& entry : kKinds) kinds.push_back(entry.kind);
  return kinds;
}

std::shared_ptr<VirtualCard> make_card(CardKind kind) {
  const KindEntry& entry = entry_of(kind);
  cards::Personalisation who;
  who.number = entry.number;
  who.uid = hex(entry.uid);
  switch (kind) {
    case CardKind::mastercard:
      return cards::make_mastercard(std::move(who));
    case CardKind::phone:
      who.phone = true;
      return cards::make_visa(std::move(who));
    case CardKind::locked_phone:
      who.phone = true;
      return cards::make_locked_visa(std::move(who));
    case CardKind::charging_card:
      return std::make_shared<StorageCard>(std::move(who.uid));
    case CardKind::desfire_charging_card:
    case CardKind::transit_card:
    case CardKind::changing_card:
      return cards::make_desfire(std::move(who.uid));
    case CardKind::insert_only:
      return cards::make_insert_only(std::move(who));
    case CardKind::refusing:
      return cards::make_refusing(std::move(who));
    case CardKind::other_scheme:
      return cards::make_other_scheme(std::move(who));
    case CardKind::unreadable:
      return std::make_shared<NoiseCard>(std::move(who.uid));
    case CardKind::visa:
    case CardKind::declined:
    case CardKind::needs_owner:
    case CardKind::torn:
      break;
  }
  return cards::make_visa(std::move(who));
}

std::vector<std::string> all_card_numbers() {
  std::vector<std::string> numbers;
  for (const KindEntry& entry : kKinds) {
    if (!entry.number.empty()) numbers.emplace_back(entry.number);
  }
  for (const std::string_view number : cards::kNumbersOfTheDeck) numbers.emplace_back(number);
  return numbers;
}

}  // namespace kerb::hal::simulated
