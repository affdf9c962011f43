#include "payment/codes/time_code.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace kerb::payment::codes {
namespace {

constexpr std::string_view kAlphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kDigest = 32;  // octets of SHA-256
constexpr std::size_t kShortestSecret = 8;
constexpr std::size_t kLongestSecret = 255;

bool may_be_secret(hal::ByteView octets) {
  return octets.size() >= kShortestSecret && octets.size() <= kLongestSecret &&
         std::all_of(octets.begin(), octets.end(),
                     [](std::uint8_t octet) { return octet > 0x20 && octet < 0x7F; });
}

}  // namespace

hal::Result<TimeCode> TimeCode::create(TimeCodeTerms terms) {
  if (!may_be_secret(terms.secret.reveal())) {
    return hal::failure("codes.secret", "taking the secret that codes are made with",
                        "It has 8 to 255 letters, digits and signs of ASCII, and no blank.");
  }
  if (terms.validity < hal::Seconds{6} || terms.validity > hal::Seconds{3600}) {
    return hal::failure("codes.validity", "taking the time that a code is valid",
                        "It is 6 to 3600 seconds.");
  }
  if (terms.length < 6 || terms.length > static_cast<int>(kDigest)) {
    return hal::failure("codes.length", "taking the length of a code", "It is 6 to 32.");
  }
  return TimeCode(std::move(terms));
}

TimeSlot TimeCode::slot_at(hal::Utc time) const {
  const auto seconds = std::chrono::floor<hal::Seconds>(time).time_since_epoch().count();
  const std::int64_t span = terms_.validity.count();
  // Division rounds towards zero, and the slots before 1970 are not to meet there.
  const std::int64_t number = seconds / span - (seconds % span < 0 ? 1 : 0);
  const hal::Utc begins{hal::Seconds{number * span}};
  return {number, begins, begins + terms_.validity};
}

std::string TimeCode::at(const TimeSlot& slot) const {
  std::array<std::uint8_t, 8> message{};
  auto rest = static_cast<std::uint64_t>(slot.number);
  for (auto octet = message.rbegin(); octet != message.rend(); ++octet, rest >>= 8U) {
    *octet = static_cast<std::uint8_t>(rest);
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const hal::ByteView key = terms_.secret.reveal();
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
           digest.data(), &size) == nullptr ||
      size != kDigest) {
    return {};
  }
  const std::size_t start = digest[kDigest - 1] & 0x0FU;
  std::string code;
  for (std::size_t i = 0; i < static_cast<std::size_t>(terms_.length); ++i) {
    code += kAlphabet[digest[(start + i) % kDigest] % kAlphabet.size()];
  }
  return code;
}

}  // namespace kerb::payment::codes
