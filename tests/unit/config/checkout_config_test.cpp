// [checkout]: offered only with a service, and then with everything that it needs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using payment::checkout::Service;
using ::testing::HasSubstr;

constexpr const char* kCheckout = R"([checkout]
service = "stripe"
key_file = "checkout.key"
success_url = "https://charge.example/paid"
cancel_url = "https://charge.example/back"
)";

std::string file_with(const std::string& checkout) {
  return station_file_with("[timing]", checkout + "[timing]");
}

std::string checkout_with(const std::string& line, const std::string& by) {
  std::string text = kCheckout;
  text.replace(text.find(line), line.size(), by);
  return text;
}

std::string complaint(const std::string& file) {
  const auto config = parsed(file);
  return config ? "none" : config.error().front().code + " " + config.error().front().remedy;
}

TEST(CheckoutConfig, IsOffWithoutAService) {
  EXPECT_EQ(parsed(std::string(kStationFile))->checkout.service, Service::none);
  EXPECT_EQ(parsed(file_with("[checkout]\n"))->checkout.service, Service::none);
}

TEST(CheckoutConfig, KnowsTheHostsOfItsServices) {
  const auto stripe = parsed(file_with(kCheckout));
  ASSERT_TRUE(stripe) << stripe.error().front().sentence();
  EXPECT_EQ(stripe->checkout.service, Service::stripe);
  EXPECT_EQ(stripe->checkout.settings.api_host, "api.stripe.com");
  EXPECT_EQ(stripe->checkout.settings.page_host, "checkout.stripe.com");
  EXPECT_EQ(stripe->checkout.settings.key_file, "/etc/kerb/checkout.key");
  const auto mollie = parsed(file_with(checkout_with("stripe", "mollie")));
  ASSERT_TRUE(mollie);
  EXPECT_EQ(mollie->checkout.settings.api_host, "api.mollie.com");
  EXPECT_EQ(mollie->checkout.settings.page_host, "www.mollie.com");
  const auto own =
      parsed(file_with(kCheckout + std::string("page_host = \"pay.charge.example\"\n")));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->checkout.settings.page_host, "pay.charge.example");
}

TEST(CheckoutConfig, NeedsEverythingThatAServiceNeeds) {
  for (const char* line :
       {"key_file = \"checkout.key\"\n", "success_url = \"https://charge.example/paid\"\n",
        "cancel_url = \"https://charge.example/back\"\n"}) {
    EXPECT_THAT(complaint(file_with(checkout_with(line, ""))), HasSubstr("config.missing_key"))
        << line;
  }
}

TEST(CheckoutConfig, RefusesWhatCannotBeRight) {
  for (const auto& [line, by] : {std::pair{"\"stripe\"", "\"paypal\""},
                                 {"https://charge.example/paid", "http://charge.example/paid"},
                                 {"https://charge.example/back", "https://charge.example"},
                                 {"[checkout]", "[checkout]\npage_valid_s = 1800"},
                                 {"[checkout]", "[checkout]\npage_host = \"https://x.example\""},
                                 {"[checkout]", "[checkout]\nport = 0"}}) {
    EXPECT_THAT(complaint(file_with(checkout_with(line, by))), HasSubstr("config.out_of_range"))
        << by;
  }
  EXPECT_THAT(complaint(file_with(checkout_with("[checkout]", "[checkout]\napi_key = \"sk\""))),
              HasSubstr("config.unknown_key"));
}

// docs.stripe.com/currencies: least amounts, and three-decimal currencies in tens.
TEST(CheckoutConfig, RefusesAHoldThatTheServiceCannotCount) {
  std::string file = file_with(kCheckout);
  file.replace(file.find("hold = \"50.00\""), 14, "hold = \"0.49\"");
  EXPECT_THAT(complaint(file), HasSubstr("Stripe takes nothing below 0.50 EUR"));
  file = file_with(kCheckout);
  file.replace(file.find("\"EUR\""), 5, "\"KWD\"");
  EXPECT_THAT(complaint(file), HasSubstr("Stripe cannot take every amount in KWD"));
  file = file_with(checkout_with("stripe", "mollie"));
  file.replace(file.find("hold = \"50.00\""), 14, "hold = \"0.49\"");
  EXPECT_EQ(complaint(file), "none");
}

}  // namespace
}  // namespace kerb::kiosk
