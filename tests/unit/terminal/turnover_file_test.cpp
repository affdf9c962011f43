// A simulated terminal's turnover store over a restart of its program.
#include "hal/simulated/terminal/turnover_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "hal/simulated/terminal/server.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

using Json = nlohmann::json;
constexpr Utc kNow{Millis(1'795'000'000'000)};

Turnover one_day() {
  Turnover store(Profile::Receipts::new_one, 2);
  store.set_numbers(60, 120);
  const Card& card = *card_named("visa");
  const auto held = store.reserve(5'000, card, kNow);
  store.authorise(held, std::string("750071\0\0", 8));
  store.keep(held);
  store.keep(store.book(held, Deal::book_total, 2'500, kNow));
  store.keep(store.reserve(4'000, card, kNow));
  store.purchase(300, card, kNow);  // nobody took notice
  return store;
}

TEST(TurnoverFile, EverythingComesBackAndWhatNobodyNoticedIsTakenBack) {
  const Turnover before = one_day();
  Turnover after(Profile::Receipts::new_one, 2);
  ASSERT_TRUE(read_turnover(text_of_turnover(before), after));
  ASSERT_EQ(after.all().size(), 4U);
  EXPECT_EQ(after.open(), before.open());
  EXPECT_EQ(after.totals().all, 2'500);
  EXPECT_EQ(after.at(0).authorisation, before.at(0).authorisation);
  EXPECT_EQ(after.at(1).original, 120U);
  EXPECT_EQ(after.at(1).card.name, "visa");
  EXPECT_TRUE(after.at(3).taken_back);
  EXPECT_EQ(after.next_receipt(), before.next_receipt());
  EXPECT_EQ(after.next_trace(), before.next_trace());
}

TEST(TurnoverFile, ABookingThatNobodyNoticedOpensItsReservationAgain) {
  Turnover before(Profile::Receipts::new_one, 2);
  const auto held = before.reserve(5'000, *card_named("visa"), kNow);
  before.keep(held);
  before.book(held, Deal::book_total, 2'500, kNow);
  Turnover after(Profile::Receipts::new_one, 2);
  ASSERT_TRUE(read_turnover(text_of_turnover(before), after));
  EXPECT_EQ(after.open().size(), 1U);
}

TEST(TurnoverFile, WhatIsNoneIsRefusedAndChangesNothing) {
  const Json right = Json::parse(text_of_turnover(one_day()));
  std::vector<std::string> wrong = {"", "{", "[]", "{}", "7"};
  for (const auto& [field, value] : right.items()) {
    Json changed = right;
    changed[field] = "x";
    wrong.push_back(changed.dump());
    changed.erase(field);
    wrong.push_back(changed.dump());
  }
  for (const auto& [field, value] : right["payments"][1].items()) {
    for (const Json& other : {Json(-1), Json("zz"), Json(nullptr), Json("112233445566778899")}) {
      Json changed = right;
      changed["payments"][1][field] = other;
      wrong.push_back(changed.dump());
    }
  }
  Json changed = right;
  changed["payments"][0] = 1;
  wrong.push_back(changed.dump());
  for (const std::string& text : wrong) {
    Turnover store = one_day();
    EXPECT_FALSE(read_turnover(text, store)) << text;
    EXPECT_EQ(store.all().size(), 4U);
    EXPECT_EQ(store.open().size(), 1U);
  }
}

TEST(TurnoverFile, IsKeptByTheServerOverARestart) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "turnover.json").string();
  const SystemClock clock;
  Settings settings;
  settings.profile = *profile_named("generic");
  {
    const auto server = Server::open(0, settings, clock);
    ASSERT_TRUE(server);
    EXPECT_EQ(Json::parse((*server)->obey("keep"))["ok"], false);
    EXPECT_EQ(Json::parse((*server)->obey("keep " + file))["ok"], true);
    (*server)->obey("numbers 4711 17");
  }
  const auto again = Server::open(0, settings, clock);
  ASSERT_TRUE(again);
  EXPECT_EQ(Json::parse((*again)->obey("keep " + file))["ok"], true);
  std::ofstream(file) << "no store";
  EXPECT_EQ(Json::parse((*again)->obey("keep " + file))["ok"], false);
  (*again)->obey("numbers 4712 18");  // written anew, over what somebody spoiled
  EXPECT_EQ(Json::parse(std::ifstream(file))["next_receipt"], 4712);
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
