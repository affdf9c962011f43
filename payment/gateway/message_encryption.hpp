// Message-level encryption: the whole body becomes a JWE for the gateway's certificate before the
// request is signed, so the card data stays closed to everything between here and the gateway's
// inside, TLS or not. It wraps the scheme that signs: encrypt first, then sign what is really sent.
#pragma once

#include <memory>

#include "hal/clock.hpp"
#include "payment/gateway/account.hpp"
#include "payment/gateway/authentication.hpp"
#include "payment/gateway/jwe.hpp"

namespace kerb::payment::gateway {

class MessageEncryption final : public Authentication {
 public:
  // Reads account.mle_certificate and, when named, account.mle_answer_key; `signer` signs. `clock`
  // must outlive this. Errors: gateway.mle.
  static hal::Result<std::unique_ptr<MessageEncryption>> create(
      const Account& account, std::unique_ptr<Authentication> signer, const hal::Clock& clock);

  // A request without a body is only signed.
  hal::Result<std::vector<std::string>> prepare(OutgoingRequest& request) override;
  // An answer that is not encrypted passes as it is: errors that arise before the gateway's inside
  // are plain.
  hal::Result<std::string> open(std::string answer_body) override;

 private:
  MessageEncryption(std::unique_ptr<Authentication> signer, const hal::Clock& clock,
                    RsaKey gateway_key, std::string gateway_key_id, RsaKey answer_key);

  std::unique_ptr<Authentication> signer_;
  const hal::Clock& clock_;
  RsaKey gateway_key_;
  std::string gateway_key_id_;
  RsaKey answer_key_;  // may be empty
};

}  // namespace kerb::payment::gateway
