#include "hal/zvt/characters.hpp"

#include <gtest/gtest.h>

#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {
namespace {

TEST(ZvtCharacters, CodePage437HoldsTheLettersOfItsCountries) {
  EXPECT_EQ(text_of(hex("84 94 81 8E 99 9A E1 82"), Charset::cp437), "äöüÄÖÜßé");
  EXPECT_EQ(text_of(hex("9C 9D C4 FF"), Charset::cp437), "£¥─\u00A0");
}

TEST(ZvtCharacters, EveryOctetOfTheCodePageComesBack) {
  for (unsigned octet = 0x20; octet < 0x100; ++octet) {
    if (octet == 0x7F) continue;
    const Bytes one{static_cast<std::uint8_t>(octet)};
    EXPECT_EQ(octets_of_text(text_of(one, Charset::cp437), Charset::cp437), one);
  }
}

struct Utf8Row {
  const char* octets;
  const char* text;
};

constexpr Utf8Row kUtf8[] = {
    {"42 C3 A4 E2 82 AC F0 9F 9A 97", "Bä€🚗"},
    {"41 FF 42", "A\uFFFDB"},                     // never in UTF-8
    {"C0 80", "\uFFFD\uFFFD"},                    // overlong
    {"E0 80 80", "\uFFFD\uFFFD\uFFFD"},           // overlong
    {"ED A0 80", "\uFFFD\uFFFD\uFFFD"},           // surrogate
    {"F4 90 80 80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond the last
    {"C3", "\uFFFD"},                             // torn
    {"E2 82 41", "\uFFFD\uFFFDA"},                // torn
    {"C2 9B 41", " A"},                           // control sequence introducer
    {"41 1B 5B 32 4A 7F", "A [2J "},              // escape
    {"41 0D 0A 42 0D 43", "A\nB\nC"},
    {"56 69 73 61 00 41", "Visa"},
};

TEST(ZvtCharacters, Utf8IsCheckedAndControlsBecomeBlanks) {
  for (const Utf8Row& row : kUtf8) {
    EXPECT_EQ(text_of(hex(row.octets), Charset::utf8), row.text) << row.octets;
  }
}

TEST(ZvtCharacters, WhatTheCodePageLacksBecomesAQuestionMark) {
  EXPECT_EQ(octets_of_text("ä€🚗\xFF", Charset::cp437), hex("84 3F 3F 3F"));
  EXPECT_EQ(octets_of_text("ä", Charset::utf8), hex("C3 A4"));
}

}  // namespace
}  // namespace kerb::hal::zvt
