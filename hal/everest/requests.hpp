// Questions to EVerest's modules. Each carries a topic of its own for its answer; EVerest drops what
// it cannot read without a word, so each has a time limit, too.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/everest/broker.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

inline constexpr Millis kAnsweredWithin{3000};

class Requests {
 public:
  // `broker` outlives it.
  Requests(Broker& broker, std::string prefix);

  // Which questions will be asked; before the broker's begin(): an answer must find its listener.
  void expect(const Module& module, std::string_view name);

  // Blocks until the answer is there. `payload`: JSON text; empty: the question has none. Any thread but
  // the broker's. Errors: controller.unreachable.
  Result<std::string> ask(const Module& module, std::string_view name, std::string_view payload,
                          Millis within = kAnsweredWithin);

  // What came on a topic with a reply id. False: nobody waits for it (any more). The broker's thread.
  bool take(const Incoming& topic, std::string_view payload);

  // The link is down: whoever waits need not wait for their time limit. Any thread.
  void give_up();

 private:
  Broker& broker_;
  const std::string prefix_;
  const std::string run_;  // of this process: a reply id of an earlier one is nobody's
  std::atomic<unsigned> asked_{0};
  std::mutex mutex_;
  std::condition_variable answered_;
  struct Waiting {
    std::optional<std::string> answer;
    bool given_up = false;
  };
  std::map<std::string, Waiting, std::less<>> waiting_;  // by replyTo
};

}  // namespace kerb::hal::everest
