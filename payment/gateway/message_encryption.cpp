#include "payment/gateway/message_encryption.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "payment/gateway/guarded_file.hpp"
#include "payment/gateway/json_text.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr const char* kMleCode = "gateway.mle";
constexpr std::size_t kLongestCertificate = 64 * 1024;

struct OpenSslDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Bio = std::unique_ptr<BIO, OpenSslDeleter>;
using Certificate = std::unique_ptr<X509, OpenSslDeleter>;

Bio bio_over(const void* text, std::size_t size) {
  return Bio(BIO_new_mem_buf(text, static_cast<int>(size)));
}

bool is_usable_rsa(const EVP_PKEY* key) {
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
         EVP_PKEY_get_bits(key) >= 2048;
}

// The gateway finds its key by the subject's serialNumber attribute of its certificate, and not by
// the certificate's own serial number.
std::string subject_serial_number(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_serialNumber, -1);
  if (at < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

struct GatewayKey {
  RsaKey key;
  std::string id;
};

hal::Result<GatewayKey> read_certificate(const std::filesystem::path& file) {
  const std::string tried = "reading mle_certificate " + file.string();
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLongestCertificate, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  const Bio bio = bio_over(text.data(), static_cast<std::size_t>(stream.gcount()));
  const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    return hal::failure(kMleCode, tried + ": no PEM certificate in it",
                        "download the message-level encryption certificate as PEM");
  }
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), nullptr) <= 0) {
    return hal::failure(kMleCode, tried + ": it has expired",
                        "download the gateway's present certificate");
  }
  GatewayKey gateway{RsaKey(X509_get_pubkey(certificate.get())),
                     subject_serial_number(certificate.get())};
  if (!is_usable_rsa(gateway.key.get()) || gateway.id.empty()) {
    return hal::failure(kMleCode,
                        tried + ": it needs an RSA key of 2048 bits or more and a serialNumber",
                        "check that it is the gateway's message-level encryption certificate");
  }
  return gateway;
}

hal::Result<RsaKey> read_answer_key(const std::filesystem::path& file) {
  hal::Result<Secret> content = read_guarded_file(file, kMleCode);
  if (!content) return tl::make_unexpected(content.error());
  const Bio bio = bio_over(content->reveal().data(), content->reveal().size());
  // A passphrase would be asked for on the terminal, where nobody sits.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  RsaKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!is_usable_rsa(key.get())) {
    return hal::failure(kMleCode,
                        "reading mle_answer_key " + file.string() + ": no RSA private key in it",
                        "store the key as unencrypted PEM, 2048 bits or more, mode 0600");
  }
  return key;
}

}  // namespace

MessageEncryption::MessageEncryption(std::unique_ptr<Authentication> signer,
                                     const hal::Clock& clock, RsaKey gateway_key,
                                     std::string gateway_key_id, RsaKey answer_key)
    : signer_(std::move(signer)),
      clock_(clock),
      gateway_key_(std::move(gateway_key)),
      gateway_key_id_(std::move(gateway_key_id)),
      answer_key_(std::move(answer_key)) {}

hal::Result<std::unique_ptr<MessageEncryption>> MessageEncryption::create(
    const Account& account, std::unique_ptr<Authentication> signer, const hal::Clock& clock) {
  hal::Result<GatewayKey> gateway = read_certificate(account.mle_certificate);
  if (!gateway) return tl::make_unexpected(gateway.error());
  RsaKey answer_key;
  if (!account.mle_answer_key.empty()) {
    hal::Result<RsaKey> read = read_answer_key(account.mle_answer_key);
    if (!read) return tl::make_unexpected(read.error());
    answer_key = std::move(*read);
  }
  return std::unique_ptr<MessageEncryption>(
      new MessageEncryption(std::move(signer), clock, std::move(gateway->key),
                            std::move(gateway->id), std::move(answer_key)));
}

hal::Result<std::vector<std::string>> MessageEncryption::prepare(OutgoingRequest& request) {
  if (!request.body.empty()) {
    nlohmann::ordered_json header;
    header["alg"] = "RSA-OAEP-256";
    header["enc"] = "A256GCM";
    header["cty"] = "JWT";
    header["kid"] = gateway_key_id_;
    header["iat"] = std::chrono::floor<hal::Seconds>(clock_.utc()).time_since_epoch().count();
    const std::string header_text =
        header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    const hal::Result<std::string> jwe = encrypt_jwe(gateway_key_.get(), header_text, request.body);
    if (!jwe) return tl::make_unexpected(jwe.error());
    // Base64url and dots need no escaping.
    request.body = R"({"encryptedRequest":")";
    request.body.append(*jwe);
    request.body.append(R"("})");
  }
  return signer_->prepare(request);
}

hal::Result<std::string> MessageEncryption::open(std::string answer_body) {
  const auto json = parse_bounded(answer_body);
  if (!json || !json->is_object()) return answer_body;
  const auto encrypted = json->find("encryptedResponse");
  if (encrypted == json->end()) return answer_body;
  if (!answer_key_ || !encrypted->is_string()) {
    return hal::failure(kMleCode, "reading an encrypted answer",
                        "name mle_answer_key, or switch encrypted answers off at the gateway");
  }
  return decrypt_jwe(answer_key_.get(), encrypted->get_ref<const std::string&>());
}

}  // namespace kerb::payment::gateway
