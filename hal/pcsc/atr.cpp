#include "hal/pcsc/atr.hpp"

#include <algorithm>
#include <array>

namespace kerb::hal::pcsc {
namespace {

// A chain of interface octets is TA TB TC TD, each there when its bit of the previous TD (or T0) is
// set.
constexpr unsigned kInterfaceBits = 0xF0;
constexpr unsigned kAnotherTd = 0x80;

}  // namespace

std::optional<Bytes> historical_octets(ByteView atr) {
  if (atr.size() < 2 || (atr[0] != 0x3B && atr[0] != 0x3F)) return std::nullopt;
  const std::size_t count = atr[1] & 0x0FU;
  std::size_t at = 2;
  unsigned indicator = atr[1];
  while ((indicator & kInterfaceBits) != 0) {
    for (unsigned bit = 0x10; bit <= 0x40; bit <<= 1U) at += (indicator & bit) != 0 ? 1 : 0;
    if ((indicator & kAnotherTd) == 0) break;
    if (at >= atr.size()) return std::nullopt;
    indicator = atr[at++];
  }
  if (at > atr.size() || atr.size() - at < count) return std::nullopt;
  const auto from = atr.begin() + static_cast<std::ptrdiff_t>(at);
  return Bytes(from, from + static_cast<std::ptrdiff_t>(count));
}

bool names_storage_card(ByteView atr) {
  // Category 80, tag 4F of 12 octets: the RID, the standard, the card's name, four octets for later
  // use.
  constexpr std::array<std::uint8_t, 8> kStorageCard = {0x80, 0x4F, 0x0C, 0xA0,
                                                        0x00, 0x00, 0x03, 0x06};
  const auto historical = historical_octets(atr);
  return historical && historical->size() >= kStorageCard.size() &&
         std::equal(kStorageCard.begin(), kStorageCard.end(), historical->begin());
}

}  // namespace kerb::hal::pcsc
