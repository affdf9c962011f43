// The names on the broker, and the times in the messages.
#include "hal/everest/topics.hpp"

#include <gtest/gtest.h>

#include "hal/everest/time_stamp.hpp"

namespace kerb::hal::everest {
namespace {

const Module kBay{Api::evse_manager_consumer, "kiosk_evse_1"};

TEST(EverestTopics, AreBuilt) {
  EXPECT_EQ(event_topic("", kBay, "session_event"),
            "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/session_event");
  EXPECT_EQ(order_topic("s7/", kBay, "get_evse"),
            "s7/everest_api/1/evse_manager_consumer/kiosk_evse_1/m2e/get_evse");
  EXPECT_EQ(reply_topic("", kBay, "get_evse", "k-1"),
            "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/get_evse/k-1");
  EXPECT_EQ(events_filter("", kBay), "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/+");
  EXPECT_EQ(replies_filter("", kBay, "get_evse"),
            "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/get_evse/+");
}

TEST(EverestTopics, EveryApiHasItsWord) {
  for (int i = 0; i <= static_cast<int>(Api::generic_error_raiser); ++i) {
    EXPECT_EQ(api_of(word_of(static_cast<Api>(i))), static_cast<Api>(i));
  }
  EXPECT_FALSE(api_of("powermeter"));
}

TEST(EverestTopics, AreReadBack) {
  const std::string event = event_topic("s7/", kBay, "session_event");
  const auto incoming = read_topic("s7/", event);
  ASSERT_TRUE(incoming);
  EXPECT_EQ(incoming->module, kBay);
  EXPECT_EQ(incoming->name, "session_event");
  EXPECT_EQ(incoming->reply_id, "");
  const std::string reply = reply_topic("", kBay, "get_evse", "kerb-12-3");
  EXPECT_EQ(read_topic("", reply)->reply_id, "kerb-12-3");
}

TEST(EverestTopics, OfOthersAreNone) {
  for (const char* topic :
       {"", "everest_api", "everest_api/1/", "everest_api/2/auth_consumer/a/e2m/heartbeat",
        "everest_api/1/powermeter/a/e2m/heartbeat", "everest_api/1/auth_consumer//e2m/heartbeat",
        "everest_api/1/auth_consumer/a/m2e/heartbeat", "everest_api/1/auth_consumer/a/e2m/",
        "everest_api/1/auth_consumer/a/e2m", "everest_api/1/auth_consumer/a b/e2m/heartbeat",
        "everest_api/1/auth_consumer/a/e2m/x/y/z", "x/everest_api/1/auth_consumer/a/e2m/x"}) {
    EXPECT_FALSE(read_topic("", topic)) << topic;
  }
  EXPECT_FALSE(read_topic("s7/", event_topic("s8/", kBay, "x")));
  EXPECT_FALSE(read_topic("", event_topic("", kBay, std::string(600, 'x'))));
}

TEST(EverestTopics, IdsAndPrefixesHaveAForm) {
  EXPECT_TRUE(is_module_id("kiosk_evse-1"));
  for (const char* wrong : {"", "a/b", "a b", "a+", "\xc3\xa9"}) EXPECT_FALSE(is_module_id(wrong));
  EXPECT_FALSE(is_module_id(std::string(65, 'a')));
  EXPECT_TRUE(is_topic_prefix(""));
  EXPECT_TRUE(is_topic_prefix("site/7/"));
  for (const char* wrong : {"a b", "#", "+/", "\n"}) EXPECT_FALSE(is_topic_prefix(wrong));
}

TEST(EverestTimeStamp, IsRfc3339) {
  const struct {
    const char* text;
    std::optional<std::int64_t> millis;
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-22T04:16:58.610Z", 1'795'321'018'610},
      {"2026-11-22T05:16:58.610+01:00", 1'795'321'018'610},
      {"2026-11-21t20:46:58.6109999-07:30", 1'795'321'018'610},
      {"2026-11-22 04:16:58.6z", 1'795'321'018'600},
      {"2016-12-31T23:59:60Z", 1'483'228'799'000},
      {"2024-02-29T00:00:00Z", 1'709'164'800'000},
      {"", {}},
      {"2026-11-22", {}},
      {"2026-11-22T04:16:58", {}},
      {"2026-02-29T00:00:00Z", {}},
      {"2026-13-01T00:00:00Z", {}},
      {"2026-11-22T24:00:00Z", {}},
      {"2026-11-22T04:60:00Z", {}},
      {"2026-11-22T04:16:61Z", {}},
      {"2026-11-22T04:16:58.Z", {}},
      {"2026-11-22T04:16:58Zx", {}},
      {"2026-11-22T04:16:58+24:00", {}},
      {"1969-12-31T23:59:59Z", {}},
      {"+026-11-22T04:16:58Z", {}},
  };
  for (const auto& [text, millis] : cases) {
    const auto time = read_time_stamp(text);
    ASSERT_EQ(time.has_value(), millis.has_value()) << text;
    EXPECT_EQ(time.value_or(Utc{}).time_since_epoch().count(), millis.value_or(0)) << text;
  }
}

TEST(EverestTimeStamp, IsWrittenInUtc) {
  EXPECT_EQ(time_stamp(Utc(Millis(1'795'321'018'610))), "2026-11-22T04:16:58.610Z");
}

}  // namespace
}  // namespace kerb::hal::everest
