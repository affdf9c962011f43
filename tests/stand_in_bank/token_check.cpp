#include "tests/stand_in_bank/token_check.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "tests/stand_in_bank/crypto.hpp"

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;

constexpr std::int64_t kClockSlack = 60;
constexpr std::int64_t kLongestLife = 120;

json decoded(std::string_view part) {
  const auto text = from_base64url(part);
  return text ? json::parse(*text, nullptr, false) : json(json::value_t::discarded);
}

bool says(const json& object, const char* name, const std::string& value) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() && *member == value;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::optional<std::string> time_problem(const json& claims, std::int64_t now) {
  const auto issued = claims.find("iat");
  const auto expires = claims.find("exp");
  if (issued == claims.end() || !issued->is_number_integer() || expires == claims.end() ||
      !expires->is_number_integer()) {
    return "iat or exp is missing";
  }
  const auto from = issued->get<std::int64_t>();
  const auto until = expires->get<std::int64_t>();
  if (until <= from || until - from > kLongestLife) return "exp is not within 120 s of iat";
  if (from > now + kClockSlack || until < now) return "the token is not valid now";
  return std::nullopt;
}

std::optional<std::string> digest_problem(const json& claims, const std::string& body) {
  if (body.empty()) {
    return claims.contains("digest") ? std::optional<std::string>("a digest without a body")
                                     : std::nullopt;
  }
  if (!says(claims, "digest-algorithm", "SHA-256") ||
      !says(claims, "digest", to_base64(sha256(body)))) {
    return "the digest is not that of the body";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> TokenCheck::problem(const SignedRequest& request, std::int64_t now) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view value = request.authorization;
  if (value.substr(0, kBearer.size()) != kBearer) return "no bearer token";
  const std::string_view token = value.substr(kBearer.size());
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return "not a JWS";

  const json header = decoded(token.substr(0, first));
  if (!header.is_object() || header.size() != 3 || !says(header, "typ", "JWT") ||
      !says(header, "alg", "HS256") || !says(header, "kid", key_id_)) {
    return "the header is not typ JWT, alg HS256 and a known kid";
  }
  const auto signature = from_base64url(token.substr(last + 1));
  if (!signature || !same_octets(*signature, hmac_sha256(secret_, token.substr(0, last)))) {
    return "the signature is wrong";
  }
  const json claims = decoded(token.substr(first + 1, last - first - 1));
  if (!claims.is_object()) return "the claims are not an object";
  if (auto problem = time_problem(claims, now)) return problem;
  if (auto problem = digest_problem(claims, request.body)) return problem;
  if (!says(claims, "request-host", request.host)) return "request-host is another";
  if (!says(claims, "request-resource-path", request.path))
    return "request-resource-path is another";
  if (!says(claims, "request-method", lower(request.method))) return "request-method is another";
  if (!says(claims, "iss", merchant_id_) || !says(claims, "v-c-merchant-id", merchant_id_)) {
    return "the merchant is unknown";
  }
  if (!says(claims, "v-c-jwt-version", "2")) return "v-c-jwt-version is not 2";
  const auto id = claims.find("jti");
  if (id == claims.end() || !id->is_string() || id->get<std::string>().size() != 36) {
    return "jti is not a UUID";
  }
  if (!seen_ids_.insert(id->get<std::string>()).second) return "jti was used before";
  return std::nullopt;
}

}  // namespace kerb::stand_in_bank
