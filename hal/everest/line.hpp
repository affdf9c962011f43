// The one conversation with EVerest that the charger and the back end share: who hears what comes,
// and how questions, orders and answers leave.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "hal/everest/broker.hpp"
#include "hal/everest/messages.hpp"
#include "hal/everest/requests.hpp"
#include "hal/everest/settings.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

class Line {
 public:
  // Both are called on the broker's thread, one at a time, and return at once.
  class Party {
   public:
    virtual ~Party() = default;
    virtual void heard(const Module& module, const Message& message) = 0;
    virtual void link(bool up) = 0;
  };

  // `broker` outlives it, and is its own.
  Line(Broker& broker, Settings settings);
  // Nobody is called any more.
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // All of them before begin(). A party lives until end().
  void add(Party& party);
  void begin();
  // Silence; repeating is harmless.
  void end();

  const Settings& settings() const { return settings_; }
  // Every module that the config names.
  const std::vector<Module>& modules() const { return modules_; }

  // As Requests::ask(); not from the broker's thread.
  Result<std::string> ask(const Module& module, std::string_view name, std::string_view payload,
                          Millis within = kAnsweredWithin);
  // A notification: `payload` as it is. Any thread, as all that follow.
  Result<void> tell(const Module& module, std::string_view name, const std::string& payload);
  // A request whose answer nobody needs.
  Result<void> order(const Module& module, std::string_view name, std::string_view payload);
  // To a request of EVerest's. Nothing is sent to an empty topic, nor outside EVerest's own.
  Result<void> answer(const std::string& reply_to, const std::string& payload);

 private:
  void take(std::string_view topic, std::string_view payload);

  Broker& broker_;
  const Settings settings_;
  const std::vector<Module> modules_;
  Requests requests_;
  std::vector<Party*> parties_;
};

}  // namespace kerb::hal::everest
