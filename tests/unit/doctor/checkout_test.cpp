#include "kiosk/doctor/checkout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kiosk/doctor/examine.hpp"

namespace kerb::kiosk::doctor {
namespace {

using payment::checkout::TriedService;

const hal::Utc kNow{hal::Seconds(1'795'000'000)};

std::vector<Finding> examined(const hal::Result<TriedService>& tried,
                              payment::checkout::Service service) {
  Config config;
  config.checkout.service = service;
  config.checkout.settings.api_host = "api.stripe.com";
  Probes probes;
  probes.clock = [] { return ClockFacts{kNow, true}; };
  probes.checkout = [&tried](const CheckoutConfig&) { return tried; };
  return examine_checkout(config, probes);
}

std::vector<Finding> examined(const hal::Result<TriedService>& tried) {
  return examined(tried, payment::checkout::Service::stripe);
}

TEST(CheckoutDoctor, HasNothingToSayWithoutAService) {
  EXPECT_TRUE(examined(TriedService{}, payment::checkout::Service::none).empty());
}

TEST(CheckoutDoctor, SaysThatTheServiceAnswersAndTakesTheKey) {
  for (const auto& clock : {std::optional<hal::Utc>(), std::optional(kNow - hal::Seconds(60)),
                            std::optional(kNow + hal::Seconds(60))}) {
    const auto findings = examined(TriedService{clock});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].check, "checkout");
    EXPECT_EQ(findings[0].verdict, Verdict::pass);
    EXPECT_EQ(findings[0].seen, "api.stripe.com answers and takes the key");
  }
}

TEST(CheckoutDoctor, WarnsOfAClockThatDisagrees) {
  for (const hal::Seconds apart : {hal::Seconds(-7200), hal::Seconds(7200)}) {
    const auto findings = examined(TriedService{kNow + apart});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].verdict, Verdict::warn);
    EXPECT_EQ(findings[0].seen, "the clock of api.stripe.com and ours are 7200 s apart");
  }
}

TEST(CheckoutDoctor, PassesOnWhatIsWrong) {
  const auto findings = examined(hal::failure("checkout.key_refused", "asking", "do this"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::fail);
  EXPECT_EQ(findings[0].seen, "asking");
  EXPECT_EQ(findings[0].remedy, "do this");
}

TEST(CheckoutDoctor, SaysWhichCodeIsShownWhereTwoAreSetUp) {
  struct {
    payment::checkout::Service service;
    const char* url_template;
    bool told_by_charger;
    bool both;
  } const rows[] = {
      {payment::checkout::Service::none, "", false, false},
      {payment::checkout::Service::none, "https://pay.example/{totp}", false, false},
      {payment::checkout::Service::stripe, "", false, false},
      {payment::checkout::Service::stripe, "https://pay.example/{totp}", false, true},
      {payment::checkout::Service::mollie, "", true, true},
  };
  for (const auto& row : rows) {
    Config config;
    config.checkout.service = row.service;
    config.qr_code.url_template = row.url_template;
    config.qr_code.told_by_charger = row.told_by_charger;
    const auto finding = examine_ways_to_pay_by_phone(config);
    ASSERT_EQ(finding.has_value(), row.both) << row.url_template;
    const auto whole = examine(config, {});
    EXPECT_EQ(std::count_if(whole.begin(), whole.end(),
                            [](const Finding& it) { return it.check == "payment by phone"; }),
              row.both ? 1 : 0);
    if (!finding) continue;
    EXPECT_EQ(finding->verdict, Verdict::warn);
    EXPECT_NE(finding->seen.find("the one of [qr_code] is never shown"), std::string::npos);
    EXPECT_NE(finding->remedy.find("Take [checkout] service out"), std::string::npos);
  }
}

}  // namespace
}  // namespace kerb::kiosk::doctor
