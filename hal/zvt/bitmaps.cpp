#include "hal/zvt/bitmaps.hpp"

#include <array>

namespace kerb::hal::zvt {
namespace {

struct NamedBitmap {
  std::uint8_t tag;
  BitmapRule rule;
};

// Expiry, tracks and the chip's files are secret, and what may hold a card's number.
constexpr NamedBitmap kBitmaps[] = {
    {0x01, {Form::fixed, 1, Shown::octets, "timeout"}},
    {0x02, {Form::fixed, 1, Shown::octets, "most status informations"}},
    {0x03, {Form::fixed, 1, Shown::octets, "service"}},
    {0x04, {Form::fixed, 6, Shown::amount, "amount"}},
    {0x05, {Form::fixed, 1, Shown::octets, "pump"}},
    {0x06, {Form::tlv, 0, Shown::objects, "more"}},
    {0x0B, {Form::fixed, 3, Shown::digits, "trace"}},
    {0x0C, {Form::fixed, 3, Shown::digits, "time"}},
    {0x0D, {Form::fixed, 2, Shown::digits, "date"}},
    {0x0E, {Form::fixed, 2, Shown::secret, "expiry"}},
    {0x17, {Form::fixed, 2, Shown::digits, "card sequence"}},
    {0x19, {Form::fixed, 1, Shown::octets, "type or status"}},
    {0x22, {Form::ll, 0, Shown::secret, "card number"}},
    {0x23, {Form::ll, 0, Shown::secret, "track 2"}},
    {0x24, {Form::lll, 0, Shown::secret, "track 3"}},
    {0x27, {Form::fixed, 1, Shown::result, "result"}},
    {0x29, {Form::fixed, 4, Shown::digits, "terminal"}},
    {0x2A, {Form::fixed, 15, Shown::text, "contract"}},
    {0x2D, {Form::ll, 0, Shown::secret, "track 1"}},
    {0x2E, {Form::lll, 0, Shown::secret, "synchronous card"}},
    {0x37, {Form::fixed, 3, Shown::digits, "original trace"}},
    {0x3A, {Form::fixed, 2, Shown::secret, "card verification"}},
    {0x3B, {Form::fixed, 8, Shown::text, "authorisation"}},
    {0x3C, {Form::lll, 0, Shown::text, "text"}},
    {0x3D, {Form::fixed, 3, Shown::octets, "3D"}},
    {0x49, {Form::fixed, 2, Shown::digits, "currency"}},
    {0x4C, {Form::ll, 0, Shown::secret, "4C"}},
    {0x60, {Form::lll, 0, Shown::totals, "totals"}},
    {0x70, {Form::fixed, 4, Shown::octets, "display image"}},
    {0x71, {Form::fixed, 4, Shown::octets, "keys"}},
    {0x72, {Form::fixed, 1, Shown::octets, "menu"}},
    {0x73, {Form::fixed, 1, Shown::octets, "menu item"}},
    {0x74, {Form::fixed, 1, Shown::octets, "menu keys"}},
    {0x75, {Form::fixed, 1, Shown::octets, "menu state"}},
    {0x87, {Form::fixed, 2, Shown::digits, "receipt"}},
    {0x88, {Form::fixed, 3, Shown::digits, "turnover"}},
    {0x8A, {Form::fixed, 1, Shown::octets, "card type"}},
    {0x8B, {Form::ll, 0, Shown::text, "card name"}},
    {0x8C, {Form::fixed, 1, Shown::octets, "card type of the network"}},
    {0x9A, {Form::lll, 0, Shown::secret, "purse payment"}},
    {0xA0, {Form::fixed, 1, Shown::octets, "result of the host"}},
    {0xA7, {Form::ll, 0, Shown::secret, "chip file"}},
    {0xAA, {Form::fixed, 3, Shown::digits, "date with year"}},
    {0xAF, {Form::lll, 0, Shown::secret, "chip files"}},
    {0xBA, {Form::fixed, 5, Shown::octets, "risk"}},
    {0xD0, {Form::fixed, 1, Shown::octets, "D0"}},
    {0xD1, {Form::ll, 0, Shown::octets, "D1"}},
    {0xD2, {Form::fixed, 1, Shown::octets, "dial"}},
    {0xD3, {Form::fixed, 1, Shown::octets, "D3"}},
    {0xE0, {Form::fixed, 1, Shown::octets, "least digits"}},
    {0xE1, {Form::ll, 0, Shown::text, "line 1"}},
    {0xE2, {Form::ll, 0, Shown::text, "line 2"}},
    {0xE3, {Form::ll, 0, Shown::text, "line 3"}},
    {0xE4, {Form::ll, 0, Shown::text, "line 4"}},
    {0xE5, {Form::ll, 0, Shown::text, "line 5"}},
    {0xE6, {Form::ll, 0, Shown::text, "line 6"}},
    {0xE7, {Form::ll, 0, Shown::text, "line 7"}},
    {0xE8, {Form::ll, 0, Shown::text, "line 8"}},
    {0xE9, {Form::fixed, 1, Shown::octets, "most digits"}},
    {0xEA, {Form::fixed, 1, Shown::octets, "echo"}},
    {0xEB, {Form::fixed, 8, Shown::octets, "seal"}},
    {0xF0, {Form::fixed, 1, Shown::octets, "duration"}},
    {0xF1, {Form::ll, 0, Shown::text, "line 1"}},
    {0xF2, {Form::ll, 0, Shown::text, "line 2"}},
    {0xF3, {Form::ll, 0, Shown::text, "line 3"}},
    {0xF4, {Form::ll, 0, Shown::text, "line 4"}},
    {0xF5, {Form::ll, 0, Shown::text, "line 5"}},
    {0xF6, {Form::ll, 0, Shown::text, "line 6"}},
    {0xF7, {Form::ll, 0, Shown::text, "line 7"}},
    {0xF8, {Form::ll, 0, Shown::text, "line 8"}},
    {0xF9, {Form::fixed, 1, Shown::octets, "beeps"}},
    {0xFA, {Form::fixed, 1, Shown::octets, "answer"}},
    {0xFB, {Form::fixed, 1, Shown::octets, "confirm"}},
    {0xFC, {Form::fixed, 1, Shown::octets, "dialog"}},
    {0xFD, {Form::fixed, 1, Shown::octets, "FD"}},
};

constexpr std::array<BitmapRule, 256> rules_by_tag() {
  std::array<BitmapRule, 256> rules{};
  for (const NamedBitmap& bitmap : kBitmaps) rules[bitmap.tag] = bitmap.rule;
  return rules;
}
constexpr std::array<BitmapRule, 256> kRulesByTag = rules_by_tag();

}  // namespace

const BitmapRule& bitmap_rule(std::uint8_t tag) {
  return kRulesByTag[tag];
}

}  // namespace kerb::hal::zvt
