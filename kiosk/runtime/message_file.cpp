#include "kiosk/runtime/message_file.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "hal/replaced_file.hpp"
#include "kiosk/runtime/message_board.hpp"

namespace kerb::kiosk {
namespace {

using hal::BackEndText;
using hal::DisplayMessage;
using MessageJson = nlohmann::json;

constexpr int kMessagesVersion = 1;
// More than the board's bounds can fill, with every octet escaped.
constexpr std::size_t kLongestMessages = std::size_t{4} * 1024 * 1024;

constexpr std::array<std::string_view, 3> kPriorities{"always_front", "in_front", "normal_cycle"};
constexpr std::array<std::string_view, 6> kDuring{"charging",    "faulted",    "idle",
                                                  "unavailable", "suspending", "discharging"};
constexpr std::array<std::string_view, 5> kFormats{"utf8", "ascii", "html", "uri", "qr_code"};

struct BadMessage {
  std::string what;
};

template <typename Enum, std::size_t N>
Enum word_among(const std::array<std::string_view, N>& words, const MessageJson& value) {
  const auto& text = value.get_ref<const std::string&>();
  for (std::size_t at = 0; at < N; ++at) {
    if (words.at(at) == text) return static_cast<Enum>(at);
  }
  throw BadMessage{"a word has no meaning"};
}

template <typename Enum, std::size_t N>
std::string_view word_at(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

std::string bounded_text(const MessageJson& value, std::size_t most) {
  std::string text = value.get<std::string>();
  if (text.size() > most) throw BadMessage{"a text is too long"};
  return text;
}

MessageJson to_json(const DisplayMessage& it) {
  MessageJson out{{"id", it.id},
                  {"priority", word_at(kPriorities, it.priority)},
                  {"format", word_at(kFormats, it.text.format)},
                  {"text", it.text.content},
                  {"language", it.text.language},
                  {"qr_code", it.qr_code}};
  if (it.during) out["during"] = word_at(kDuring, *it.during);
  if (it.from) out["from"] = it.from->time_since_epoch().count();
  if (it.until) out["until"] = it.until->time_since_epoch().count();
  if (it.charge) out["charge"] = *it.charge;
  return out;
}

DisplayMessage message_from(const MessageJson& object) {
  constexpr std::size_t kLongestLanguage = 8;
  constexpr std::size_t kLongestCharge = 32;
  const auto time = [](const MessageJson& value) {
    return hal::Utc(hal::Millis(value.get<std::int64_t>()));
  };
  DisplayMessage it;
  it.id = object.at("id").get<std::int64_t>();
  it.priority = word_among<DisplayMessage::Priority>(kPriorities, object.at("priority"));
  it.text.format = word_among<BackEndText::Format>(kFormats, object.at("format"));
  it.text.content = bounded_text(object.at("text"), MessageBoard::kLongestText);
  it.text.language = bounded_text(object.at("language"), kLongestLanguage);
  it.qr_code = bounded_text(object.at("qr_code"), MessageBoard::kLongestCode);
  if (object.contains("during")) {
    it.during = word_among<DisplayMessage::During>(kDuring, object.at("during"));
  }
  if (object.contains("from")) it.from = time(object.at("from"));
  if (object.contains("until")) it.until = time(object.at("until"));
  if (object.contains("charge")) it.charge = bounded_text(object.at("charge"), kLongestCharge);
  return it;
}

tl::unexpected<hal::Error> unreadable_messages(const std::string& what) {
  return hal::failure("messages.unreadable", "reading the back end's messages: " + what,
                      "remove the file: the back end can set them again");
}

// The file is Kerb's own, but a disk may say anything.
std::vector<DisplayMessage> messages_in(const MessageJson& body) {
  if (body.at("version").get<int>() != kMessagesVersion) throw BadMessage{"another version"};
  const MessageJson& list = body.at("messages");
  if (!list.is_array() || list.size() > MessageBoard::kMostMessages) {
    throw BadMessage{"too many messages"};
  }
  std::vector<DisplayMessage> messages;
  for (const MessageJson& one : list) messages.push_back(message_from(one));
  return messages;
}

}  // namespace

std::string messages_to_json(const std::vector<DisplayMessage>& messages) {
  MessageJson list = MessageJson::array();
  for (const DisplayMessage& it : messages) list.push_back(to_json(it));
  const MessageJson body{{"version", kMessagesVersion}, {"messages", std::move(list)}};
  return body.dump(-1, ' ', false, MessageJson::error_handler_t::replace);
}

hal::Result<std::vector<DisplayMessage>> messages_from_json(std::string_view json) {
  const MessageJson body = MessageJson::parse(json, nullptr, false);
  if (!body.is_object()) return unreadable_messages("it is not a JSON object");
  try {
    return messages_in(body);
  } catch (const BadMessage& bad) {
    return unreadable_messages(bad.what);
  } catch (const MessageJson::exception&) {
    return unreadable_messages("a value is missing or has the wrong type");
  }
}

hal::Result<std::vector<DisplayMessage>> read_messages(const std::filesystem::path& file) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (problem == std::errc::no_such_file_or_directory) return std::vector<DisplayMessage>{};
  if (problem || size > kLongestMessages) return unreadable_messages(file.string());
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return messages_from_json(text);
}

hal::Result<void> write_messages(const std::filesystem::path& file,
                                 const std::vector<DisplayMessage>& messages) {
  if (const std::error_code problem = hal::replace_file(file, messages_to_json(messages))) {
    return hal::failure(
        "messages.io",
        fmt::format("keeping the back end's messages in {}: {}", file.string(), problem.message()),
        "they are gone after a restart; is the disk full?");
  }
  return {};
}

}  // namespace kerb::kiosk
