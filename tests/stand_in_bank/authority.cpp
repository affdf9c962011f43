#include "tests/stand_in_bank/authority.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace kerb::stand_in_bank {

namespace {

constexpr long kValidSeconds = 2L * 24 * 3600;
constexpr long kClockSlack = 3600;

void must(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(std::string("cannot make a certificate: ") + what);
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  must(extension != nullptr, value);
  must(X509_add_ext(certificate, extension, -1) == 1, value);
  X509_EXTENSION_free(extension);
}

Certificate blank(const char* name, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  must(certificate != nullptr, "memory");
  X509_set_version(certificate.get(), X509_VERSION_3);
  long serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "serial");
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial & 0x7FFFFFFFFFFFL);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kClockSlack);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValidSeconds);
  must(X509_set_pubkey(certificate.get(), key) == 1, "key");
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                                  reinterpret_cast<const unsigned char*>(name), -1, -1, 0) == 1,
       "name");
  return certificate;
}

void write_pem(const std::filesystem::path& file, X509* certificate) {
  std::FILE* stream = std::fopen(file.c_str(), "w");
  must(stream != nullptr, file.c_str());
  const bool written = PEM_write_X509(stream, certificate) == 1;
  must(std::fclose(stream) == 0 && written, file.c_str());
}

}  // namespace

ServerIdentity make_identity(const std::filesystem::path& ca_file) {
  const Key ca_key(EVP_EC_gen("P-256"));
  Key key(EVP_EC_gen("P-256"));
  must(ca_key && key, "keys");

  const Certificate ca = blank("Stand-in bank authority", ca_key.get());
  X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign");
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  must(X509_sign(ca.get(), ca_key.get(), EVP_sha256()) > 0, "signature");

  Certificate server = blank("localhost", key.get());
  X509_set_issuer_name(server.get(), X509_get_subject_name(ca.get()));
  add_extension(server.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(server.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(server.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  add_extension(server.get(), ca.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  add_extension(server.get(), ca.get(), NID_authority_key_identifier, "keyid");
  must(X509_sign(server.get(), ca_key.get(), EVP_sha256()) > 0, "signature");

  write_pem(ca_file, ca.get());
  return {std::move(server), std::move(key)};
}

}  // namespace kerb::stand_in_bank
