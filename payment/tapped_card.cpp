#include "payment/tapped_card.hpp"

#include <algorithm>
#include <array>

namespace kerb::payment {
namespace {

constexpr std::uint8_t kRandomUid = 0x08;   // ISO/IEC 14443-3, 6.4.4: uid0 of a random number
constexpr std::uint8_t kCascadeTag = 0x88;  // the same: "more follows", never uid0 of a whole one
constexpr std::array<std::uint8_t, 4> kCounted{0x01, 0x02, 0x03, 0x04};  // of emulators and clones

bool all_are(hal::ByteView uid, std::uint8_t octet) {
  return std::all_of(uid.begin(), uid.end(), [octet](std::uint8_t it) { return it == octet; });
}

}  // namespace

UidWorth worth_of(hal::ByteView uid) {
  if (uid.size() != 4 && uid.size() != 7 && uid.size() != 10) return UidWorth::wrong_length;
  if (all_are(uid, 0x00) || all_are(uid, 0xFF)) return UidWorth::placeholder;
  if (uid.size() != kCounted.size()) return UidWorth::names_it;
  if (std::equal(uid.begin(), uid.end(), kCounted.begin())) return UidWorth::placeholder;
  if (uid[0] == kRandomUid) return UidWorth::changing;
  if (uid[0] == kCascadeTag) return UidWorth::cut_off;
  return UidWorth::names_it;
}

TappedKind kind_of(const TapEvidence& evidence) {
  if (evidence.speaks_apdu && !evidence.no_payment_application) return TappedKind::payment;
  switch (worth_of(evidence.uid)) {
    case UidWorth::names_it:
      return TappedKind::charging_card;
    case UidWorth::changing:
      return TappedKind::changing_number;
    case UidWorth::placeholder:
    case UidWorth::cut_off:
    case UidWorth::wrong_length:
      break;
  }
  return TappedKind::unknown;
}

}  // namespace kerb::payment
