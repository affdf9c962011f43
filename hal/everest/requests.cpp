#include "hal/everest/requests.hpp"

#include <fmt/format.h>

#include <random>
#include <utility>

#include "hal/everest/orders.hpp"

namespace kerb::hal::everest {
namespace {

std::string run_name() {
  std::random_device random;
  return fmt::format("kerb-{:08x}{:08x}", random(), random());
}

tl::unexpected<Error> unanswered(const Module& module, std::string_view name, const char* why) {
  return failure("controller.unreachable",
                 fmt::format("asking {} of EVerest for {}: {}", module.id, name, why),
                 "it is tried again; kerb doctor says which modules answer");
}

}  // namespace

Requests::Requests(Broker& broker, std::string prefix)
    : broker_(broker), prefix_(std::move(prefix)), run_(run_name()) {}

void Requests::expect(const Module& module, std::string_view name) {
  broker_.subscribe(replies_filter(prefix_, module, name));
}

Result<std::string> Requests::ask(const Module& module, std::string_view name,
                                  std::string_view payload, Millis within) {
  const std::string topic = reply_topic("", module, name, fmt::format("{}-{}", run_, ++asked_));
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(topic, Waiting{});
  }
  const auto sent = broker_.publish(order_topic(prefix_, module, name), enveloped(topic, payload));

  std::unique_lock lock(mutex_);
  const auto entry = waiting_.find(topic);
  if (sent) {
    answered_.wait_for(lock, within,
                       [&] { return entry->second.answer || entry->second.given_up; });
  }
  const Waiting outcome = std::move(entry->second);
  waiting_.erase(entry);
  if (outcome.answer) return *outcome.answer;
  if (!sent || outcome.given_up) return unanswered(module, name, "the broker's link is down");
  return unanswered(module, name, "no answer in time");
}

bool Requests::take(const Incoming& topic, std::string_view payload) {
  const std::string whole = reply_topic("", topic.module, topic.name, topic.reply_id);
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(whole);
    if (found == waiting_.end() || found->second.answer) return false;
    found->second.answer = payload;
  }
  answered_.notify_all();
  return true;
}

void Requests::give_up() {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [topic, waiting] : waiting_) waiting.given_up = true;
  }
  answered_.notify_all();
}

}  // namespace kerb::hal::everest
