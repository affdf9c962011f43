#include "payment/codes/url_template.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::codes {
namespace {

const UrlValues kAll{{UrlVariable::charging_station_id, "DE*VLT*E1042"},
                     {UrlVariable::evse, "2"},
                     {UrlVariable::totp, "akF3c7qY2uiu"},
                     {UrlVariable::version, "v1"},
                     {UrlVariable::roaming_evse_id, "DE*VLT*E1042*2"},
                     {UrlVariable::roaming_station_id, "DE*VLT*S1"},
                     {UrlVariable::max_time, "3600"},
                     {UrlVariable::max_energy, "20000"},
                     {UrlVariable::max_cost, "25.50"}};

TEST(UrlTemplate, FillsInEveryVariableOfOcpp) {
  struct Case {
    const char* text;
    const char* url;
  };
  const Case cases[] = {
      {"https://qr.mycsms.com/{totp}/{version}/{chargingStationId}/",
       "https://qr.mycsms.com/akF3c7qY2uiu/v1/DE%2AVLT%2AE1042/"},
      {"https://qr.mycsms.com/{chargingstationid}/{EVSE}/{Totp}?v={version}",
       "https://qr.mycsms.com/DE%2AVLT%2AE1042/2/akF3c7qY2uiu?v=v1"},
      {"https://q.example:8443/{roamingEVSEId}?cs={roamingCSId}&c={totp}",
       "https://q.example:8443/DE%2AVLT%2AE1042%2A2?cs=DE%2AVLT%2AS1&c=akF3c7qY2uiu"},
      {"https://q.example/?t={maxtime}&e={maxenergy}&c={maxcost}&p={totp}",
       "https://q.example/?t=3600&e=20000&c=25.50&p=akF3c7qY2uiu"},
      {"https://q.example/{totp}{totp}#{evse}", "https://q.example/akF3c7qY2uiuakF3c7qY2uiu#2"},
  };
  for (const Case& it : cases) {
    const auto url = UrlTemplate::create(it.text);
    ASSERT_TRUE(url) << it.text << ": " << url.error().sentence();
    EXPECT_EQ(url->filled(kAll).value_or("refused"), it.url);
  }
}

TEST(UrlTemplate, SaysTheHostThatADriverWillSee) {
  EXPECT_EQ(UrlTemplate::create("https://Pay.Example.COM:8443/{totp}")->host(), "pay.example.com");
  EXPECT_EQ(UrlTemplate::create("HTTPS://pay.example.com?{totp}")->host(), "pay.example.com");
}

TEST(UrlTemplate, RefusesWhatIsNoSafeAddress) {
  const std::string too_long = "https://q.example/{totp}?" + std::string(500, 'a');
  for (const char* text : {"",
                           "http://q.example/{totp}",
                           "//q.example/{totp}",
                           "javascript:{totp}",
                           "https://",
                           "https:///{totp}",
                           "https://{totp}.example/",
                           "https://q.example",
                           "https://q.example/{evse}",
                           "https://user@q.example/{totp}",
                           "https://q.example:0/{totp}",
                           "https://q.example:/{totp}",
                           "https://q.example:99999/{totp}",
                           "https://q.example:8x/{totp}",
                           "https://-q.example/{totp}",
                           "https://q..example/{totp}",
                           "https://q.example/{totp",
                           "https://q.example/totp}{",
                           "https://q.example/{{totp}}",
                           "https://q.example/{totp}{}",
                           "https://q.example/{totp}/{pin}",
                           "https://q.example/{totp} ",
                           "https://q.example/{totp}\n",
                           "https://q.example/{totp}\x80",
                           "https://q.example/<{totp}>",
                           "https://q.example\\@evil.example/{totp}",
                           "https://[::1]/{totp}",
                           too_long.c_str()}) {
    const auto url = UrlTemplate::create(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, "codes.url_template");
  }
}

TEST(UrlTemplate, NoValueBecomesAnotherPathOrQuery) {
  const auto url = UrlTemplate::create("https://q.example/{chargingStationId}/{totp}").value();
  UrlValues values{{UrlVariable::charging_station_id, "../a?b=c&d#e%41 ü"},
                   {UrlVariable::totp, "1"}};
  EXPECT_EQ(*url.filled(values), "https://q.example/..%2Fa%3Fb%3Dc%26d%23e%2541%20%C3%BC/1");
  for (const char* bad : {"", "a\nb", "\xFF"}) {
    values.front().second = bad;
    const auto filled = url.filled(values);
    ASSERT_FALSE(filled) << bad;
    EXPECT_EQ(filled.error().code, "codes.url_value");
  }
  values.front().second = std::string(600, 'a');
  EXPECT_EQ(url.filled(values).error().code, "codes.url_long");
  values.erase(values.begin());
  EXPECT_EQ(url.filled(values).error().code, "codes.url_value");
}

}  // namespace
}  // namespace kerb::payment::codes
