#include "hal/zvt/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kerb::hal::zvt {
namespace {

// Unicode's own table for code page 437 (VENDORS/MICSFT/PC/CP437.TXT), from 80 on.
constexpr std::array<char16_t, 128> kUpperHalf{
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF,
    0x00EE, 0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9,
    0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA,
    0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F,
    0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4,
    0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248,
    0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};

constexpr std::string_view kNoCharacter = "\xEF\xBF\xBD";

void append_utf8(std::string& out, char32_t point) {
  if (point < 0x80U) {
    out += static_cast<char>(point);
  } else if (point < 0x800U) {
    out += static_cast<char>(0xC0U | point >> 6U);
    out += static_cast<char>(0x80U | (point & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | point >> 12U);
    out += static_cast<char>(0x80U | (point >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (point & 0x3FU));
  }
}

// How many octets the character at the front has; 0 when it is none (RFC 3629, section 4).
std::size_t utf8_length(ByteView octets) {
  const std::uint8_t first = octets[0];
  if (first < 0x80U) return 1;
  if (first < 0xC2U || first > 0xF4U) return 0;
  const std::size_t length = first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
  if (octets.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octets[i] & 0xC0U) != 0x80U) return 0;
  }
  const std::uint8_t second = octets[1];
  const bool wrong = (first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU) ||
                     (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU);
  return wrong ? 0 : length;
}

// Control characters of C0 and DEL; those of C1 are not in the code page and never meant in UTF-8.
void append_plain(std::string& out, std::uint8_t octet) {
  if (octet == '\r' || octet == '\n') {
    if (out.empty() || out.back() != '\n') out += '\n';
  } else {
    out += octet < 0x20U || octet == 0x7FU ? ' ' : static_cast<char>(octet);
  }
}

char32_t point_of(ByteView character) {
  constexpr std::array<std::uint8_t, 5> kFirstBits{0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t point = character[0] & kFirstBits.at(character.size());
  for (const std::uint8_t octet : character.subspan(1)) point = point << 6U | (octet & 0x3FU);
  return point;
}

}  // namespace

std::string text_of(ByteView octets, Charset charset) {
  std::string text;
  text.reserve(octets.size());
  for (std::size_t at = 0; at < octets.size();) {
    const std::uint8_t octet = octets[at];
    if (octet == 0) break;
    std::size_t length = 1;
    if (octet < 0x80U) {
      append_plain(text, octet);
    } else if (charset == Charset::cp437) {
      append_utf8(text, kUpperHalf.at(octet - 0x80U));
    } else {
      length = utf8_length(octets.subspan(at));
      const bool control = length == 2 && octet == 0xC2U && octets[at + 1] < 0xA0U;
      if (length == 0 || control) {
        text += control ? std::string_view(" ") : kNoCharacter;
        length = control ? 2 : 1;
      } else {
        text.append(reinterpret_cast<const char*>(octets.data()) + at, length);
      }
    }
    at += length;
  }
  return text;
}

Bytes octets_of_text(std::string_view utf8, Charset charset) {
  const ByteView octets(reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size());
  if (charset == Charset::utf8) return {octets.begin(), octets.end()};
  Bytes out;
  out.reserve(octets.size());
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t length = utf8_length(octets.subspan(at));
    const char32_t point = length == 0 ? 0xFFFDU : point_of(octets.subspan(at, length));
    const auto* const cell = std::find(kUpperHalf.begin(), kUpperHalf.end(), point);
    if (point < 0x80U) {
      out.push_back(static_cast<std::uint8_t>(point));
    } else if (cell != kUpperHalf.end()) {
      out.push_back(static_cast<std::uint8_t>(0x80 + (cell - kUpperHalf.begin())));
    } else {
      out.push_back('?');
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace kerb::hal::zvt
