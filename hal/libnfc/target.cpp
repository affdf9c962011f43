#include "hal/libnfc/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kerb::hal::libnfc {
namespace {

constexpr std::size_t kLongestUid = 10;
constexpr std::size_t kLongestTold = 254;
constexpr std::size_t kTargetHeader = 3;  // type, SAK, length of the uid
constexpr std::size_t kMostHistorical = 15;
constexpr std::size_t kAtrFrame = 5;  // what stands around the historical octets
constexpr std::size_t kPupi = 4;
constexpr std::size_t kToldByTypeB = 7;
constexpr unsigned kHasIso14443Part4 = 0x20;  // of SAK: ISO/IEC 14443-3, table 9

tl::unexpected<ReaderFailure> no_card_of_ours(std::string detail) {
  return tl::make_unexpected(ReaderFailure{ReaderFault::unreadable, std::move(detail)});
}

// 3B 8n 80 01, historical octets, and a check octet over everything after the first.
Bytes atr_of(ByteView historical) {
  const std::size_t count = std::min(historical.size(), kMostHistorical);
  Bytes atr;
  atr.reserve(kAtrFrame + count);
  for (const unsigned octet : {0x3BU, 0x80U | static_cast<unsigned>(count), 0x80U, 0x01U}) {
    atr.push_back(static_cast<std::uint8_t>(octet));
  }
  atr.insert(atr.end(), historical.begin(),
             historical.begin() + static_cast<std::ptrdiff_t>(count));
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check ^= atr[i];
  atr.push_back(check);
  return atr;
}

// The names of storage cards in PC/SC part 3's supplement, by the SAK that NXP's AN10833 gives them.
struct StorageKind {
  std::uint8_t sak;
  std::uint8_t name;
};
constexpr std::array kStorageKinds = {
    StorageKind{0x08, 0x01}, StorageKind{0x88, 0x01},  // MIFARE Classic 1K, also Infineon's
    StorageKind{0x18, 0x02},                           // MIFARE Classic 4K
    StorageKind{0x00, 0x03},                           // MIFARE Ultralight
    StorageKind{0x09, 0x26},                           // MIFARE Mini
};

Bytes storage_atr(std::uint8_t sak) {
  const auto kind = std::find_if(kStorageKinds.begin(), kStorageKinds.end(),
                                 [sak](const StorageKind& one) { return one.sak == sak; });
  const std::uint8_t name = kind == kStorageKinds.end() ? std::uint8_t{0} : kind->name;
  // Category 80, tag 4F: the RID of PC/SC, ISO 14443 type A part 3, the card's name, four for later.
  return atr_of(
      Bytes{0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, name, 0, 0, 0, 0});
}

// ISO/IEC 14443-4, 5.2: T0 says which of TA, TB and TC follow; then come the historical octets.
std::optional<ByteView> historical_of_ats(ByteView ats) {
  if (ats.empty()) return ats;
  std::size_t at = 1;
  for (unsigned bit = 0x10; bit <= 0x40; bit <<= 1U) at += (ats[0] & bit) != 0 ? 1 : 0;
  if (at > ats.size()) return std::nullopt;
  return ats.subspan(at);
}

ReaderResult<CardInField> card_of_type_a(const Target& target) {
  const std::size_t size = target.uid.size();
  if (size != 4 && size != 7 && size != kLongestUid) {
    return no_card_of_ours(fmt::format("a uid of {} octets", size));
  }
  CardInField card;
  card.uid = target.uid;
  card.speaks_apdu = (target.sak & kHasIso14443Part4) != 0;
  if (!card.speaks_apdu) {
    card.atr = storage_atr(target.sak);
    return card;
  }
  const auto historical = historical_of_ats(target.told);
  if (!historical) return no_card_of_ours("an answer to select that is cut off");
  card.atr = atr_of(*historical);
  return card;
}

// Historical octets of type B: application data, protocol info, and a half octet that libnfc does
// not tell (PC/SC part 3, 3.1.3.2.3.1).
ReaderResult<CardInField> card_of_type_b(const Target& target) {
  if (target.uid.size() != kPupi || target.told.size() != kToldByTypeB) {
    return no_card_of_ours("a card of type B that tells too much or too little");
  }
  Bytes historical = target.told;
  historical.push_back(0x00);
  return CardInField{atr_of(historical), target.uid, true};
}

bool drawn_anew(const Target& target) {
  return target.type == Target::Type::b || (target.uid.size() == 4 && target.uid[0] == 0x08);
}

}  // namespace

Bytes octets_of(const Target& target) {
  Bytes octets;
  octets.reserve(kTargetHeader + target.uid.size() + target.told.size());
  octets.push_back(static_cast<std::uint8_t>(target.type));
  octets.push_back(target.sak);
  octets.push_back(static_cast<std::uint8_t>(target.uid.size()));
  octets.insert(octets.end(), target.uid.begin(), target.uid.end());
  octets.insert(octets.end(), target.told.begin(), target.told.end());
  return octets;
}

std::optional<Target> target_in(ByteView octets) {
  if (octets.size() < kTargetHeader || (octets[0] != 'A' && octets[0] != 'B')) return std::nullopt;
  const std::size_t uid = octets[2];
  if (uid > kLongestUid || octets.size() < kTargetHeader + uid ||
      octets.size() - kTargetHeader - uid > kLongestTold) {
    return std::nullopt;
  }
  const ByteView named = octets.subspan(kTargetHeader, uid);
  const ByteView told = octets.subspan(kTargetHeader + uid);
  return Target{static_cast<Target::Type>(octets[0]), Bytes(named.begin(), named.end()), octets[1],
                Bytes(told.begin(), told.end())};
}

ReaderResult<CardInField> card_of(const Target& target) {
  return target.type == Target::Type::a ? card_of_type_a(target) : card_of_type_b(target);
}

bool may_be_same(const Target& one, const Target& other) {
  if (one.type != other.type) return false;
  return one.uid == other.uid || (drawn_anew(one) && drawn_anew(other));
}

}  // namespace kerb::hal::libnfc
