#include "payment/emv/track2.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace kerb::payment::emv {
namespace {

// Wipes what it spelled; std::string would leave the number behind in freed memory.
class Digits {
 public:
  explicit Digits(hal::ByteView packed) {
    octets_.reserve(packed.size() * 2);
    for (const std::uint8_t octet : packed) {
      octets_.push_back(octet >> 4U);
      octets_.push_back(octet & 0x0FU);
    }
  }
  Digits(const Digits&) = delete;
  Digits& operator=(const Digits&) = delete;
  ~Digits() { OPENSSL_cleanse(octets_.data(), octets_.size()); }

  hal::Bytes& nibbles() { return octets_; }

 private:
  hal::Bytes octets_;
};

bool all_digits(hal::ByteView nibbles) {
  return std::all_of(nibbles.begin(), nibbles.end(), [](std::uint8_t n) { return n <= 9; });
}

hal::Bytes ascii(hal::ByteView nibbles) {
  hal::Bytes text;
  text.reserve(nibbles.size());
  for (const std::uint8_t nibble : nibbles) text.push_back(static_cast<std::uint8_t>('0' + nibble));
  return text;
}

std::string text_of(hal::ByteView nibbles) {
  std::string text;
  for (const std::uint8_t nibble : nibbles) text += static_cast<char>('0' + nibble);
  return text;
}

Secret with_sentinels(hal::ByteView number, hal::ByteView rest) {
  hal::Bytes text;
  text.reserve(number.size() + rest.size() +
               3);  // one allocation: no half-written copy stays behind
  text.push_back(';');
  for (const std::uint8_t nibble : number) text.push_back(static_cast<std::uint8_t>('0' + nibble));
  text.push_back('=');
  for (const std::uint8_t nibble : rest) text.push_back(static_cast<std::uint8_t>('0' + nibble));
  text.push_back('?');
  return Secret(std::move(text));
}

}  // namespace

std::optional<Track2> parse_track2(hal::ByteView tag57) {
  Digits spelled(tag57);
  hal::Bytes& nibbles = spelled.nibbles();
  if (!nibbles.empty() && nibbles.back() == 0x0FU) nibbles.pop_back();
  if (nibbles.size() > 37) return std::nullopt;
  const auto separator = std::find(nibbles.begin(), nibbles.end(), std::uint8_t{0x0D});
  if (separator == nibbles.end()) return std::nullopt;
  const hal::ByteView all(nibbles);
  const auto length = static_cast<std::size_t>(separator - nibbles.begin());
  const hal::ByteView number = all.first(length);
  const hal::ByteView rest = all.subspan(length + 1);
  if (length < 12 || length > 19 || rest.size() < 7) return std::nullopt;
  if (!all_digits(number) || !all_digits(rest)) return std::nullopt;
  const int month = rest[2] * 10 + rest[3];
  if (month < 1 || month > 12) return std::nullopt;
  return Track2{Secret(ascii(number)), with_sentinels(number, rest), text_of(rest.subspan(4, 3)),
                text_of(number.last(4))};
}

bool same_number(hal::ByteView tag5a, const Track2& track2) {
  Digits spelled(tag5a);
  hal::Bytes& nibbles = spelled.nibbles();
  while (!nibbles.empty() && nibbles.back() == 0x0FU) nibbles.pop_back();
  const hal::ByteView number = track2.number.reveal();
  return std::equal(nibbles.begin(), nibbles.end(), number.begin(), number.end(),
                    [](std::uint8_t nibble, std::uint8_t digit) { return nibble + '0' == digit; });
}

std::string card_fingerprint(const Secret& number, const Secret& identity_key) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const hal::ByteView key = identity_key.reveal();
  const hal::ByteView digits = number.reveal();
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), digits.data(), digits.size(),
           digest.data(), &length) == nullptr) {
    return {};
  }
  std::string hex = hal::to_hex(hal::ByteView(digest).first(16));
  std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return hex;
}

}  // namespace kerb::payment::emv
