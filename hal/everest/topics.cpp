#include "hal/everest/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kLongestModuleId = 64;
constexpr std::size_t kLongestPrefix = 100;
constexpr std::size_t kLongestTopic = 512;
constexpr std::string_view kRoot = "everest_api/1/";

constexpr std::array<std::pair<std::string_view, Api>, 8> kApiWords{{
    {"evse_manager_consumer", Api::evse_manager_consumer},
    {"auth_token_provider", Api::auth_token_provider},
    {"auth_consumer", Api::auth_consumer},
    {"error_history_consumer", Api::error_history_consumer},
    {"display_message", Api::display_message},
    {"session_cost_consumer", Api::session_cost_consumer},
    {"ocpp_consumer", Api::ocpp_consumer},
    {"generic_error_raiser", Api::generic_error_raiser},
}};

bool word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}
bool is_topic_letter(char c) {
  return c > ' ' && c <= '~' && c != '+' && c != '#';
}

// Takes the part up to the next slash, and the slash.
std::string_view next_level(std::string_view& rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view level = rest.substr(0, slash);
  rest.remove_prefix(std::min(slash + 1, rest.size()));
  return level;
}

}  // namespace

std::string_view word_of(Api api) {
  const auto* found = std::find_if(kApiWords.begin(), kApiWords.end(),
                                   [api](const auto& entry) { return entry.second == api; });
  return found->first;
}

std::optional<Api> api_of(std::string_view word) {
  for (const auto& [name, api] : kApiWords) {
    if (name == word) return api;
  }
  return std::nullopt;
}

bool is_module_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestModuleId &&
         std::all_of(text.begin(), text.end(), word_letter);
}

bool is_topic_prefix(std::string_view text) {
  return text.size() <= kLongestPrefix && std::all_of(text.begin(), text.end(), is_topic_letter);
}

bool is_reply_topic(std::string_view text) {
  return text.size() <= kLongestTopic && text.substr(0, kRoot.size()) == kRoot &&
         std::all_of(text.begin(), text.end(), is_topic_letter);
}

std::string event_topic(std::string_view prefix, const Module& module, std::string_view name) {
  return fmt::format("{}{}{}/{}/e2m/{}", prefix, kRoot, word_of(module.api), module.id, name);
}

std::string order_topic(std::string_view prefix, const Module& module, std::string_view name) {
  return fmt::format("{}{}{}/{}/m2e/{}", prefix, kRoot, word_of(module.api), module.id, name);
}

std::string reply_topic(std::string_view prefix, const Module& module, std::string_view name,
                        std::string_view reply_id) {
  return event_topic(prefix, module, name).append("/").append(reply_id);
}

std::string events_filter(std::string_view prefix, const Module& module) {
  return event_topic(prefix, module, "+");
}

std::string replies_filter(std::string_view prefix, const Module& module, std::string_view name) {
  return reply_topic(prefix, module, name, "+");
}

std::optional<Incoming> read_topic(std::string_view prefix, std::string_view topic) {
  if (topic.size() > kLongestTopic || topic.substr(0, prefix.size()) != prefix) return std::nullopt;
  topic.remove_prefix(prefix.size());
  if (topic.substr(0, kRoot.size()) != kRoot) return std::nullopt;
  topic.remove_prefix(kRoot.size());
  const auto api = api_of(next_level(topic));
  const std::string_view id = next_level(topic);
  if (!api || !is_module_id(id) || next_level(topic) != "e2m") return std::nullopt;
  Incoming incoming{Module{*api, std::string(id)}, next_level(topic), topic};
  const bool reply_right = topic.empty() || is_module_id(topic);
  if (incoming.name.empty() || !reply_right) return std::nullopt;
  return incoming;
}

}  // namespace kerb::hal::everest
