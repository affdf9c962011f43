#include "payment/checkout/page_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kerb::payment::checkout {
namespace {

TEST(PageAddress, IsOnTheOneHostThatTheTechnicianNamed) {
  constexpr const char* kHost = "checkout.stripe.com";
  EXPECT_TRUE(is_page_address("https://checkout.stripe.com/c/pay/cs_1#fid%2F", kHost));
  EXPECT_TRUE(is_page_address("https://checkout.stripe.com/", kHost));
  const std::string longest = "https://checkout.stripe.com/" + std::string(2000 - 28, 'a');
  EXPECT_TRUE(is_page_address(longest, kHost));
  for (const std::string& wrong :
       {std::string(), std::string("https://"), std::string("http://checkout.stripe.com/c"),
        std::string("HTTPS://checkout.stripe.com/c"), std::string("https://checkout.stripe.com"),
        std::string("https://checkout.stripe.com.evil.example/c"),
        std::string("https://evil.example/checkout.stripe.com/"),
        std::string("https://checkout.stripe.com@evil.example/c"),
        std::string("https://evil.example\\@checkout.stripe.com/c"),
        std::string("https://evil.example#@checkout.stripe.com/c"),
        std::string("https://checkout.stripe.com:444/c"),
        std::string("https://checkout.stripe.com:443/c"),
        std::string("https://checkout.stripe.com?/c"), std::string("https://Checkout.stripe.com/c"),
        std::string("https://checkout.stripe.com/a b"),
        std::string("https://checkout.stripe.com/\n"), std::string("https://checkout.stripe.com/ü"),
        longest + "a"}) {
    EXPECT_FALSE(is_page_address(wrong, kHost)) << wrong;
  }
  EXPECT_FALSE(is_page_address("https:///c", ""));
}

TEST(PageAddress, HasAPortOnlyWhereItIsNotTheUsualOne) {
  EXPECT_TRUE(is_page_address("https://localhost:8443/pay", "localhost", 8443));
  EXPECT_FALSE(is_page_address("https://localhost/pay", "localhost", 8443));
  EXPECT_FALSE(is_page_address("https://localhost:84430/pay", "localhost", 8443));
}

TEST(PageAddress, TakesAnyHostForTheWayBack) {
  EXPECT_TRUE(is_https_address("https://charge.example/paid?a=1"));
  const std::string longest = "https://charge.example/" + std::string(500 - 23, 'a');
  EXPECT_TRUE(is_https_address(longest));
  EXPECT_FALSE(is_https_address(longest + "a"));
  EXPECT_FALSE(is_https_address("https://charge.example"));
  EXPECT_FALSE(is_https_address("http://charge.example/"));
  EXPECT_FALSE(is_https_address("https://user@charge.example/"));
}

}  // namespace
}  // namespace kerb::payment::checkout
