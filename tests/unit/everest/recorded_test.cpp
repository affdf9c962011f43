// What a person would say who watched the recordings of a real EVerest (recorded/).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>

#include "rig.hpp"

namespace kerb::hal::everest {
namespace {

struct Scene {
  const char* what;
  const char* file;
  double from;
  double to;
  const char* said;
};

// Tokens that Kerb did not give: charges of others, whose states are shown all the same.
const Scene kScenes[] = {
    {"plugged first, paused and resumed, a refused card, stopped by the same card, unplugged",
     "plugged-first.txt", 0, 100,
     "1:plugged 1:preparing 1:charging 1:paused-by-station/pause1 1:preparing 1:charging "
     "1:finished 1:available"},
    {"a bank card, and nobody plugs in", "bank-card.txt", 0, 25, "2:reserved 2:available"},
    {"a bank card, withdrawn", "bank-card.txt", 28, 32, "2:reserved 2:available"},
    {"a bank card, plugged in, charged, stopped by order, unplugged", "bank-card.txt", 34, 60,
     "2:reserved 2:preparing 2:charging 2:finished 2:available"},
    {"switched off, a refused card, switched on", "stops-and-pauses.txt", 0, 11,
     "1:disabled 1:unknown"},
    {"an emergency stop while charging, released, unplugged", "stops-and-pauses.txt", 12, 35,
     "1:plugged 1:preparing 1:charging 1:charging/CX008 1:paused-by-station/pause2/CX008 "
     "1:paused-by-station/pause2 1:preparing 1:charging 1:finished 1:available"},
    {"plugged in, and nobody authorises it", "stops-and-pauses.txt", 36, 64,
     "1:plugged 1:available"},
    {"the car pauses, and is unplugged", "stops-and-pauses.txt", 65, 90,
     "1:plugged 1:preparing 1:charging 1:paused-by-car 1:finished 1:available"},
};

TEST(RecordedEverest, IsSeenAsAPersonWouldSeeIt) {
  for (const Scene& scene : kScenes) {
    SCOPED_TRACE(scene.what);
    Rig rig;
    rig.come_up();
    rig.everest.play(scene.file, scene.from, scene.to);
    rig.expect(scene.said);
    EXPECT_TRUE(rig.ledger().all().empty());
  }
}

TEST(RecordedEverest, APaidChargeFromTokenToUnplugging) {
  Rig rig(Ledger::unwritten(), kPatient);
  rig.come_up();
  rig.everest.instead_of = {"BANKREF000004", kKey};
  rig.everest.token_answer = "";
  auto order = std::async(std::launch::async, [&] { return rig.charger().start(2, kKey); });
  ASSERT_TRUE(eventually([&] { return !rig.everest.broker().heard("provided_token").empty(); }));
  rig.everest.play("bank-card.txt", 34, 49);
  ASSERT_TRUE(order.get());
  rig.expect("2:available 2:started(0123,0) 2:preparing 2:charging");
  rig.everest.at_stop = [&] { rig.everest.play("bank-card.txt", 49.05, 51); };
  EXPECT_EQ(said(rig.charger().stop(2, kKey)), "finished 0-30 driver");
  rig.everest.play("bank-card.txt", 51, 60);
  rig.expect("2:finished 2:stopped(0123,30,driver) 2:available");
}

TEST(RecordedEverest, APaidChargeThatNobodyPlugsIn) {
  Rig rig(Ledger::unwritten(), kPatient);
  rig.come_up();
  rig.everest.instead_of = {"BANKREF000001", kKey};
  rig.everest.token_answer = "";
  auto order = std::async(std::launch::async, [&] { return rig.charger().start(2, kKey); });
  ASSERT_TRUE(eventually([&] { return !rig.everest.broker().heard("provided_token").empty(); }));
  rig.everest.play("bank-card.txt", 4, 24);
  ASSERT_TRUE(order.get());
  rig.everest.play("bank-card.txt", 24, 25);
  rig.expect("2:available 2:failed(0123,CX009)");
}

class KilledEverest : public testing::Test {
 protected:
  KilledEverest() {
    rig.come_up();
    rig.everest.play(kFile, 0, 6);
    rig.expect("1:plugged");
    rig.everest.instead_of = {"BANKREF000009", kKey};
    rig.everest.token_answer = "";
    auto order = std::async(std::launch::async, [&] { return rig.charger().start(1, kKey); });
    eventually([&] { return !rig.everest.broker().heard("provided_token").empty(); });
    rig.everest.play(kFile, 6, 10);
    EXPECT_TRUE(order.get());
    rig.everest.meter(1, 12, 11'000);
    rig.expect("1:preparing 1:started(0123,0) 1:charging");
    EXPECT_TRUE(eventually([&] { return said(rig.charger().query(1, kKey)) == "active 0-12"; }));
    rig.pass(Seconds{4});
    rig.expect("lost");
  }
  void go_on() {
    for (unsigned i = 1; i < 8; ++i) rig.live_a_second(i);
  }

  static constexpr const char* kFile = "killed-and-restarted.txt";
  Rig rig{Ledger::unwritten(), kPatient};
};

TEST_F(KilledEverest, WithoutAStore) {
  rig.everest.play(kFile, 20, 100);
  rig.everest.beat(0);
  rig.expect("restored 1:unknown 2:unknown");
  go_on();
  rig.expect("2:available 1:stopped(0123,12,power-loss) 1:available");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "finished 0-12 power-loss");
}

TEST_F(KilledEverest, WithAStore) {
  rig.everest.play("restarted-with-store.txt");
  rig.everest.beat(0);
  rig.expect("restored 1:stopped(0123,19,power-loss) 1:unknown 2:unknown");
  go_on();
  rig.expect("1:available 2:quiet");
}

}  // namespace
}  // namespace kerb::hal::everest
