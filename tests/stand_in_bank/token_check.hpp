// Checks the bearer token of every request as strictly as its description allows: right key, right
// signature, bound to this method, host, path and body, fresh, and never seen before.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace kerb::stand_in_bank {

struct SignedRequest {
  std::string method;  // "POST"
  std::string host;    // the Host header
  std::string path;    // with query
  std::string body;
  std::string authorization;  // the header's value
};

class TokenCheck {
 public:
  TokenCheck(std::string key_id, std::string secret, std::string merchant_id)
      : key_id_(std::move(key_id)),
        secret_(std::move(secret)),
        merchant_id_(std::move(merchant_id)) {}

  // What is wrong, or nothing. `now` is in seconds since 1970.
  std::optional<std::string> problem(const SignedRequest& request, std::int64_t now);

 private:
  std::string key_id_;
  std::string secret_;
  std::string merchant_id_;
  std::set<std::string> seen_ids_;
};

}  // namespace kerb::stand_in_bank
