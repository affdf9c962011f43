// The station's connection to the broker, and what may happen to a message on the way. Like the
// real one it publishes with QoS 0 and retains nothing.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>

#include "tests/stand_in_everest/settings.hpp"

struct mosquitto;
struct mosquitto_message;

namespace kerb::stand_in_everest {

// What happens to the next `count` messages whose topic contains `about`.
struct Mishap {
  enum class Kind {
    lost,
    repeated,   // comes twice
    delayed,    // by `by`; later ones may overtake
    reordered,  // all `count` come together, the last first
  };
  Kind kind = Kind::lost;
  int count = 1;
  std::string about = "session_event";
  Milliseconds by{0};
};

// Threading: the timeline's thread only; on_message comes on a thread of libmosquitto.
class Wire {
 public:
  using Message = std::function<void(const std::string& topic, const std::string& payload)>;

  // Returns when the broker took the subscription; throws std::runtime_error.
  Wire(const BrokerAddress& broker, Timeline& timeline, std::string subscription,
       Message on_message);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void publish(const std::string& topic, const std::string& payload);
  // Waits until the broker took what was published; at most a second.
  void drain();
  void befall(Mishap mishap);
  std::uint64_t published() const { return published_; }

 private:
  struct Held {
    std::string topic;
    std::string payload;
  };
  void put(const std::string& topic, const std::string& payload);
  static void connected(mosquitto* client, void* wire, int code);
  static void subscribed(mosquitto* client, void* wire, int id, int count, const int* granted);
  static void arrived(mosquitto* client, void* wire, const mosquitto_message* message);

  Intentions later_;
  const std::string subscription_;
  const Message on_message_;
  std::deque<Mishap> mishaps_;
  std::deque<Held> held_;
  std::uint64_t published_ = 0;
  std::promise<void> ready_;
  std::once_flag ready_once_;
  mosquitto* client_ = nullptr;
};

}  // namespace kerb::stand_in_everest
