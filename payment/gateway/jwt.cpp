#include "payment/gateway/jwt.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "payment/gateway/base64.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr hal::Seconds kTokenLives{120};

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view text) {
  Sha256 digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    std::abort();  // SHA-256 without a key only fails when the library itself is broken
  }
  return digest;
}

std::string lower(std::string text) {
  for (char& letter : text) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return text;
}

std::string compact(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

std::string random_uuid() {
  hal::Bytes octets(16);
  if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) std::abort();
  octets[6] = static_cast<std::uint8_t>((octets[6] & 0x0FU) | 0x40U);
  octets[8] = static_cast<std::uint8_t>((octets[8] & 0x3FU) | 0x80U);
  std::string text = lower(hal::to_hex(octets));
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

JwtAuthentication::JwtAuthentication(SharedKey key, std::string merchant_id,
                                     const hal::Clock& clock, std::string answer_key_id,
                                     std::function<std::string()> make_id)
    : key_(std::move(key)),
      merchant_id_(std::move(merchant_id)),
      clock_(clock),
      answer_key_id_(std::move(answer_key_id)),
      make_id_(std::move(make_id)) {}

std::string JwtAuthentication::claims(const OutgoingRequest& request) const {
  nlohmann::ordered_json claims;
  if (!request.body.empty()) {
    claims["digest"] = to_base64(sha256(request.body));
    claims["digest-algorithm"] = "SHA-256";
  }
  const auto now = std::chrono::floor<hal::Seconds>(clock_.utc()).time_since_epoch();
  claims["iat"] = now.count();
  claims["exp"] = (now + kTokenLives).count();
  claims["request-host"] = request.host;
  claims["request-resource-path"] = request.resource;
  claims["request-method"] = lower(request.method);
  claims["iss"] = merchant_id_;
  claims["jti"] = make_id_();
  claims["v-c-jwt-version"] = "2";
  claims["v-c-merchant-id"] = merchant_id_;
  if (!answer_key_id_.empty()) claims["v-c-response-mle-kid"] = answer_key_id_;
  return compact(claims);
}

hal::Result<std::vector<std::string>> JwtAuthentication::prepare(OutgoingRequest& request) {
  nlohmann::ordered_json header;
  header["typ"] = "JWT";
  header["alg"] = "HS256";
  header["kid"] = key_.id;
  const std::string signed_part =
      to_base64url(compact(header)) + "." + to_base64url(claims(request));
  const hal::ByteView secret = key_.secret.reveal();
  std::array<std::uint8_t, 32> signature{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(signed_part.data()), signed_part.size(),
           signature.data(), &length) == nullptr ||
      length != signature.size()) {
    return hal::failure("gateway.signature", "signing a request", "check the OpenSSL installation");
  }
  return std::vector<std::string>{"Authorization: Bearer " + signed_part + "." +
                                  to_base64url(signature)};
}

}  // namespace kerb::payment::gateway
