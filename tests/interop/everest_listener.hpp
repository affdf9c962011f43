// A client of EVerest's API that is nobody's product: it hears everything on the broker, tells it in
// outline, and sends orders.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

struct mosquitto;
struct mosquitto_message;

namespace kerb::interop {

// Threading: any thread.
class EverestListener {
 public:
  struct Heard {
    std::string topic;  // without "everest_api/1/"
    std::string text;
    bool retained = false;
    int qos = 0;
    std::chrono::steady_clock::time_point at;
  };
  // Subscribed when it returns; throws std::runtime_error.
  explicit EverestListener(int port);
  ~EverestListener();
  EverestListener(const EverestListener&) = delete;
  EverestListener& operator=(const EverestListener&) = delete;

  // "auth_token_provider/kiosk_token/m2e/provided_token"
  void send(const std::string& topic, const std::string& text);
  void order(const std::string& module_topic, const std::string& name,
             const nlohmann::json& payload = nullptr);

  // One line for each event, token status, error, answer, cost and price; nothing of what comes all
  // the time. The errors of missing clients are left out.
  std::vector<std::string> outline() const;
  // Waits until there are `lines` lines, and a little longer, so that one too many is seen.
  std::vector<std::string> outline_of(std::size_t lines);
  void forget();
  std::vector<Heard> heard(const std::string& about) const;
  // The first one about this; nothing within eight seconds.
  std::optional<Heard> first(const std::string& about);

 private:
  static void arrived(mosquitto* client, void* self, const mosquitto_message* message);
  static void subscribed(mosquitto* client, void* self, int id, int count, const int* granted);

  mosquitto* client_ = nullptr;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool subscribed_ = false;
  std::vector<Heard> heard_;
};

}  // namespace kerb::interop
