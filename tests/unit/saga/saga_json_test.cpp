#include "payment/saga/saga_json.hpp"

#include <gtest/gtest.h>

#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

TEST(SagaJson, WhatIsWrongIsNamed) {
  const Saga saga = step(open_saga(terms(), at({})).saga, HoldAnswered{approved()}, at({})).saga;
  const std::string good = saga_to_json(saga);
  ASSERT_TRUE(saga_from_json(good));
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const auto read = saga_from_json(text);
    return read ? std::string("read") : read.error().tried;
  };
  EXPECT_NE(broken("\"held\",", "\"hled\",").find("no state \"hled\""), std::string::npos);
  EXPECT_NE(broken("\"50.00\"", "\"50.0x\"").find("is not an amount"), std::string::npos);
  EXPECT_NE(broken("\"reference\"", "\"refrence\"").find("\"reference\" is missing"),
            std::string::npos);
  EXPECT_NE(broken("\"evse\":1", "\"evse\":\"1\"").find("\"evse\" is not a whole number"),
            std::string::npos);
}

TEST(SagaJson, RubbishIsAnError) {
  for (const char* text : {"", "[]", "{", "{}", "null", "{\"terms\":1,\"state\":\"held\"}"}) {
    EXPECT_FALSE(saga_from_json(text)) << text;
  }
}

TEST(SagaJson, HoldsNothingOfTheCardButWhatMayBeKept) {
  const std::string text = saga_to_json(open_saga(terms(), at({})).saga);
  EXPECT_NE(text.find("\"last_four\":\"0010\""), std::string::npos);
  EXPECT_EQ(text.find("track"), std::string::npos);
}

}  // namespace
}  // namespace kerb::payment
