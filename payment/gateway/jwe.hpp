// JSON Web Encryption, compact form (RFC 7516), with the one pair of algorithms that the gateway
// uses for message-level encryption: RSA-OAEP-256 wraps a fresh key, A256GCM encrypts (RFC 7518
// sections 4.3 and 5.3).
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/gateway/secret_text.hpp"

namespace kerb::payment::gateway {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using RsaKey = std::unique_ptr<EVP_PKEY, KeyDeleter>;

// `protected_header` is the JSON of the JOSE header. Errors: gateway.mle.
hal::Result<std::string> encrypt_jwe(EVP_PKEY* to, std::string_view protected_header,
                                     std::string_view plain);

// The text may come from anybody: at most 1 MiB, header at most 8 KiB, only the two algorithms
// above, no compression. Every failure gives the same error, so it tells an attacker nothing.
// Errors: gateway.mle.
hal::Result<std::string> decrypt_jwe(EVP_PKEY* with, std::string_view compact);

}  // namespace kerb::payment::gateway
