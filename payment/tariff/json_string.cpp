#include "payment/tariff/json_string.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "payment/tariff/json_writer.hpp"

namespace kerb::payment::tariff {
namespace {

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

// The four hexadecimal digits at the beginning of `text`.
std::optional<std::uint32_t> four_digits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char letter : text.substr(0, 4)) {
    const int digit = hex_digit(letter);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

// How many octets the character takes that begins here, 0 if it is not UTF-8 (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto octet = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto follows = [&](std::size_t at) { return (octet(at) & 0xC0U) == 0x80U; };
  const unsigned lead = octet(0);
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && octet(1) < 0xA0;
    const bool surrogate = lead == 0xED && octet(1) > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && octet(1) < 0x90;
    const bool beyond = lead == 0xF4 && octet(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// The octets of an escape that begins with a backslash, 0 if there is no such escape.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] == 'u') return four_digits(text.substr(2)) ? 6 : 0;
  return std::string_view("\"\\/bfnrt").find(text[1]) != std::string_view::npos ? 2 : 0;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t octet) { out.push_back(static_cast<char>(octet)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// The character of a \u escape, with the second half of a pair if there is one. `used`: the octets.
std::uint32_t unicode_escape(std::string_view text, std::size_t& used) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  const std::uint32_t first = four_digits(text.substr(2)).value_or(kReplacement);
  used = 6;
  if (first < 0xD800 || first > 0xDFFF) return first;
  if (first > 0xDBFF || text.substr(6, 2) != "\\u") return kReplacement;
  const std::uint32_t second = four_digits(text.substr(8)).value_or(0);
  if (second < 0xDC00 || second > 0xDFFF) return kReplacement;
  used = 12;
  return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

char plain_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

}  // namespace

std::size_t json_string_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto octet = static_cast<unsigned char>(text[at]);
    if (octet == '"') return at;
    std::size_t length = 1;
    if (octet == '\\') {
      length = escape_length(text.substr(at));
    } else if (octet >= 0x80) {
      length = utf8_length(text.substr(at));
    } else if (octet < 0x20) {
      length = 0;
    }
    if (length == 0) return kNotAJsonString;
    at += length;
  }
  return kNotAJsonString;
}

std::string decoded_json_string(std::string_view content) {
  std::string out;
  out.reserve(content.size());
  for (std::size_t at = 0; at < content.size();) {
    if (content[at] != '\\') {
      out.push_back(content[at++]);
    } else if (content[at + 1] == 'u') {
      std::size_t used = 0;
      append_utf8(out, unicode_escape(content.substr(at), used));
      at += used;
    } else {
      out.push_back(plain_escape(content[at + 1]));
      at += 2;
    }
  }
  return out;
}

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const bool control = static_cast<unsigned char>(letter) < 0x20;
    if (!control && letter != '"' && letter != '\\') continue;
    out.append(text.substr(done, at - done));
    done = at + 1;
    if (control) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      out.push_back('\\');
      out.push_back(letter);
    }
  }
  out.append(text.substr(done));
  out.push_back('"');
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

void JsonWriter::string(std::string_view value) {
  comma();
  append_json_text(text_, value);
}

}  // namespace kerb::payment::tariff
