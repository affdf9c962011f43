// Requests to a payment service's API: the key, the headers that never change, and the key of the
// order that makes a repeated request harmless. Sends each request at most once.
//
// Threading: one thread at a time; a call blocks up to connect_timeout + answer_timeout.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hal/error.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::checkout {

class PspClient {
 public:
  // What this service wants beside the key.
  struct Dialect {
    std::string content_type;          // of bodies
    std::string accept;                // of answers
    std::vector<std::string> headers;  // whole lines
  };

  // Reads the key file and sets up TLS; does not connect. Errors: checkout.settings (what is wrong
  // in `tried`), checkout.key_file, gateway.transport.
  static hal::Result<std::unique_ptr<PspClient>> create(const CheckoutSettings& settings,
                                                        Dialect dialect);
  // For tests: any transport.
  PspClient(const CheckoutSettings& settings, Dialect dialect, Secret api_key,
            std::unique_ptr<gateway::Transport> transport);

  // `resource` is path with query.
  gateway::Exchange get(const std::string& resource);
  // Under `key`: the service answers a repetition with what it answered first. The key is kept for
  // 24 hours (Stripe) or one (Mollie), and longer than that nobody repeats.
  gateway::Exchange post(const std::string& resource, std::string_view body, const OrderKey& key);
  gateway::Exchange remove(const std::string& resource, const OrderKey& key);

 private:
  gateway::Exchange send(const char* method, const std::string& resource, std::string_view body,
                         const OrderKey* key);

  std::string authority_;  // as the Host header has it
  Dialect dialect_;
  Secret api_key_;
  std::unique_ptr<gateway::Transport> transport_;
};

}  // namespace kerb::payment::checkout
