// Two drivers at two connectors: neither waits for what the charger does with the other's.
#include "kiosk/runtime/evse_workers.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace kerb::kiosk {
namespace {

constexpr std::chrono::seconds kPatience{8};

std::vector<hal::Evse> two_evses() {
  std::vector<hal::Evse> evses(2);
  evses[0].id = 1;
  evses[1].id = 7;
  return evses;
}

TEST(EvseWorkers, AnOrderThatBlocksKeepsNoOtherEvseWaiting) {
  std::promise<void> answered;
  std::promise<void> stopped;
  EvseWorkers workers(two_evses(), 4);
  EXPECT_TRUE(workers.idle());
  ASSERT_TRUE(workers.give(1, [answer = answered.get_future().share()] { answer.wait(); }));
  ASSERT_TRUE(workers.give(7, [&stopped] { stopped.set_value(); }));
  EXPECT_EQ(stopped.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_FALSE(workers.idle());
  answered.set_value();
}

TEST(EvseWorkers, TheOrdersOfOneEvseKeepTheirOrder) {
  std::string done;
  std::promise<void> over;
  EvseWorkers workers(two_evses(), 4);
  ASSERT_TRUE(workers.give(7, [&] { done += "start "; }));
  ASSERT_TRUE(workers.give(7, [&] { done += "stop"; }));
  ASSERT_TRUE(workers.give(7, [&] { over.set_value(); }));
  ASSERT_EQ(over.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(done, "start stop");
}

// Its hold must be given back all the same.
TEST(EvseWorkers, AnEvseThatTheConfigHasLostIsServed) {
  std::promise<void> done;
  EvseWorkers workers(two_evses(), 4);
  ASSERT_TRUE(workers.give(3, [&done] { done.set_value(); }));
  EXPECT_EQ(done.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST(EvseWorkers, WithoutRoomNothingIsTaken) {
  std::promise<void> begun;
  std::promise<void> answered;
  const auto answer = answered.get_future().share();
  EvseWorkers workers(two_evses(), 1);
  ASSERT_TRUE(workers.give(1, [&] {
    begun.set_value();
    answer.wait();
  }));
  ASSERT_EQ(begun.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(workers.give(1, [] {}));
  EXPECT_FALSE(workers.give(1, [] {}));
  EXPECT_TRUE(workers.give(7, [] {}));
  answered.set_value();
}

}  // namespace
}  // namespace kerb::kiosk
