#include "payment/saga/saga_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using Json = nlohmann::json;
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

// One value after another is taken out, or replaced by what cannot stand there.
TEST(SagaJson, NoValueIsTakenOnTrust) {
  Saga saga = step(open_saga(terms(), at({})).saga, HoldAnswered{approved()}, at({})).saga;
  saga = step(std::move(saga), ChargeBegan{{1000}}, at({})).saga;
  const Json good = Json::parse(saga_to_json(saga));
  const std::vector<std::pair<const char*, Json>> wrong{
      {"/terms/session", "0123"},
      {"/terms/session", 5},
      {"/terms/currency", "EUX"},
      {"/terms/currency", "USD"},
      {"/terms/tariff", {{"text", 1}}},
      {"/terms/tariff/text", "{}"},
      {"/terms/tariff/text", "no tariff"},
      {"/terms/tariff/time_zone", "Europe/Atlantis"},
      {"/terms/tariff/rounding", "sideways"},
      {"/terms/paid_by", "shells"},
      {"/terms/opened", "now"},
      {"/terms/hold", "1.234"},
      {"/price", {{"start", "x"}}},
      {"/held", nullptr},
      {"/held/currency", "EUX"},
      {"/held/currency", 5},
      {"/state", 1},
      {"/terms", nullptr}};
  for (const auto& [place, value] : wrong) {
    Json body = good;
    body[Json::json_pointer(place)] = value;
    const auto read = saga_from_json(body.dump());
    EXPECT_FALSE(read) << place << " = " << value;
    if (!read) {
      EXPECT_EQ(read.error().code, "journal.unreadable_saga");
    }
  }
  Json elsewhere = good;
  elsewhere["/terms/tariff/time_zone"_json_pointer] = "Europe/Berlin";
  EXPECT_TRUE(saga_from_json(elsewhere.dump()));
  Json old = good;
  old["terms"].erase("tariff");
  EXPECT_FALSE(saga_from_json(old.dump())) << "neither a tariff nor a price";
  old["terms"]["per_kwh"] = "many";
  old["terms"]["vat_percent"] = "19";
  EXPECT_FALSE(saga_from_json(old.dump()));
}

TEST(SagaJson, WhoWaitsForAPersonMayHaveNoHold) {
  Saga saga = open_saga(terms(), at({})).saga;
  saga.state = ForPerson{.why = "nobody knows", .hold = {}, .delivery = {}};
  const auto read = saga_from_json(saga_to_json(saga));
  ASSERT_TRUE(read);
  EXPECT_FALSE(std::get<ForPerson>(read->state).hold);
}

// 458 yen, read back as 458 euro, would be a hundred times the money.
TEST(SagaJson, KeepsWhatThePaymentObligesItsReceiptToSay) {
  Saga saga = open_saga(terms(), at({})).saga;
  saga.state = Ended{WasCaptured{
      approved().hold, {}, {}, EndReason::driver_stopped, {"TID 52523535", "TA 000976"}}};
  std::string text = saga_to_json(saga);
  const auto read = saga_from_json(text);
  ASSERT_TRUE(read) << read.error().sentence();
  const auto& was = std::get<WasCaptured>(std::get<Ended>(read->state).outcome);
  EXPECT_EQ(was.slip, (PaymentSlip{"TID 52523535", "TA 000976"}));
  for (const char* wrong : {"5", "\"TID\"", "[5]"}) {
    Json body = Json::parse(text);
    body["slip"] = Json::parse(wrong);
    EXPECT_FALSE(saga_from_json(body.dump())) << wrong;
  }
}

TEST(SagaJson, AHoldKeepsItsOwnCurrency) {
  Saga saga = open_saga(terms(), at({})).saga;
  Hold yen = approved().hold;
  yen.amount = Money(458, *Currency::from_code("JPY"));
  saga.state = ForPerson{.why = "another currency", .hold = yen, .delivery = {}};
  const auto read = saga_from_json(saga_to_json(saga));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<ForPerson>(read->state).hold->amount, yen.amount);
}

TEST(SagaJson, AHoldOfAnOlderJournalIsInTheSessionsCurrency) {
  const Saga saga = step(open_saga(terms(), at({})).saga, HoldAnswered{approved()}, at({})).saga;
  Json old = Json::parse(saga_to_json(saga));
  old["held"].erase("currency");
  const auto read = saga_from_json(old.dump());
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<Held>(read->state).hold.amount, euro(5000));
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
