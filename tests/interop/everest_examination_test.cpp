// What kerb doctor sees of a station, over a real mosquitto: who is alive, who answers, who does not.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "hal/everest/examination.hpp"
#include "hal/everest/json.hpp"
#include "hal/everest/mosquitto_broker.hpp"
#include "tests/interop/mosquitto_service.hpp"

using namespace kerb::hal::everest;  // NOLINT(google-build-using-namespace)
using kerb::interop::MosquittoService;

namespace {

// A station with two EVSEs of which one answers, and with one module that is silent.
class HalfAStation {
 public:
  explicit HalfAStation(const Settings& settings)
      : settings_(settings), broker_(*MosquittoBroker::open(settings.broker)) {
    broker_->listen(
        [this](std::string_view topic, std::string_view payload) { answer(topic, payload); },
        [this](bool up) { up_ = up; });
    broker_->subscribe("everest_api/1/+/+/m2e/+");
    broker_->begin();
    heart_ = std::thread([this] { beat(); });
  }
  ~HalfAStation() {
    ends_ = true;
    heart_.join();
    broker_->end();
  }
  HalfAStation(const HalfAStation&) = delete;
  HalfAStation& operator=(const HalfAStation&) = delete;

  std::atomic<int> checks = 0;  // what only a kiosk may say

 private:
  void beat() {
    for (int count = 0; !ends_; ++count) {
      for (const Module& module : modules_of(settings_)) {
        if (module.api == Api::auth_consumer || !up_) continue;
        EXPECT_TRUE(broker_->publish(event_topic("", module, "heartbeat"), std::to_string(count)));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  void answer(std::string_view topic, std::string_view payload) {
    if (topic.find("communication_check") != std::string_view::npos) ++checks;
    const Json request = Json::parse(payload, nullptr, false);
    if (!request.is_object()) return;
    const std::string reply_to = request["headers"]["replyTo"];
    if (topic.find("kiosk_evse_1/m2e/get_evse") != std::string_view::npos) {
      EXPECT_TRUE(
          broker_->publish(reply_to, R"({"connectors":[{"id":1,"type":"cType2"}],"id":1})"));
    }
    if (topic.find("active_errors") != std::string_view::npos) {
      EXPECT_TRUE(broker_->publish(
          reply_to, R"({"errors":[{"type":"evse_manager/Inoperative","severity":"High",
              "origin":{"module_id":"evse_manager_1","implementation_id":"evse"}}]})"));
    }
  }

  const Settings settings_;
  std::atomic<bool> up_ = false;
  std::atomic<bool> ends_ = false;
  std::unique_ptr<MosquittoBroker> broker_;
  std::thread heart_;
};

Settings settings_at(int port) {
  Settings settings;
  settings.broker.host = "127.0.0.1";
  settings.broker.port = port;
  settings.modules.token_provider = "kiosk_token";
  settings.modules.auth = "kiosk_auth";
  settings.modules.errors = "kiosk_errors";
  settings.evses = {EvseModule{1, "kiosk_evse_1", 1, {}}, EvseModule{2, "kiosk_evse_2", 1, {}}};
  return settings;
}

TEST(EverestExamination, SeesWhoAnswersAndWhoDoesNot) {
  const auto service = MosquittoService::create();
  ASSERT_TRUE(service) << service.error().sentence();
  HalfAStation station(settings_at((*service)->port()));
  const auto seen = look_at_station(settings_at((*service)->port()));
  ASSERT_TRUE(seen) << seen.error().sentence();
  EXPECT_EQ(seen->broker_trouble, "");
  EXPECT_EQ(seen->silent, (std::vector<Module>{{Api::auth_consumer, "kiosk_auth"}}));
  ASSERT_EQ(seen->evses.size(), 2U);
  ASSERT_TRUE(seen->evses[0].answer);
  EXPECT_EQ(seen->evses[0].answer->connectors.at(0).type, "cType2");
  EXPECT_FALSE(seen->evses[1].answer);
  ASSERT_TRUE(seen->errors);
  EXPECT_EQ(seen->errors->at(0).module, "evse_manager_1");
  EXPECT_EQ(station.checks, 0);  // it must not play the kiosk
}

TEST(EverestExamination, SaysWhyThereIsNoBroker) {
  const auto service = MosquittoService::create();
  ASSERT_TRUE(service) << service.error().sentence();
  const int port = (*service)->port();
  (*service)->crash();
  const auto seen = look_at_station(settings_at(port));
  ASSERT_TRUE(seen);
  EXPECT_NE(seen->broker_trouble.find("cannot be reached"), std::string::npos)
      << seen->broker_trouble;
}

}  // namespace
