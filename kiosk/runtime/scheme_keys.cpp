#include "kiosk/runtime/scheme_keys.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

#include "hal/bounded_file.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::size_t kMostOctets = 1 << 20;
constexpr std::size_t kDigestOctets = 32;

std::string sha256_of(const std::string& text) {
  hal::Bytes digest(kDigestOctets);
  unsigned length = 0;
  // Without a digest nothing can be trusted.
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    std::abort();
  }
  std::string hex = hal::to_hex(digest);
  std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return hex;
}

}  // namespace

hal::Result<payment::emv::CaKeyBook> scheme_keys(const PaymentConfig& payment) {
  if (payment.ca_keys.empty()) return payment::emv::CaKeyBook{};
  const std::string name = payment.ca_keys.string();
  const auto text = hal::read_bounded_file(payment.ca_keys, kMostOctets);
  if (!text || text->empty()) {
    return hal::failure("emv.ca_keys_file", "reading the schemes' keys from " + name,
                        "a file of up to a megabyte that Kerb may read must be there");
  }
  if (const std::string digest = sha256_of(*text); digest != payment.ca_keys_sha256) {
    return hal::failure(
        "emv.ca_keys_digest", "checking " + name + ", whose SHA-256 is " + digest,
        "[payment] ca_keys_sha256 says another one: put the right file there. Take over the new "
        "digest only if the acquirer names it.");
  }
  return payment::emv::read_ca_keys(*text, name);
}

}  // namespace kerb::kiosk
