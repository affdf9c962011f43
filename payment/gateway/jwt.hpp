// The gateway's JWT scheme, version 2, with a shared secret: every request carries a token signed
// with HS256 (RFC 7515, RFC 7518 section 3.2) that is bound to this method, host, path and body and
// lives two minutes.
#pragma once

#include <functional>
#include <string>

#include "hal/clock.hpp"
#include "payment/gateway/authentication.hpp"
#include "payment/gateway/key_file.hpp"

namespace kerb::payment::gateway {

// A random UUID (RFC 4122, version 4), lower case. Aborts when the system has no randomness.
std::string random_uuid();

class JwtAuthentication final : public Authentication {
 public:
  // `make_id` gives the token's jti, never the same twice. `answer_key_id` asks for encrypted
  // answers under that key; empty: plain answers. `clock` must outlive this.
  JwtAuthentication(SharedKey key, std::string merchant_id, const hal::Clock& clock,
                    std::string answer_key_id = {},
                    std::function<std::string()> make_id = random_uuid);

  hal::Result<std::vector<std::string>> prepare(OutgoingRequest& request) override;

 private:
  std::string claims(const OutgoingRequest& request) const;

  SharedKey key_;
  std::string merchant_id_;
  const hal::Clock& clock_;
  std::string answer_key_id_;
  std::function<std::string()> make_id_;
};

}  // namespace kerb::payment::gateway
