#include "tests/stand_in_everest/wire.hpp"

#include <mosquitto.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace kerb::stand_in_everest {
namespace {

constexpr int kKeepAliveSeconds = 60;
constexpr auto kPatience = std::chrono::seconds(5);

void check(int code, const char* what) {
  if (code != MOSQ_ERR_SUCCESS) {
    throw std::runtime_error(std::string(what) + ": " + mosquitto_strerror(code));
  }
}

}  // namespace

Wire::Wire(const BrokerAddress& broker, Timeline& timeline, std::string subscription,
           Message on_message)
    : later_(timeline), subscription_(std::move(subscription)), on_message_(std::move(on_message)) {
  static const int library = mosquitto_lib_init();
  check(library, "libmosquitto");
  client_ = mosquitto_new(nullptr, true, this);
  if (client_ == nullptr) throw std::runtime_error("libmosquitto: no client");
  try {
    mosquitto_connect_callback_set(client_, &Wire::connected);
    mosquitto_subscribe_callback_set(client_, &Wire::subscribed);
    mosquitto_message_callback_set(client_, &Wire::arrived);
    mosquitto_reconnect_delay_set(client_, 1, 1, false);
    if (!broker.user.empty()) {
      check(mosquitto_username_pw_set(client_, broker.user.c_str(), broker.password.c_str()),
            "the password");
    }
    if (!broker.ca_file.empty()) {
      check(mosquitto_tls_set(client_, broker.ca_file.c_str(), nullptr, nullptr, nullptr, nullptr),
            "the certificate");
    }
    check(mosquitto_connect(client_, broker.host.c_str(), broker.port, kKeepAliveSeconds),
          "connecting to the broker");
    check(mosquitto_loop_start(client_), "the broker's thread");
    if (ready_.get_future().wait_for(kPatience) != std::future_status::ready) {
      mosquitto_loop_stop(client_, true);
      throw std::runtime_error("the broker does not take the subscription");
    }
  } catch (...) {
    mosquitto_destroy(client_);
    throw;
  }
}

Wire::~Wire() {
  mosquitto_disconnect(client_);
  mosquitto_loop_stop(client_, false);
  mosquitto_destroy(client_);
}

void Wire::connected(mosquitto* client, void* wire, int code) {
  if (code != 0) return;
  mosquitto_subscribe(client, nullptr, static_cast<Wire*>(wire)->subscription_.c_str(), 0);
}

void Wire::subscribed(mosquitto* /*client*/, void* wire, int /*id*/, int /*count*/,
                      const int* /*granted*/) {
  auto* self = static_cast<Wire*>(wire);
  std::call_once(self->ready_once_, [self] { self->ready_.set_value(); });
}

void Wire::arrived(mosquitto* /*client*/, void* wire, const mosquitto_message* message) {
  const auto* start = static_cast<const char*>(message->payload);
  const auto length = static_cast<std::size_t>(message->payloadlen);
  static_cast<Wire*>(wire)->on_message_(message->topic,
                                        length == 0 ? std::string() : std::string(start, length));
}

void Wire::drain() {
  constexpr auto kLook = std::chrono::microseconds(200);
  constexpr int kLooks = 5000;
  for (int i = 0; i < kLooks && mosquitto_want_write(client_); ++i) {
    std::this_thread::sleep_for(kLook);
  }
}

void Wire::befall(Mishap mishap) {
  if (mishap.count > 0) mishaps_.push_back(std::move(mishap));
}

void Wire::publish(const std::string& topic, const std::string& payload) {
  const auto mishap = std::find_if(mishaps_.begin(), mishaps_.end(), [&](const Mishap& one) {
    return topic.find(one.about) != std::string::npos;
  });
  if (mishap == mishaps_.end()) return put(topic, payload);
  const Mishap now = *mishap;
  const bool last = --mishap->count == 0;
  if (last) mishaps_.erase(mishap);
  switch (now.kind) {
    case Mishap::Kind::lost:
      return;
    case Mishap::Kind::repeated:
      put(topic, payload);
      return put(topic, payload);
    case Mishap::Kind::delayed:
      return later_.after(now.by, [this, topic, payload] { put(topic, payload); });
    case Mishap::Kind::reordered:
      held_.push_front({topic, payload});
      if (!last) return;
      for (const Held& held : held_) put(held.topic, held.payload);
      return held_.clear();
  }
}

void Wire::put(const std::string& topic, const std::string& payload) {
  mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                    payload.data(), 0, false);
  ++published_;
}

}  // namespace kerb::stand_in_everest
