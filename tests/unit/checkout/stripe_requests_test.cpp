#include "payment/checkout/stripe_requests.hpp"

#include <gtest/gtest.h>

#include "tests/unit/checkout/scripted_psp.hpp"

namespace kerb::payment::checkout {
namespace {

using testing::euros;
using testing::sample_settings;

const hal::Utc kAt{hal::Millis(1'795'000'000'900)};

HoldOrder page_order(const char* title = "Laden an Anschluss 2", const char* language = "de") {
  return {"K7f3-A1", euros(5000), kAt, CheckoutPage{title, language}};
}

std::string page_form(const CheckoutSettings& settings, const HoldOrder& order) {
  return stripe_page_form(settings, order, std::get<CheckoutPage>(order.presentation))
      .value_or("no form");
}

TEST(StripeRequests, AskForAPageToTheByte) {
  EXPECT_EQ(page_form(sample_settings(), page_order()),
            "mode=payment&client_reference_id=K7f3-A1&expires_at=1795002100&"
            "success_url=https%3A%2F%2Fcharge.example%2Fpaid&"
            "cancel_url=https%3A%2F%2Fcharge.example%2Fback%3Fwhy%3D1&locale=de&"
            "line_items%5B0%5D%5Bquantity%5D=1&"
            "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=eur&"
            "line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=5000&"
            "line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D="
            "Laden%20an%20Anschluss%202&"
            "payment_intent_data%5Bcapture_method%5D=manual&"
            "payment_intent_data%5Bmetadata%5D%5Border%5D=K7f3-A1&"
            "metadata%5Border%5D=K7f3-A1&adaptive_pricing%5Benabled%5D=false");
}

TEST(StripeRequests, AskForRaisesOnlyWhereTheAccountHasThem) {
  CheckoutSettings settings = sample_settings();
  settings.raises = true;
  EXPECT_NE(page_form(settings, page_order())
                .find("&payment_method_options%5Bcard%5D%5Brequest_incremental_authorization%5D="
                      "if_available&"),
            std::string::npos);
}

TEST(StripeRequests, AskForNoPageThatCannotBeRight) {
  HoldOrder order = page_order();
  order.amount = euros(0);
  EXPECT_EQ(page_form(sample_settings(), order), "no form");
  order = page_order();
  order.key = "a b";
  EXPECT_EQ(page_form(sample_settings(), order), "no form");
  EXPECT_EQ(page_form(sample_settings(), page_order("")), "no form");
  EXPECT_EQ(page_form(sample_settings(), page_order(std::string(251, 'a').c_str())), "no form");
}

TEST(StripeRequests, MoveMoneyToTheByte) {
  EXPECT_EQ(stripe_raise_form("K7f3-R1", 7000),
            "amount=7000&metadata%5Braised_under%5D=K7f3-R1&expand%5B0%5D=latest_charge");
  EXPECT_EQ(stripe_capture_form("K7f3-C1", 1264),
            "amount_to_capture=1264&metadata%5Bcaptured_under%5D=K7f3-C1");
  EXPECT_EQ(stripe_release_form(), "cancellation_reason=abandoned");
}

TEST(StripeRequests, LookForPagesAroundTheOrderOrForOpenOnes) {
  EXPECT_EQ(stripe_pages_query(kAt, {}),
            "limit=100&created%5Bgte%5D=1794996400&created%5Blte%5D=1795003600");
  EXPECT_EQ(stripe_pages_query(std::nullopt, "cs_1"), "limit=100&status=open&starting_after=cs_1");
}

TEST(StripeRequests, SpeakTheLanguagesThatCheckoutHas) {
  for (const auto& [language, locale] : {std::pair{"de", "de"},
                                         {"de-AT", "de"},
                                         {"zh-Hans", "zh"},
                                         {"en-GB", "en-GB"},
                                         {"pt-BR", "pt-BR"},
                                         {"nb", "nb"},
                                         {"uk", "auto"},
                                         {"ar", "auto"},
                                         {"", "auto"},
                                         {"d", "auto"}}) {
    EXPECT_EQ(stripe_locale(language), locale) << language;
  }
}

}  // namespace
}  // namespace kerb::payment::checkout
