// A certificate authority that exists for one run of the bank, and the server certificate that it
// signed.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>

namespace kerb::stand_in_bank {

struct OpenSslDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, OpenSslDeleter>;
using Certificate = std::unique_ptr<X509, OpenSslDeleter>;

struct ServerIdentity {
  Certificate certificate;  // for "localhost" and 127.0.0.1
  Key key;
};

// Makes both, and writes the authority's certificate to `ca_file` as PEM. Its key is thrown away.
// Throws std::runtime_error.
ServerIdentity make_identity(const std::filesystem::path& ca_file);

}  // namespace kerb::stand_in_bank
