// The services that Kerb knows, by the word that the configuration has for them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// Sets the hosts of the service's own API and pages.
void use_hosts_of(Service service, CheckoutSettings& settings);

// What is wrong with asking for this hold on a page of the service, in a sentence; empty when
// nothing is: currencies that it cannot count to the last digit, and amounts below its least.
std::optional<std::string> unfit_hold(Service service, const Money& hold);

// Null for Service::none. Errors: those of PspClient::create().
hal::Result<std::unique_ptr<PaymentProvider>> make_checkout(Service service,
                                                            const CheckoutSettings& settings);

// One harmless question to the service, to see whether it answers and takes the key.
struct TriedService {
  std::optional<hal::Utc> their_clock;  // when the answer says it
};
// Blocks. Errors: those of PspClient::create(), checkout.unreachable, checkout.key_refused,
// checkout.no_service (something else answers there).
hal::Result<TriedService> try_service(Service service, const CheckoutSettings& settings);

}  // namespace kerb::payment::checkout
