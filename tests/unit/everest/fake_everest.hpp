// EVerest as a test plays it: a broker in memory, and the answers that EVerest's modules would give.
// What a test says is said on its own thread, as if it were the broker's; one voice at a time.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hal/everest/broker.hpp"
#include "hal/everest/settings.hpp"

namespace kerb::hal::everest {

class FakeBroker : public Broker {
 public:
  void listen(OnMessage on_message, OnLink on_link) override;
  void subscribe(const std::string& filter) override;
  void begin() override { set_link(true); }
  void end() override;
  Result<void> publish(const std::string& topic, const std::string& payload) override;

  void set_link(bool up);
  // `topic` without "everest_api/1/".
  void say(const std::string& topic, std::string_view payload);
  // What was published with this last part of the topic: payloads, in order.
  std::vector<std::string> heard(const std::string& name) const;
  // Called at every publication with its name, its reply topic (without everest_api/1/; empty: none)
  // and its payload without the envelope.
  using OnOrder = std::function<void(const std::string& name, const std::string& reply_to,
                                     const std::string& payload)>;
  void on_order(OnOrder on_order);
  bool subscribed(const std::string& topic) const;

 private:
  mutable std::recursive_mutex mutex_;
  OnMessage on_message_;
  OnLink on_link_;
  OnOrder on_order_;
  bool up_ = false;
  std::vector<std::string> filters_;
  std::vector<std::pair<std::string, std::string>> heard_;
};

// A station with two EVSEs, as the recordings have it, in its own answers.
class FakeEverest {
 public:
  FakeEverest();

  FakeBroker& broker() { return broker_; }
  static Settings settings();

  // Every module's heart beats; `count` as all of them say it.
  void beat(unsigned count = 1);
  // A session event: "TransactionStarted" with the fields that it has.
  void event(int evse, const std::string& step, const std::string& session,
             const std::string& more = {});
  void token(const std::string& value, const std::string& state, int evse);
  void meter(int evse, int watt_hours, int watts);
  void status(int evse, const std::string& state, const std::string& more = {});
  // Lines of a file in tests/unit/everest/recorded whose seconds are in [from, to).
  void play(const std::string& file, double from = 0, double to = 1e9);
  // The second instead of the first, in what is played.
  std::pair<std::string, std::string> instead_of;

  // ---- how it answers; none of it: not at all
  std::string token_answer = "UsedToStart";  // after Accepted; "Rejected"; "": silence
  std::string withdraw_answer = "\"Accepted\"";
  std::string stop_answer = "true";
  std::string unlock_answer = "true";
  std::string errors_answer = R"({"errors":[]})";
  // What happens with the answer.
  std::function<void()> at_token;
  std::function<void()> at_withdraw;
  std::function<void()> at_stop;
  std::function<void()> at_unlock;

 private:
  void order(const std::string& name, const std::string& reply_to, const std::string& payload);
  void answer(const std::string& reply_to, const std::string& text);

  FakeBroker broker_;
};

std::string id_tag(const std::string& value, int evse);
std::string meter_value(int watt_hours);

}  // namespace kerb::hal::everest
