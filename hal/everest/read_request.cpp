// What EVerest asks of Kerb (display_message, ocpp_consumer data_transfer_incoming).
#include <limits>

#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kLongestTransfer = 64 * 1024;
constexpr auto kLeastId = std::numeric_limits<std::int64_t>::min();
constexpr auto kMostId = std::numeric_limits<std::int64_t>::max();

std::string reply_to_in(const Json& request) {
  const Json* headers = member(request, "headers");
  std::string topic = headers == nullptr ? "" : text_in(*headers, "replyTo");
  return is_reply_topic(topic) ? topic : std::string();
}

const Json& payload_of(const Json& request) {
  static const Json none = Json::object();
  const Json* payload = member(request, "payload");
  return payload == nullptr ? none : *payload;
}

// Missing: everything is for the normal cycle. Nothing for a word of a newer OCPP.
std::optional<DisplayMessage::Priority> priority_in(const Json& object) {
  using Priority = DisplayMessage::Priority;
  const std::string word = id_in(object, "priority");
  if (member(object, "priority") == nullptr || word == "NormalCycle") return Priority::normal_cycle;
  if (word == "InFront") return Priority::in_front;
  if (word == "AlwaysFront") return Priority::always_front;
  return std::nullopt;
}

// OCPP's Suspended arrives as Suspending.
std::optional<DisplayMessage::During> during_in(const Json& object) {
  using During = DisplayMessage::During;
  const std::string word = id_in(object, "state");
  if (word == "Charging") return During::charging;
  if (word == "Faulted") return During::faulted;
  if (word == "Idle") return During::idle;
  if (word == "Unavailable") return During::unavailable;
  if (word == "Suspending" || word == "Suspended") return During::suspending;
  if (word == "Discharging") return During::discharging;
  return std::nullopt;
}

std::optional<ScreenMessage> screen_message_in(const Json& object) {
  const Json* message = member(object, "message");
  if (message == nullptr) return std::nullopt;
  ScreenMessage read;
  // Whole or not at all: a notice without its end may say the opposite.
  read.text.content = text_in(*message, "content", kLongestText + 1);
  if (read.text.content.empty() || read.text.content.size() > kLongestText) return std::nullopt;
  const auto format = text_format_in(*message);
  const auto priority = priority_in(object);
  read.strange_format = !format;
  read.text.format = format.value_or(BackEndText::Format::utf8);
  read.text.language = id_in(*message, "language");
  if (read.text.language.size() > 8) read.text.language.clear();
  read.id = whole_in(object, "id", kLeastId, kMostId);
  read.strange_priority = !priority;
  read.priority = priority.value_or(DisplayMessage::Priority::normal_cycle);
  read.during = during_in(object);
  read.strange_state = !read.during && member(object, "state") != nullptr;
  read.from = time_in(object, "timestamp_from");
  read.until = time_in(object, "timestamp_to");
  read.bound_id = id_in(object, "identifier_id");
  if (!read.bound_id.empty()) read.bound_kind = id_kind_in(object);
  read.qr_code = qr_code_in(object);
  return read;
}

}  // namespace

std::optional<Message> read_set_screen_messages(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  SetScreenMessages request;
  request.reply_to = reply_to_in(payload);
  const Json& list = payload_of(payload);
  request.readable = list.is_array() && !list.empty() && list.size() <= kMostItems;
  each_of(&list, [&](const Json& item) {
    auto message = screen_message_in(item);
    request.readable = request.readable && message;
    if (message) request.messages.push_back(*std::move(message));
  });
  if (!request.readable) request.messages.clear();
  return request;
}

std::optional<Message> read_get_screen_messages(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  GetScreenMessages request;
  request.reply_to = reply_to_in(payload);
  const Json& asked = payload_of(payload);
  each_of(member(asked, "id"), [&](const Json& item) {
    const auto id = whole_in(Json{{"id", item}}, "id", kLeastId, kMostId);
    if (id) request.filter.ids.push_back(*id);
  });
  if (member(asked, "priority") != nullptr) {
    request.filter.priority = priority_in(asked);
    request.nothing_fits = !request.filter.priority;
  }
  if (member(asked, "state") != nullptr) {
    request.filter.during = during_in(asked);
    request.nothing_fits = request.nothing_fits || !request.filter.during;
  }
  return request;
}

std::optional<Message> read_clear_screen_message(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  return ClearScreenMessage{reply_to_in(payload),
                            whole_in(payload_of(payload), "id", kLeastId, kMostId)};
}

std::optional<Message> read_data_transfer(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  const Json& transfer = payload_of(payload);
  DataTransfer request{reply_to_in(payload), id_in(transfer, "vendor_id"),
                       id_in(transfer, "message_id"),
                       text_in(transfer, "data", kLongestTransfer + 1)};
  if (request.data.size() > kLongestTransfer) request.data.clear();
  return request;
}

}  // namespace kerb::hal::everest
