// The schemes' public keys, from the file that an acquirer or a test laboratory hands out. A wrong
// key would trust the wrong cards, so each one carries its checksum (EMV Book 2, 11.2.2), and
// whoever keeps the file keeps its digest in the config.
#pragma once

#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "payment/emv/terminal.hpp"

namespace kerb::payment::emv {

struct CaKeyBook {
  std::vector<CaKey> keys;
  std::vector<RevokedCertificate> revoked;
};

// JSON: {"keys": [{"rid": "A000000003", "index": "92", "modulus": "…", "exponent": "03", "expires":
// "2028-12-31", "checksum": "…"}], "revoked": [{"rid": "A000000003", "index": "92", "serial":
// "0A1B2C"}]}, octets in hex; "revoked" may be missing. At most a megabyte, 200 keys and 10,000
// revoked certificates. `name` is for messages. Errors: emv.bad_ca_keys, with the place: what is
// missing, too long, given twice, or has another checksum than it says.
hal::Result<CaKeyBook> read_ca_keys(std::string_view json, std::string_view name);

// A key is good to the end of its last day, and for ever without one.
bool has_expired(const CaKey& key, const CaKeyDate& today);

// SHA-1 over RID, index, modulus and exponent.
hal::Bytes checksum_of(const CaKey& key);

}  // namespace kerb::payment::emv
