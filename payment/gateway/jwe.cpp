#include "payment/gateway/jwe.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <array>
#include <nlohmann/json.hpp>

#include "payment/gateway/base64.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kKeyOctets = 32;
constexpr std::size_t kNonceOctets = 12;
constexpr std::size_t kTagOctets = 16;
constexpr std::size_t kLongestText = 1024 * 1024;
constexpr std::size_t kLongestHeader = 8 * 1024;

struct ContextDeleter {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, ContextDeleter>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

using Step = int (*)(EVP_PKEY_CTX*, unsigned char*, size_t*, const unsigned char*, size_t);

// OAEP with SHA-256 for both the label and the mask (RFC 7518 section 4.3).
std::optional<hal::Bytes> oaep(EVP_PKEY* key, int (*start)(EVP_PKEY_CTX*), Step step,
                               hal::ByteView input) {
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  std::size_t size = 0;
  if (!context || start(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) != 1 ||
      step(context.get(), nullptr, &size, input.data(), input.size()) != 1) {
    return std::nullopt;
  }
  hal::Bytes output(size);
  if (step(context.get(), output.data(), &size, input.data(), input.size()) != 1) {
    return std::nullopt;
  }
  output.resize(size);
  return output;
}

hal::ByteView octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Sealed {
  hal::Bytes text;
  std::array<std::uint8_t, kTagOctets> tag{};
};

std::optional<Sealed> seal(hal::ByteView key, hal::ByteView nonce, std::string_view header64,
                           std::string_view plain) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  Sealed sealed;
  sealed.text.resize(plain.size());
  int size = 0;
  // GCM keeps lengths, and the final call only computes the tag.
  std::array<std::uint8_t, kTagOctets> nothing{};
  if (!context ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) !=
          1 ||
      EVP_EncryptUpdate(context.get(), nullptr, &size, octets_of(header64).data(),
                        static_cast<int>(header64.size())) != 1 ||
      EVP_EncryptUpdate(context.get(), sealed.text.data(), &size, octets_of(plain).data(),
                        static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), nothing.data(), &size) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagOctets, sealed.tag.data()) !=
          1) {
    return std::nullopt;
  }
  return sealed;
}

// The five parts of the compact form, decoded; `header64` is what the tag also covers.
struct Parts {
  std::string_view header64;
  hal::Bytes header, wrapped_key, nonce, text, tag;
};

std::optional<Parts> split(std::string_view compact) {
  if (compact.size() > kLongestText) return std::nullopt;
  std::array<std::string_view, 5> pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::size_t dot = compact.find('.');
    if ((dot == std::string_view::npos) != (i + 1 == pieces.size())) return std::nullopt;
    pieces[i] = compact.substr(0, dot);
    compact.remove_prefix(dot == std::string_view::npos ? compact.size() : dot + 1);
  }
  std::array<hal::Bytes, 5> decoded;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::optional<hal::Bytes> octets = from_base64url(pieces[i]);
    if (!octets) return std::nullopt;
    decoded[i] = std::move(*octets);
  }
  if (decoded[0].size() > kLongestHeader || decoded[2].size() != kNonceOctets ||
      decoded[4].size() != kTagOctets) {
    return std::nullopt;
  }
  return Parts{pieces[0],
               std::move(decoded[0]),
               std::move(decoded[1]),
               std::move(decoded[2]),
               std::move(decoded[3]),
               std::move(decoded[4])};
}

bool is_our_scheme(const hal::Bytes& header) {
  const auto json = nlohmann::json::parse(header.begin(), header.end(), nullptr, false);
  const auto says = [&json](const char* name, const char* value) {
    const auto member = json.find(name);
    return member != json.end() && member->is_string() && *member == value;
  };
  return json.is_object() && says("alg", "RSA-OAEP-256") && says("enc", "A256GCM") &&
         !json.contains("zip") && !json.contains("crit");
}

std::optional<std::string> unseal(hal::ByteView key, Parts& parts) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string plain(parts.text.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(plain.data());
  std::array<std::uint8_t, kTagOctets> nothing{};
  int size = 0;
  if (!context || key.size() != kKeyOctets ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                         parts.nonce.data()) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &size, octets_of(parts.header64).data(),
                        static_cast<int>(parts.header64.size())) != 1 ||
      EVP_DecryptUpdate(context.get(), out, &size, parts.text.data(),
                        static_cast<int>(parts.text.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagOctets, parts.tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context.get(), nothing.data(), &size) != 1) {
    OPENSSL_cleanse(plain.data(), plain.size());
    return std::nullopt;
  }
  return plain;
}

}  // namespace

hal::Result<std::string> encrypt_jwe(EVP_PKEY* to, std::string_view protected_header,
                                     std::string_view plain) {
  const auto failed = [] {
    return hal::failure("gateway.mle", "encrypting a request",
                        "check that mle_certificate is the gateway's present RSA certificate");
  };
  hal::Bytes key_octets(kKeyOctets);
  std::array<std::uint8_t, kNonceOctets> nonce{};
  if (RAND_bytes(key_octets.data(), kKeyOctets) != 1 ||
      RAND_bytes(nonce.data(), kNonceOctets) != 1) {
    return failed();
  }
  const Secret key(std::move(key_octets));
  const auto wrapped = oaep(to, EVP_PKEY_encrypt_init, EVP_PKEY_encrypt, key.reveal());
  if (!wrapped) return failed();
  const std::string header64 = to_base64url(protected_header);
  const auto sealed = seal(key.reveal(), nonce, header64, plain);
  if (!sealed) return failed();
  return header64 + "." + to_base64url(*wrapped) + "." + to_base64url(nonce) + "." +
         to_base64url(sealed->text) + "." + to_base64url(sealed->tag);
}

hal::Result<std::string> decrypt_jwe(EVP_PKEY* with, std::string_view compact) {
  if (auto parts = split(compact); parts && is_our_scheme(parts->header)) {
    // A wrapped key that does not open is replaced by a random one, so that a bad padding and a bad
    // tag end in the same place after the same work (RFC 7516 section 11.5).
    hal::Bytes fallback(kKeyOctets);
    const bool have_fallback = RAND_bytes(fallback.data(), kKeyOctets) == 1;
    auto unwrapped = oaep(with, EVP_PKEY_decrypt_init, EVP_PKEY_decrypt, parts->wrapped_key);
    const Secret key(unwrapped && unwrapped->size() == kKeyOctets ? std::move(*unwrapped)
                                                                  : std::move(fallback));
    if (have_fallback) {
      if (auto plain = unseal(key.reveal(), *parts)) return std::move(*plain);
    }
  }
  return hal::failure("gateway.mle", "decrypting an answer",
                      "check that mle_answer_key is the key that the gateway encrypts for");
}

}  // namespace kerb::payment::gateway
