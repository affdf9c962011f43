// A real broker, by libmosquitto: MQTT 3.1.1, QoS 0 as EVerest's own, a clean session and a client id
// of its own. One thread runs the conversation; it connects anew after half a second, then ever more
// slowly, up to every five.
#pragma once

#include <mosquitto.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hal/clock.hpp"
#include "hal/everest/broker.hpp"
#include "hal/everest/settings.hpp"

namespace kerb::hal::everest {

class MosquittoBroker final : public Broker {
 public:
  // Reads the password and the certificates; connects at begin(). Errors: everest.broker_setup.
  static Result<std::unique_ptr<MosquittoBroker>> open(const BrokerAddress& address);
  ~MosquittoBroker() override;
  MosquittoBroker(const MosquittoBroker&) = delete;
  MosquittoBroker& operator=(const MosquittoBroker&) = delete;

  void listen(OnMessage on_message, OnLink on_link) override;
  void subscribe(const std::string& filter) override;
  void begin() override;
  void end() override;
  Result<void> publish(const std::string& topic, const std::string& payload) override;

  // Why the link is not up, for a technician; empty while it is. Any thread.
  std::string trouble() const;

 private:
  struct Free {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
  };
  explicit MosquittoBroker(const BrokerAddress& address);
  Result<void> set_up();
  Result<void> set_password();
  Result<void> set_tls();

  void run();
  void converse();
  bool wait(Millis span);
  void set_link(bool up);
  void set_trouble(std::string trouble);
  void on_connect(int code);
  void on_subscribe(int id, int count, const int* granted);
  void on_message(const mosquitto_message& message);

  const BrokerAddress address_;
  std::unique_ptr<mosquitto, Free> client_;
  std::vector<std::string> filters_;
  OnMessage on_message_;
  OnLink on_link_;
  bool reached_ = false;  // in this conversation; these three are the thread's own
  bool refused_ = false;
  int subscription_ = 0;

  std::atomic<bool> up_{false};
  std::atomic<bool> ending_{false};
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  std::string trouble_ = "not connected yet";
  std::thread thread_;
};

}  // namespace kerb::hal::everest
