#include "kiosk/doctor/checkout.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace kerb::kiosk::doctor
