// Payment on the driver's phone: whose page, and what it needs.
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"
#include "payment/checkout/page_address.hpp"
#include "payment/checkout/services.hpp"
#include "payment/gateway/host_name.hpp"

namespace kerb::kiosk::config {

void read_checkout(Section checkout, const std::filesystem::path& folder, Config& config) {
  using payment::checkout::Service;
  static const OneOf<Service> services({{"stripe", Service::stripe}, {"mollie", Service::mollie}});
  static const Text host(1, 253, payment::gateway::is_host_name,
                         "a host name like \"pay.example.com\"");
  static const Text way_back(10, 500, payment::checkout::is_https_address,
                             "an address like \"https://charge.example.com/paid\"");
  Service& service = config.checkout.service;
  payment::checkout::CheckoutSettings& settings = config.checkout.settings;
  const bool used = checkout.may("service", service, services);
  const PathFrom path(folder);
  const auto wanted = [&](const char* key, auto& target, const auto& rule) {
    if (used) {
      checkout.need(key, target, rule);
    } else {
      checkout.may(key, target, rule);
    }
  };
  payment::checkout::use_hosts_of(service, settings);
  wanted("key_file", settings.key_file, path);
  wanted("success_url", settings.success_url, way_back);
  wanted("cancel_url", settings.cancel_url, way_back);
  checkout.may("page_host", settings.page_host, host);
  checkout.may("page_port", settings.page_port, Whole(1, 65535));
  checkout.may("host", settings.api_host, host);
  checkout.may("port", settings.port, Whole(1, 65535));
  checkout.may("ca_file", settings.ca_file, path);
  checkout.may("page_valid_s", settings.page_valid_for,
               SecondsBetween(static_cast<int>(payment::checkout::kShortestPage.count()),
                              static_cast<int>(payment::checkout::kLongestPage.count())));
  checkout.may("raises", settings.raises, YesNo());
  checkout.may("connect_timeout_s", settings.connect_timeout, SecondsBetween(1, 60));
  checkout.may("answer_timeout_s", settings.answer_timeout, SecondsBetween(1, 120));
  if (const auto unfit = payment::checkout::unfit_hold(service, config.payment.hold)) {
    checkout.object("service", "config.out_of_range",
                    *unfit + ": change [payment] hold, or leave the service out.");
  }
  checkout.finish();
}

}  // namespace kerb::kiosk::config
