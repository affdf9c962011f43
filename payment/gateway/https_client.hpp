// The transport over libcurl: HTTPS only, TLS 1.2 or newer, certificate and name always verified,
// no redirects, no proxy from the environment, one connection a request.
//
// Threading: one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/gateway/transport.hpp"

namespace kerb::payment::gateway {

struct HttpsSettings {
  std::filesystem::path ca_file;     // PEM; replaces the system's roots; empty: the system's roots
  hal::Seconds connect_timeout{10};  // name, TCP and TLS
  hal::Seconds answer_timeout{60};   // on top of the above
  std::size_t longest_answer =
      256 * 1024;  // octets of body; a longer one is cut off and counts as lost
};

class HttpsClient final : public Transport {
 public:
  // Errors: gateway.transport (the authority file cannot be read, or libcurl lacks something).
  static hal::Result<std::unique_ptr<HttpsClient>> create(const HttpsSettings& settings);
  ~HttpsClient() override;

  Exchange send(const OutgoingRequest& request, const std::vector<std::string>& headers) override;

 private:
  struct Handle;
  HttpsClient(std::unique_ptr<Handle> handle, std::size_t longest_answer);

  std::unique_ptr<Handle> handle_;
  std::size_t longest_answer_;
};

}  // namespace kerb::payment::gateway
