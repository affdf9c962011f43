#include "payment/codes/time_code.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::codes {
namespace {

using hal::Millis;
using hal::Seconds;
using hal::Utc;

TimeCodeTerms terms(std::string_view secret, int validity, int length) {
  return {Secret(hal::Bytes(secret.begin(), secret.end())), Seconds{validity}, length};
}

struct Vector {
  const char* secret;
  int validity;
  int length;
  std::int64_t unix;
  const char* before;  // empty: not published
  const char* now;
  const char* after;
};

constexpr Vector kVectors[] = {
    {"secure!Charging!", 30, 12, 1718611200, "QT1cCdKsIb9e", "akF3c7qY2uiu", "1U70OgaBA48M"},
    {"secure!Charging!", 30, 12, 0, "SzcwtcR5qcY7", "u5CoKdo5HUS1", "tVGiyLys7Y1V"},
    {"secure!Charging!", 30, 12, 1716423785, "MdPU0jCm5tXz", "CN63y502maVh", "dI54vnA25m2h"},
    {"secure!Charging!", 60, 12, 1716423785, "nTdkiuG6yUyg", "XJZr0L1DGKn0", "ft0ONZ62MdMj"},
    {"secure!Charging!", 30, 23, 1716423785, "", "CN63y502maVhAsv27Sd7JlE", ""},
    {"secure!Charging!", 30, 8, 1716423785, "", "CN63y502", ""},
    {"s3cretS3cretS3cret", 60, 8, 1750000000, "", "01jKo4Bx", ""},
};

TEST(TimeCode, IsThatOfTheOpenChargingCloudVectors) {
  for (const Vector& it : kVectors) {
    const auto code = TimeCode::create(terms(it.secret, it.validity, it.length));
    ASSERT_TRUE(code) << code.error().sentence();
    const Utc time{Seconds{it.unix}};
    EXPECT_EQ(code->at(code->slot_at(time)), it.now) << it.unix;
    if (*it.before == '\0') continue;
    EXPECT_EQ(code->at(code->slot_at(time - Seconds{it.validity})), it.before) << it.unix;
    EXPECT_EQ(code->at(code->slot_at(time + Seconds{it.validity})), it.after) << it.unix;
  }
}

TEST(TimeCode, ChangesAtTheExactMillisecond) {
  const auto code = TimeCode::create(terms("secure!Charging!", 30, 12)).value();
  const Utc start{Seconds{1718611200}};
  const TimeSlot slot = code.slot_at(start);
  EXPECT_EQ(slot.begins, start);
  EXPECT_EQ(slot.ends, start + Seconds{30});
  EXPECT_EQ(code.slot_at(slot.ends - Millis{1}).number, slot.number);
  EXPECT_EQ(code.slot_at(slot.ends).number, slot.number + 1);
  EXPECT_EQ(code.slot_at(slot.begins - Millis{1}).number, slot.number - 1);
}

TEST(TimeCode, NoTwoSlotsMeetAt1970) {
  const auto code = TimeCode::create(terms("secure!Charging!", 30, 12)).value();
  for (const auto& [millis, number] :
       {std::pair{-30'001, -2}, {-30'000, -1}, {-1, -1}, {0, 0}, {29'999, 0}, {30'000, 1}}) {
    EXPECT_EQ(code.slot_at(Utc{Millis{millis}}).number, number) << millis;
  }
}

TEST(TimeCode, RefusesTermsOutsideOcpp) {
  struct Case {
    TimeCodeTerms terms;
    const char* code;
  };
  const Case cases[] = {{terms("short!!", 30, 12), "codes.secret"},
                        {terms("with a blank", 30, 12), "codes.secret"},
                        {terms("one line\n", 30, 12), "codes.secret"},
                        {terms(std::string(256, 'a'), 30, 12), "codes.secret"},
                        {terms("secure!Charging!", 5, 12), "codes.validity"},
                        {terms("secure!Charging!", 3601, 12), "codes.validity"},
                        {terms("secure!Charging!", 30, 5), "codes.length"},
                        {terms("secure!Charging!", 30, 33), "codes.length"}};
  for (const Case& it : cases) {
    const auto code = TimeCode::create(it.terms);
    ASSERT_FALSE(code) << it.code;
    EXPECT_EQ(code.error().code, it.code);
    const auto& octets = it.terms.secret.reveal();
    const std::string secret(octets.begin(), octets.end());
    EXPECT_EQ(code.error().sentence().find(secret), std::string::npos);
  }
  for (const auto& [validity, length] : {std::pair{6, 6}, {3600, 32}}) {
    EXPECT_TRUE(TimeCode::create(terms("8letters", validity, length)));
  }
}

}  // namespace
}  // namespace kerb::payment::codes
