// A kiosk on one side of a socket, a station on the other: what holds in one process must hold
// across two, also when either side goes away, or is not what it should be.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/world/remote_reader.hpp"
#include "hal/simulated/world/remote_station.hpp"
#include "hal/simulated/world/world_server.hpp"

namespace kerb::hal::simulated {
namespace {

const ChargeKey kKey = "0123456789abcdef0123456789abcdef";
constexpr Millis kPatience{10'000};

// What the kiosk was told, as the words of the wire; its own thread writes, the test waits.
class Ear {
 public:
  void listen_to(ChargeController& controller) {
    controller.listen([this](const ControllerEvent& event) {
      const std::scoped_lock lock(mutex_);
      heard_.push_back(message_of(event));
      more_.notify_all();
    });
  }
  // True when something like this has been heard, or is within the test's patience.
  bool hears(
      const std::string& event,
      const std::function<bool(const Json&)>& like = [](const Json&) { return true; }) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, kPatience, [&] {
      return std::any_of(heard_.begin(), heard_.end(),
                         [&](const Json& it) { return it["event"] == event && like(it); });
    });
  }
  bool hears_state(const std::string& state) {
    return hears("evse_changed", [&](const Json& it) { return it["state"] == state; });
  }
  int count(const std::string& event) {
    const std::scoped_lock lock(mutex_);
    return static_cast<int>(std::count_if(heard_.begin(), heard_.end(),
                                          [&](const Json& it) { return it["event"] == event; }));
  }
  void forget() {
    const std::scoped_lock lock(mutex_);
    heard_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<Json> heard_;
};

class RemoteWorld : public ::testing::Test {
 protected:
  RemoteWorld() { open(); }
  ~RemoteWorld() override { server.reset(); }

  void open() {
    auto opened = WorldServer::open(socket, station, reader, clock);
    ASSERT_TRUE(opened) << opened.error().sentence();
    server = std::move(*opened);
  }
  void pass(Millis span) {
    clock.advance(span);
    station.advance(clock.monotonic());
  }
  // A charge that runs, and of which the kiosk has heard.
  void charging() {
    ear.listen_to(remote);
    ASSERT_TRUE(ear.hears_state("available"));
    ASSERT_TRUE(remote.start(1, kKey));
    station.plug(1);
    pass(Seconds{10});
    ASSERT_TRUE(ear.hears("charge_started"));
  }

  const std::filesystem::path socket =
      std::filesystem::temp_directory_path() / ("kerb-world-" + std::to_string(::getpid()));
  const std::vector<Evse> evses{{1, ConnectorKind::ccs2, {150'000}, true}};
  Clock clock{Utc(Millis(1'795'000'000'000))};
  Station station{evses};
  Reader reader;
  std::unique_ptr<WorldServer> server;
  Ear ear;
  RemoteStation remote{socket, evses};
};

TEST_F(RemoteWorld, ACarIsChargedAcrossTheSocket) {
  station.advance(clock.monotonic());
  charging();
  const auto running = remote.query(1, kKey);
  ASSERT_TRUE(running);
  EXPECT_EQ(running->phase, ChargeRecord::Phase::active);
  pass(Seconds{60});
  EXPECT_TRUE(ear.hears("meter_sample", [](const Json& it) {
    return it["energy"] > 1'002'000 && it["power"] == 150'000 && it["soc"] >= 34;
  }));
  const auto stopped = remote.stop(1, kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->phase, ChargeRecord::Phase::finished);
  EXPECT_EQ(stopped->reason, StopReason::driver);
  EXPECT_EQ(stopped->meter_now, station.meter(1));
  EXPECT_TRUE(ear.hears_state("finished"));
}

TEST_F(RemoteWorld, ARefusalSaysWhy) {
  station.set_fault(1, ChargerFault::ground_fault);
  const auto refused = remote.start(1, kKey);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "controller.refused");
  EXPECT_NE(refused.error().tried.find("out of service"), std::string::npos);
  EXPECT_EQ(remote.query(1, kKey)->phase, ChargeRecord::Phase::none);
}

TEST_F(RemoteWorld, APlugIsUnlockedAcrossTheSocket) {
  station.advance(clock.monotonic());
  EXPECT_EQ(remote.unlock(1), UnlockOutcome::unlocked);
  station.jam_lock(1, true);
  EXPECT_EQ(remote.unlock(1), UnlockOutcome::stuck);
  charging();
  EXPECT_EQ(remote.unlock(1), UnlockOutcome::refused);
  server.reset();
  EXPECT_EQ(remote.unlock(1).error().code, "controller.unreachable");
}

// Whoever plays the world from outside can do what the panel can.
TEST_F(RemoteWorld, TheOddStatesOfAConnectorCanBeOrdered) {
  Questions world(socket);
  const auto ordered = [&](const Json& question) {
    const auto answer = world.ask(question, kPatience);
    return answer && answer->contains("ok");
  };
  ear.listen_to(remote);
  EXPECT_TRUE(ordered({{"do", "keep"}, {"evse", 1}, {"how", "reserved"}}));
  EXPECT_TRUE(ear.hears_state("reserved"));
  EXPECT_TRUE(ordered({{"do", "keep"}, {"evse", 1}, {"how", "no"}}));
  EXPECT_FALSE(ordered({{"do", "keep"}, {"evse", 1}, {"how", "for ever"}}));
  EXPECT_TRUE(
      ordered({{"do", "interrupt"}, {"evse", 1}, {"pause", "error"}, {"fault", "emergency_stop"}}));
  EXPECT_TRUE(
      ear.hears("evse_changed", [](const Json& it) { return it["fault"] == "emergency_stop"; }));
  EXPECT_FALSE(ordered({{"do", "interrupt"}, {"evse", 1}, {"pause", "error"}}));
  EXPECT_TRUE(ordered({{"do", "hold_power"}, {"evse", 1}, {"by", "heat"}, {"power", 20'000}}));
  EXPECT_FALSE(ordered({{"do", "hold_power"}, {"evse", 1}, {"by", "magic"}, {"power", 1}}));
  EXPECT_TRUE(ordered({{"do", "jam_lock"}, {"evse", 1}, {"on", true}}));
  EXPECT_FALSE(ordered({{"do", "jam_lock"}, {"evse", 1}}));
}

TEST_F(RemoteWorld, AnotherKioskFindsTheChargeOfTheFirst) {
  station.advance(clock.monotonic());
  {
    Ear its;  // outlives the station's thread
    RemoteStation killed(socket, evses);
    its.listen_to(killed);
    ASSERT_TRUE(killed.start(1, kKey));
    station.plug(1);
    pass(Seconds{10});
    ASSERT_TRUE(its.hears("charge_started"));
  }
  pass(Seconds{60});
  station.unplug(1);
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears_state("available"));
  const auto found = remote.query(1, kKey);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->phase, ChargeRecord::Phase::finished);
  EXPECT_EQ(found->reason, StopReason::unplugged);
  EXPECT_EQ((found->meter_now - found->meter_start).count, 150'000 * 67 / 3600);
}

TEST_F(RemoteWorld, WhatHappenedWhileTheLineWasCutIsToldOnce) {
  station.advance(clock.monotonic());
  charging();
  server.reset();
  ASSERT_TRUE(ear.hears("link_lost"));
  EXPECT_EQ(remote.query(1, kKey).error().code, "controller.unreachable");
  station.unplug(1);
  ear.forget();
  open();
  ASSERT_TRUE(ear.hears("link_restored"));
  ASSERT_TRUE(ear.hears("charge_stopped", [&](const Json& it) {
    return it["charge"] == kKey && it["reason"] == "unplugged" &&
           it["meter_stop"] == station.meter(1).count;
  }));
  ASSERT_TRUE(ear.hears_state("available"));
  EXPECT_EQ(ear.count("charge_stopped"), 1);
  EXPECT_EQ(ear.count("link_restored"), 1);
}

TEST_F(RemoteWorld, AStartThatWasMissedIsTold) {
  station.advance(clock.monotonic());
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears_state("available"));
  ASSERT_TRUE(remote.start(1, kKey));
  server.reset();
  ASSERT_TRUE(ear.hears("link_lost"));
  station.plug(1);
  pass(Seconds{10});
  open();
  EXPECT_TRUE(ear.hears("charge_started", [](const Json& it) {
    return it["charge"] == kKey && it["meter_start"] == 1'000'000;
  }));
}

TEST_F(RemoteWorld, AnAuthorisationThatAPowerCutForgotIsAFailedStart) {
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears_state("available"));
  ASSERT_TRUE(remote.start(1, kKey));
  server.reset();
  ASSERT_TRUE(ear.hears("link_lost"));
  station.lose_power(clock.utc());
  open();
  EXPECT_TRUE(
      ear.hears("charge_start_failed", [](const Json& it) { return it["charge"] == kKey; }));
}

TEST_F(RemoteWorld, ALinkThatIsDownBehindTheSocketCountsAsLost) {
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears_state("available"));
  station.set_reachable(false);
  ASSERT_TRUE(ear.hears("link_lost"));
  EXPECT_EQ(remote.start(1, kKey).error().code, "controller.unreachable");
  station.set_reachable(true);
  EXPECT_TRUE(ear.hears("link_restored"));
}

TEST_F(RemoteWorld, ACardIsReadAcrossTheSocket) {
  RemoteReader far(socket);
  EXPECT_TRUE(far.present());
  const auto nobody = far.wait_for_card(Millis{60});
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().fault, ReaderFault::no_card);
  reader.tap(CardKind::visa);
  const auto card = far.wait_for_card(Millis{1'000});
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->speaks_apdu);
  // SELECT of the contactless directory.
  const Bytes select = *from_hex("00A404000E325041592E5359532E444446303100");
  const auto far_answer = far.transceive(select);
  ASSERT_TRUE(far_answer);
  Reader near;
  near.tap(CardKind::visa);
  ASSERT_TRUE(near.wait_for_card(Millis{0}));
  EXPECT_EQ(*far_answer, *near.transceive(select));
  EXPECT_TRUE(far.wait_for_removal(Millis{100}));
  EXPECT_EQ(far.wait_for_card(Millis{0}).error().fault, ReaderFault::no_card);
}

TEST_F(RemoteWorld, AReaderFailsInItsOwnWords) {
  RemoteReader far(socket);
  reader.tap_two_cards();
  EXPECT_EQ(far.wait_for_card(Millis{0}).error().fault, ReaderFault::several_cards);
  far.cancel();
  EXPECT_EQ(far.wait_for_card(Millis{5'000}).error().fault, ReaderFault::cancelled);
  reader.switch_on(false);
  EXPECT_FALSE(far.present());
  EXPECT_EQ(far.wait_for_card(Millis{0}).error().fault, ReaderFault::reader_gone);
  server.reset();
  EXPECT_FALSE(far.present());
  EXPECT_EQ(far.transceive(*from_hex("00A40400")).error().fault, ReaderFault::reader_gone);
  open();
  reader.switch_on(true);
  EXPECT_TRUE(far.present());
}

TEST_F(RemoteWorld, TheBooksHoldEveryCharge) {
  station.advance(clock.monotonic());
  charging();
  pass(Seconds{30});
  ASSERT_TRUE(remote.stop(1, kKey));
  Questions asks(socket);
  const auto page = asks.ask({{"do", "charges"}, {"from", 0}}, kPatience);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->at("charges").size(), 1U);
  const Json& charge = page->at("charges")[0];
  EXPECT_EQ(charge["charge"], kKey);
  EXPECT_EQ(charge["meter_start"], 1'000'000);
  EXPECT_EQ(charge["meter_stop"], station.meter(1).count);
  EXPECT_EQ(asks.ask({{"do", "charges"}, {"from", 1}}, kPatience)->at("charges").size(), 0U);
}

TEST_F(RemoteWorld, NothingThatIsAskedWronglyIsDone) {
  Questions asks(socket);
  for (const Json& wrong :
       std::vector<Json>{{{"do", "no such thing"}},
                         {{"do", 7}},
                         {{"do", "start"}, {"evse", 1}, {"charge", "short"}},
                         {{"do", "start"}, {"evse", 0}, {"charge", kKey}},
                         {{"do", "start"}, {"evse", 18446744073709551615ULL}, {"charge", kKey}},
                         {{"do", "plug"}},
                         {{"do", "card"}, {"ms", 3'600'000}},
                         {{"do", "apdu"}, {"command", "zz"}},
                         {{"do", "tap"}, {"card", "library card"}},
                         {{"do", "charges"}, {"from", -1}}}) {
    const auto answer = asks.ask(wrong, kPatience);
    ASSERT_TRUE(answer) << wrong;
    EXPECT_EQ(answer->value("error", ""), "not_understood") << wrong;
  }
  EXPECT_EQ(station.state(1), EvseState::available);
}

TEST_F(RemoteWorld, AGuestWhoTalksNonsenseIsNotTheEndOfTheWorld) {
  auto line = LineSocket::connect(socket);
  ASSERT_TRUE(line);
  std::string heard;
  ASSERT_TRUE(line->send("this is not JSON", kPatience));
  ASSERT_EQ(line->receive(heard, kPatience), LineSocket::Heard::line);
  ASSERT_TRUE(line->send(std::string(kLongestLine + 1, 'x'), kPatience));
  EXPECT_EQ(line->receive(heard, kPatience), LineSocket::Heard::gone);
  EXPECT_TRUE(Questions(socket).ask({{"do", "ping"}}, kPatience));
}

TEST_F(RemoteWorld, OneSocketOneWorld) {
  const auto second = WorldServer::open(socket, station, reader, clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "world.socket");
  EXPECT_EQ(*evses_at(socket), std::vector<EvseId>{1});
  server.reset();
  EXPECT_EQ(evses_at(socket).error().code, "world.unreachable");
  EXPECT_EQ(LineSocket::connect(std::string(200, 'x')).error().code, "world.unreachable");
}

// A world that is none: it answers every line with the next of its own.
class FalseWorld {
 public:
  FalseWorld(const std::filesystem::path& path, std::vector<std::string> lines)
      : listener_(*LineListener::open(path)),
        lines_(std::move(lines)),
        thread_([this] { serve(); }) {}
  ~FalseWorld() {
    ends_ = true;
    thread_.join();
  }

 private:
  void serve() {
    while (!ends_) {
      const int connection = listener_.accept(Millis{20});
      if (connection < 0) continue;
      LineSocket guest(connection);
      std::string line;
      for (const std::string& lie : lines_) {
        if (guest.receive(line, Millis{500}) != LineSocket::Heard::line) break;
        if (!guest.send(lie, Millis{500})) break;
      }
    }
  }
  LineListener listener_;
  const std::vector<std::string> lines_;
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

TEST_F(RemoteWorld, AWorldThatLiesIsAWorldThatDoesNotAnswer) {
  server.reset();
  const std::string endless(3 * kLongestLine, 'x');
  for (const std::string& lie : std::vector<std::string>{
           "", "[]", "not JSON", endless, R"({"ok":true})", R"({"id":2,"ok":true})", R"({"id":1})",
           R"({"id":1,"ok":true,"phase":"resting"})",
           R"({"id":1,"ok":true,"phase":"finished","meter_start":9,"meter_now":8})",
           R"({"id":1,"ok":true,"phase":"finished","meter_start":-1,"meter_now":8})",
           R"({"id":1,"ok":true,"phase":"active","meter_start":1,"meter_now":1e99})"}) {
    const FalseWorld liar(socket, {lie});
    RemoteStation deceived(socket, evses);
    const auto record = deceived.stop(1, kKey);
    ASSERT_FALSE(record) << lie.substr(0, 80);
    EXPECT_EQ(record.error().code, "controller.unreachable");
  }
}

TEST_F(RemoteWorld, LiesAboutTheChargerAreNotPassedOn) {
  server.reset();
  const FalseWorld liar(socket, {R"({"event":"meter_sample","evse":1,"energy":-5,"power":0})"});
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears("link_lost"));
  EXPECT_EQ(ear.count("meter_sample"), 0);
  EXPECT_EQ(ear.count("link_restored"), 0);
}

TEST_F(RemoteWorld, EventsOfAnEvseThatIsNotOursAreDropped) {
  server.reset();
  const FalseWorld other(
      socket,
      {R"({"event":"evse_changed","evse":7,"state":"charging","fault":"none","pause":"none","maintenance":false})"});
  ear.listen_to(remote);
  ASSERT_TRUE(ear.hears("link_lost"));
  EXPECT_EQ(ear.count("evse_changed"), 0);
}

TEST(RemoteWire, EveryEventComesOutAsItWentIn) {
  const std::vector<ControllerEvent> all{
      EvseChanged{1, EvseState::out_of_service, ChargerFault::lock_failure},
      EvseChanged{1, EvseState::paused_by_station, ChargerFault::cut_cable, PauseReason::no_energy},
      EvseChanged{1, EvseState::disabled, ChargerFault::internal, PauseReason::none, true},
      PowerHeld{2, PowerHeld::By::cold_car, {50'000}},
      MeterSample{2, {1'000'001}, {22'000}, {}},
      MeterSample{2, {1'000'001}, {22'000}, 100},
      ChargeStarted{3, kKey, {5}},
      ChargeStartFailed{3, kKey, ChargerFault::partial_insertion},
      ChargeStopped{4, kKey, {7}, StopReason::remote},
      LinkLost{},
      LinkRestored{}};
  for (const ControllerEvent& event : all) {
    const Json message = message_of(event);
    const auto back = event_in(*message_in(line_of(message)));
    ASSERT_TRUE(back) << message;
    EXPECT_EQ(message_of(*back), message);
    // Whatever is taken out of it, it is nothing then, or at most what may be left out.
    for (const auto& member : message.items()) {
      if (member.key() == "soc") continue;
      Json less = message;
      less.erase(member.key());
      EXPECT_FALSE(event_in(less)) << less;
      less[member.key()] = Json::array({1});
      EXPECT_FALSE(event_in(less)) << less;
    }
  }
}

TEST(RemoteWire, EveryRecordComesOutAsItWentIn) {
  ChargeRecord record{ChargeRecord::Phase::finished,
                      {5},
                      {9},
                      StopReason::power_loss,
                      Utc(Millis(1'795'000'000'000))};
  const auto back = record_in(message_of(record));
  ASSERT_TRUE(back);
  EXPECT_EQ(message_of(*back), message_of(record));
  EXPECT_EQ(back->ended, record.ended);
  Json wrong = message_of(record);
  wrong["reason"] = "boredom";
  EXPECT_FALSE(record_in(wrong));
  wrong = message_of(record);
  wrong["ended"] = -1;
  EXPECT_FALSE(record_in(wrong));
}

}  // namespace
}  // namespace kerb::hal::simulated
