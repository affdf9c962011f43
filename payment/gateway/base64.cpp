#include "payment/gateway/base64.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(hal::ByteView octets, std::string_view alphabet, bool padded) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::size_t have = std::min<std::size_t>(3, octets.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < have ? octets[at + i] : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      if (i <= have) {
        text += alphabet[group >> (18 - 6 * i) & 63U];
      } else if (padded) {
        text += '=';
      }
    }
  }
  return text;
}

// `text` carries no padding here.
std::optional<hal::Bytes> decode(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1) return std::nullopt;
  hal::Bytes octets;
  octets.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const std::size_t value = alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    count += 6;
    if (count >= 8) {
      count -= 8;
      octets.push_back(static_cast<std::uint8_t>(bits >> count & 0xFFU));
    }
  }
  if ((bits & ((1U << count) - 1U)) != 0) return std::nullopt;  // another text for the same octets
  return octets;
}

}  // namespace

std::string to_base64(hal::ByteView octets) {
  return encode(octets, kStandard, true);
}

std::string to_base64url(hal::ByteView octets) {
  return encode(octets, kUrl, false);
}

std::string to_base64url(std::string_view text) {
  return to_base64url(
      hal::ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::optional<hal::Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return decode(text, kStandard);
}

std::optional<hal::Bytes> from_base64url(std::string_view text) {
  return decode(text, kUrl);
}

}  // namespace kerb::payment::gateway
