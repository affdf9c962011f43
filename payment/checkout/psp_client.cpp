#include "payment/checkout/psp_client.hpp"

#include <openssl/crypto.h>

#include "payment/checkout/api_key.hpp"
#include "payment/checkout/page_address.hpp"
#include "payment/gateway/host_name.hpp"
#include "payment/gateway/https_client.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr int kApiPort = 443;
// A hundred sessions in one list are some 350 kB.
constexpr std::size_t kLongestPspAnswer = 1024 * 1024;

std::string authority_with_port(const CheckoutSettings& settings) {
  return settings.port == kApiPort ? settings.api_host
                                   : settings.api_host + ":" + std::to_string(settings.port);
}

hal::Result<void> check_settings(const CheckoutSettings& settings) {
  const auto wrong = [](const std::string& what, const std::string& remedy) {
    return hal::failure("checkout.settings", "setting up the checkout page: " + what, remedy);
  };
  const auto is_port = [](int port) { return port >= 1 && port <= 65535; };
  for (const std::string* host : {&settings.api_host, &settings.page_host}) {
    if (!gateway::is_host_name(*host)) {
      return wrong("the host of the API or of the page is not a host name",
                   "write it without https:// and path");
    }
  }
  if (!is_port(settings.port) || !is_port(settings.page_port)) {
    return wrong("a port is not 1 to 65535", "use 443");
  }
  if (!is_https_address(settings.success_url) || !is_https_address(settings.cancel_url)) {
    return wrong("the way back from the page is not an address",
                 "name two pages with https:// and at most 500 characters");
  }
  if (settings.page_valid_for < kShortestPage || settings.page_valid_for > kLongestPage) {
    return wrong("the page's time is not 31 minutes to 23 hours", "use 2100 seconds");
  }
  return {};
}

}  // namespace

hal::Result<std::unique_ptr<PspClient>> PspClient::create(const CheckoutSettings& settings,
                                                          Dialect dialect) {
  if (auto checked = check_settings(settings); !checked) {
    return tl::make_unexpected(checked.error());
  }
  auto key = read_api_key(settings.key_file);
  if (!key) return tl::make_unexpected(key.error());
  auto transport = gateway::HttpsClient::create(
      {settings.ca_file, settings.connect_timeout, settings.answer_timeout, kLongestPspAnswer});
  if (!transport) return tl::make_unexpected(transport.error());
  return std::make_unique<PspClient>(settings, std::move(dialect), *std::move(key),
                                     *std::move(transport));
}

PspClient::PspClient(const CheckoutSettings& settings, Dialect dialect, Secret api_key,
                     std::unique_ptr<gateway::Transport> transport)
    : authority_(authority_with_port(settings)),
      dialect_(std::move(dialect)),
      api_key_(std::move(api_key)),
      transport_(std::move(transport)) {}

gateway::Exchange PspClient::get(const std::string& resource) {
  return send("GET", resource, {}, nullptr);
}

gateway::Exchange PspClient::post(const std::string& resource, std::string_view body,
                                  const OrderKey& key) {
  return send("POST", resource, body, &key);
}

gateway::Exchange PspClient::remove(const std::string& resource, const OrderKey& key) {
  return send("DELETE", resource, {}, &key);
}

gateway::Exchange PspClient::send(const char* method, const std::string& resource,
                                  std::string_view body, const OrderKey* key) {
  const hal::ByteView secret = api_key_.reveal();
  std::vector<std::string> headers = dialect_.headers;
  if (key != nullptr) headers.push_back("Idempotency-Key: " + *key);
  std::string& bearer = headers.emplace_back("Authorization: Bearer ");
  bearer.reserve(bearer.size() + secret.size());  // so that growing leaves no copy behind
  bearer.append(secret.begin(), secret.end());
  const gateway::Exchange exchange = transport_->send({method,
                                                       authority_,
                                                       resource,
                                                       {body.begin(), body.end()},
                                                       dialect_.content_type,
                                                       dialect_.accept},
                                                      headers);
  OPENSSL_cleanse(bearer.data(), bearer.size());
  return exchange;
}

}  // namespace kerb::payment::checkout
