#include "payment/checkout/services.hpp"

#include "payment/checkout/mollie_answers.hpp"
#include "payment/checkout/mollie_checkout.hpp"
#include "payment/checkout/stripe_amount.hpp"
#include "payment/checkout/stripe_answers.hpp"
#include "payment/checkout/stripe_checkout.hpp"

namespace kerb::payment::checkout {
namespace {

template <typename Provider>
hal::Result<std::unique_ptr<PaymentProvider>> made(const CheckoutSettings& settings) {
  auto provider = Provider::create(settings);
  if (!provider) return tl::make_unexpected(provider.error());
  return std::unique_ptr<PaymentProvider>(*std::move(provider));
}

hal::Result<TriedService> judge_trial(const gateway::Exchange& exchange, const PspReply& reply,
                                      const std::string& host) {
  const std::string tried = "asking the checkout service at " + host;
  if (const auto* answer = std::get_if<gateway::HttpAnswer>(&exchange)) {
    if (std::holds_alternative<nlohmann::json>(reply)) return TriedService{answer->date};
    if (answer->status == 401 || answer->status == 403) {
      return hal::failure("checkout.key_refused", tried + ": it does not accept the API key",
                          "Put the secret key of this account into [checkout] key_file.");
    }
    return hal::failure(
        "checkout.no_service",
        tried + ": HTTP " + std::to_string(answer->status) + ", and not an answer of its API",
        "Check [checkout] service and host, and what stands in between.");
  }
  const auto* not_sent = std::get_if<gateway::NotSent>(&exchange);
  const std::string why =
      not_sent != nullptr ? not_sent->detail : std::get<gateway::Lost>(exchange).detail;
  return hal::failure("checkout.unreachable", tried + ": " + why,
                      "Check the network, the firewall, [checkout] host and ca_file.");
}

}  // namespace

void use_hosts_of(Service service, CheckoutSettings& settings) {
  const bool mollie = service == Service::mollie;
  settings.api_host = mollie ? "api.mollie.com" : "api.stripe.com";
  settings.page_host = mollie ? "www.mollie.com" : "checkout.stripe.com";
}

std::optional<std::string> unfit_hold(Service service, const Money& hold) {
  if (service != Service::stripe) return std::nullopt;
  const std::string code(hold.currency().code());
  // Ten of the smallest coin at a time: a charge's cost would not come out to the last digit.
  if (hold.currency().exponent > 2) return "Stripe cannot take every amount in " + code;
  const auto least = stripe_minimum(hold.currency());
  if (least && less(hold, *least)) {
    return "Stripe takes nothing below " + least->decimal() + " " + code;
  }
  if (!to_stripe(hold)) return "Stripe cannot hold " + hold.decimal() + " " + code;
  return std::nullopt;
}

hal::Result<std::unique_ptr<PaymentProvider>> make_checkout(Service service,
                                                            const CheckoutSettings& settings) {
  if (service == Service::stripe) return made<StripeCheckout>(settings);
  if (service == Service::mollie) return made<MollieCheckout>(settings);
  return std::unique_ptr<PaymentProvider>();
}

hal::Result<TriedService> try_service(Service service, const CheckoutSettings& settings) {
  const bool mollie = service == Service::mollie;
  auto client =
      PspClient::create(settings, mollie ? MollieCheckout::dialect() : StripeCheckout::dialect());
  if (!client) return tl::make_unexpected(client.error());
  const gateway::Exchange exchange =
      (*client)->get(mollie ? "/v2/payments?limit=1" : "/v1/checkout/sessions?limit=1");
  return judge_trial(exchange, mollie ? read_mollie_reply(exchange) : read_stripe_reply(exchange),
                     settings.api_host);
}

}  // namespace kerb::payment::checkout
