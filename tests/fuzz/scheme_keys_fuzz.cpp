// The file of the schemes' keys: whatever it says, a key that is taken over has its checksum and its
// sizes, and none is there twice.
#include <cstdlib>
#include <set>
#include <string_view>

#include "payment/emv/ca_keys.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto book = read_ca_keys(text, "fuzz.json");
  if (!book) {
    if (book.error().code != "emv.bad_ca_keys" || book.error().remedy.empty()) std::abort();
    return 0;
  }
  std::set<std::pair<kerb::hal::Bytes, std::uint8_t>> seen;
  for (const CaKey& key : book->keys) {
    const bool right = key.rid.size() == 5 && key.modulus.size() >= 64 &&
                       key.modulus.size() <= 248 && checksum_of(key).size() == 20 &&
                       key.expires.month >= 1 && key.expires.month <= 12;
    if (!right || !seen.insert({key.rid, key.index}).second) std::abort();
  }
  for (const RevokedCertificate& revoked : book->revoked) {
    if (revoked.rid.size() != 5 || revoked.serial.size() != 3) std::abort();
  }
  return 0;
}
