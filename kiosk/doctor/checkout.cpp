#include "kiosk/doctor/checkout.hpp"

#include <fmt/format.h>

namespace kerb::kiosk::doctor {
namespace {

// A page's end is given in the service's time, with a minute to spare.
constexpr hal::Seconds kClocksMayDiffer{60};

}  // namespace

std::optional<Finding> examine_ways_to_pay_by_phone(const Config& config) {
  const QrCodeConfig& code = config.qr_code;
  const bool sold_here = config.checkout.service != payment::checkout::Service::none;
  const bool sold_by_back_end = code.told_by_charger || !code.url_template.empty();
  if (!sold_here || !sold_by_back_end) return std::nullopt;
  return Finding{"payment by phone", Verdict::warn,
                 "[checkout] and [qr_code] are both set up: every code on the screen leads to the "
                 "page of [checkout], and the one of [qr_code] is never shown",
                 "Take [checkout] service out where the operator's back end sells, else the "
                 "settings of [qr_code]."};
}

std::vector<Finding> examine_checkout(const Config& config, const Probes& probes) {
  const CheckoutConfig& checkout = config.checkout;
  if (checkout.service == payment::checkout::Service::none || !probes.checkout) return {};
  const auto tried = probes.checkout(checkout);
  if (!tried) return {{"checkout", Verdict::fail, tried.error().tried, tried.error().remedy}};
  if (tried->their_clock && probes.clock) {
    const auto apart = std::chrono::abs(probes.clock().now - *tried->their_clock);
    if (apart > kClocksMayDiffer) {
      return {{"checkout", Verdict::warn,
               fmt::format("the clock of {} and ours are {} s apart", checkout.settings.api_host,
                           std::chrono::floor<hal::Seconds>(apart).count()),
               "Set the clock, and let NTP keep it: pages would end too early or not be made."}};
    }
  }
  return {
      {"checkout", Verdict::pass, checkout.settings.api_host + " answers and takes the key", {}}};
}

}  // namespace kerb::kiosk::doctor
