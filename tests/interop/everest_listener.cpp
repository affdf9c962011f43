#include "tests/interop/everest_listener.hpp"

#include <mosquitto.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace kerb::interop {
namespace {

using Json = nlohmann::json;
constexpr auto kPatience = std::chrono::seconds(8);
constexpr auto kOneTooMany = std::chrono::milliseconds(60);
constexpr const char* kRoot = "everest_api/1/";

std::string told_event(const Json& event) {
  std::string line = "event " + event.value("event", "?");
  for (const char* detail : {"session_started", "transaction_finished"}) {
    if (event.contains(detail)) line += " " + event[detail].value("reason", "?");
  }
  if (event.contains("transaction_finished")) {
    line += event["transaction_finished"].contains("id_tag") ? " with token" : " without token";
  }
  if (event.contains("charging_paused_evse")) {
    line += " " + event["charging_paused_evse"]["reasons"][0].get<std::string>();
  }
  if (event.value("uuid", "") == "") line += ", no session";
  if (event.value("timestamp", "") == "") line += ", no time";
  return line;
}

std::string told_error(const char* what, const Json& error) {
  const std::string type = error.value("type", "?");
  return type == "generic/CommunicationFault" ? std::string() : what + type;
}

// Empty: not worth a line.
std::string line_of(const EverestListener::Heard& heard) {
  const auto at = heard.topic.find("/e2m/");
  if (at == std::string::npos) return {};
  const std::string name = heard.topic.substr(at + 5);
  const Json message = Json::parse(heard.text, nullptr, false);
  if (message.is_discarded()) return "unreadable " + name;
  if (const auto reply = name.find('/'); reply != std::string::npos) {
    return "answer " + name.substr(0, reply) + " " +
           (message.is_object() ? std::string("object") : message.dump());
  }
  if (name == "session_event") return told_event(message);
  if (name == "token_validation_status") return "token " + message.value("status", "?");
  if (name == "error_raised") return told_error("raised ", message);
  if (name == "error_cleared") return told_error("cleared ", message);
  if (name == "default_price") {
    return "price " + message["messages"][0]["content"].get<std::string>();
  }
  if (name == "tariff_message") return "tariff";
  if (name == "session_cost") {
    return "cost " + message.value("status", "?") + " " +
           message["cost_chunks"][0]["cost"]["value"].dump();
  }
  if (name == "is_connected") return "link " + message.dump();
  if (name == "boot_notification_response") return "boot " + message.value("status", "?");
  if (name == "ocpp_transaction_event") {
    return "ocpp " + message.value("transaction_event", "?");
  }
  return {};
}

void check(int code, const char* what) {
  if (code != MOSQ_ERR_SUCCESS) throw std::runtime_error(what);
}

}  // namespace

EverestListener::EverestListener(int port) {
  mosquitto_lib_init();
  client_ = mosquitto_new(nullptr, true, this);
  mosquitto_message_callback_set(client_, &EverestListener::arrived);
  mosquitto_subscribe_callback_set(client_, &EverestListener::subscribed);
  constexpr int kKeepAlive = 60;
  check(mosquitto_connect(client_, "127.0.0.1", port, kKeepAlive), "connecting");
  check(mosquitto_subscribe(client_, nullptr, "#", 0), "subscribing");
  check(mosquitto_loop_start(client_), "the thread");
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, kPatience, [this] { return subscribed_; })) {
    throw std::runtime_error("no subscription");
  }
}

EverestListener::~EverestListener() {
  mosquitto_disconnect(client_);
  mosquitto_loop_stop(client_, false);
  mosquitto_destroy(client_);
}

void EverestListener::subscribed(mosquitto* /*client*/, void* self, int /*id*/, int /*count*/,
                                 const int* /*granted*/) {
  auto* listener = static_cast<EverestListener*>(self);
  const std::lock_guard lock(listener->mutex_);
  listener->subscribed_ = true;
  listener->changed_.notify_all();
}

void EverestListener::arrived(mosquitto* /*client*/, void* self, const mosquitto_message* message) {
  auto* listener = static_cast<EverestListener*>(self);
  std::string topic = message->topic;
  if (topic.rfind(kRoot, 0) == 0) topic.erase(0, std::string(kRoot).size());
  const std::lock_guard lock(listener->mutex_);
  listener->heard_.push_back({topic,
                              std::string(static_cast<const char*>(message->payload),
                                          static_cast<std::size_t>(message->payloadlen)),
                              message->retain, message->qos, std::chrono::steady_clock::now()});
  listener->changed_.notify_all();
}

void EverestListener::send(const std::string& topic, const std::string& text) {
  mosquitto_publish(client_, nullptr, (kRoot + topic).c_str(), static_cast<int>(text.size()),
                    text.data(), 0, false);
}

void EverestListener::order(const std::string& module_topic, const std::string& name,
                            const Json& payload) {
  static std::atomic<int> count{0};
  Json request = {
      {"headers",
       {{"replyTo", kRoot + module_topic + "/e2m/" + name + "/r" + std::to_string(++count)}}}};
  if (!payload.is_null()) request["payload"] = payload;
  send(module_topic + "/m2e/" + name, request.dump());
}

std::vector<std::string> EverestListener::outline() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> lines;
  for (const Heard& heard : heard_) {
    if (std::string line = line_of(heard); !line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> EverestListener::outline_of(std::size_t lines) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (outline().size() < lines && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(kOneTooMany);
  return outline();
}

void EverestListener::forget() {
  const std::lock_guard lock(mutex_);
  heard_.clear();
}

std::vector<EverestListener::Heard> EverestListener::heard(const std::string& about) const {
  const std::lock_guard lock(mutex_);
  std::vector<Heard> some;
  for (const Heard& one : heard_) {
    if (one.topic.find(about) != std::string::npos) some.push_back(one);
  }
  return some;
}

std::optional<EverestListener::Heard> EverestListener::first(const std::string& about) {
  std::unique_lock lock(mutex_);
  std::optional<Heard> found;
  changed_.wait_for(lock, kPatience, [&] {
    for (const Heard& one : heard_) {
      if (!found && one.topic.find(about) != std::string::npos) found = one;
    }
    return found.has_value();
  });
  return found;
}

}  // namespace kerb::interop
