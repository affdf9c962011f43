#include "payment/checkout/stripe_requests.hpp"

#include <algorithm>
#include <array>

#include "payment/checkout/form.hpp"
#include "payment/checkout/stripe_amount.hpp"
#include "payment/gateway/request_bodies.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr std::size_t kLongestTitle = 250;
constexpr hal::Seconds kAroundTheOrder{3600};
constexpr int kPagesAList = 100;

// The enum of `locale`, without the regions that differ from no language of Kerb's.
constexpr std::array<std::string_view, 34> kStripeLocales = {
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fil", "fr", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb",  "nl", "pl",
    "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh"};
constexpr std::array<std::string_view, 6> kStripeRegions = {"en-GB", "es-419", "fr-CA",
                                                            "pt-BR", "zh-HK",  "zh-TW"};

std::int64_t unix_seconds(hal::Utc at) {
  return std::chrono::floor<hal::Seconds>(at.time_since_epoch()).count();
}

tl::unexpected<hal::Error> no_page(const std::string& what) {
  return hal::failure("checkout.order", "making the request for a page: " + what,
                      "Pay by card; if it happens every time, report it with the log.");
}

}  // namespace

std::string_view stripe_locale(std::string_view language) {
  for (const std::string_view region : kStripeRegions) {
    if (region == language) return region;
  }
  const std::string_view plain = language.substr(0, language.find('-'));
  const auto* found = std::find(kStripeLocales.begin(), kStripeLocales.end(), plain);
  return found == kStripeLocales.end() ? "auto" : *found;
}

hal::Result<std::string> stripe_page_form(const CheckoutSettings& settings, const HoldOrder& order,
                                          const CheckoutPage& page) {
  if (!gateway::is_order_key(order.key)) {
    return no_page("the key is not 1 to 30 letters and digits");
  }
  if (page.title.empty() || page.title.size() > kLongestTitle) {
    return no_page("the title is empty or too long");
  }
  const auto units = to_stripe(order.amount);
  if (!units) return no_page("the amount cannot be counted in Stripe's coins");

  Form form;
  form.add("mode", "payment");
  form.add("client_reference_id", order.key);
  // From the order's own time and not from now: a repetition must be the same to the letter.
  form.add("expires_at", unix_seconds(order.at + settings.page_valid_for));
  form.add("success_url", settings.success_url);
  form.add("cancel_url", settings.cancel_url);
  form.add("locale", stripe_locale(page.language));
  form.add("line_items[0][quantity]", 1);
  form.add("line_items[0][price_data][currency]", stripe_currency(order.amount.currency()));
  form.add("line_items[0][price_data][unit_amount]", *units);
  form.add("line_items[0][price_data][product_data][name]", page.title);
  // Nothing about the ways to pay: which there are the account says, and with manual capture Stripe
  // shows only those that keep money aside. (payment_method_types left the API with 2026-09-30.)
  if (settings.raises) {
    form.add("payment_method_options[card][request_incremental_authorization]", "if_available");
  }
  form.add("payment_intent_data[capture_method]", "manual");
  form.add("payment_intent_data[metadata][order]", order.key);
  form.add("metadata[order]", order.key);
  // Otherwise the page may hold the amount in the currency of the driver's country.
  form.add("adaptive_pricing[enabled]", "false");
  return form.text();
}

std::string stripe_raise_form(const OrderKey& key, std::int64_t total) {
  Form form;
  form.add("amount", total);
  form.add(std::string("metadata[") + kRaisedUnder + "]", key);
  form.add("expand[0]", "latest_charge");
  return form.text();
}

std::string stripe_capture_form(const OrderKey& key, std::int64_t units) {
  Form form;
  form.add("amount_to_capture", units);
  form.add(std::string("metadata[") + kCapturedUnder + "]", key);
  return form.text();
}

std::string stripe_release_form() {
  return Form().add("cancellation_reason", "abandoned").text();
}

std::string stripe_pages_query(std::optional<hal::Utc> sent_at, std::string_view after) {
  Form form;
  form.add("limit", kPagesAList);
  if (sent_at) {
    form.add("created[gte]", unix_seconds(*sent_at - kAroundTheOrder));
    form.add("created[lte]", unix_seconds(*sent_at + kAroundTheOrder));
  } else {
    form.add("status", "open");
  }
  if (!after.empty()) form.add("starting_after", after);
  return form.text();
}

}  // namespace kerb::payment::checkout
