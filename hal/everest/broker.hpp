// The MQTT broker between Kerb and EVerest. A real one is MosquittoBroker; a test plays its own.
//
// Nothing is certain about it: a message may be lost, come twice, or never have been EVerest's. EVerest
// retains nothing, so whoever comes back after a lost link asks anew.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "hal/error.hpp"

namespace kerb::hal::everest {

// Longer messages are dropped unread: the longest real one is a list of errors of a few KiB.
inline constexpr std::size_t kLongestMessage = 256 * 1024;

class Broker {
 public:
  // Both are called on the broker's own thread, one at a time, and return at once; they may
  // publish(). The views live as long as the call.
  using OnMessage = std::function<void(std::string_view topic, std::string_view payload)>;
  // True: connected, and every subscription is in the broker's hands: from here on nothing published
  // is missed. Called at every change.
  using OnLink = std::function<void(bool up)>;

  virtual ~Broker() = default;

  // Once, before begin().
  virtual void listen(OnMessage on_message, OnLink on_link) = 0;
  // Remembered, and said again after every lost link. `filter` may hold the wildcards + and #. Once
  // for each, before begin().
  virtual void subscribe(const std::string& filter) = 0;
  // Connects, and goes on trying for ever. Once.
  virtual void begin() = 0;
  // Silence: no listener is running when it returns, and none is called any more. Repeating is
  // harmless. Not from a listener.
  virtual void end() = 0;

  // Hands it over without waiting for the other side. Nothing is kept for a link that is down:
  // an order must not be obeyed minutes later. Any thread. Errors: controller.unreachable.
  virtual Result<void> publish(const std::string& topic, const std::string& payload) = 0;
};

}  // namespace kerb::hal::everest
