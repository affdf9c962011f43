#include "hal/everest/orders.hpp"

#include "hal/everest/json.hpp"
#include "hal/everest/time_stamp.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kLongestDetail = 200;

const char* word_for(TokenKind kind) {
  switch (kind) {
    case TokenKind::central:
      return "Central";
    case TokenKind::emaid:
      return "eMAID";
    case TokenKind::mac_address:
      return "MacAddress";
    case TokenKind::iso14443:
      return "ISO14443";
    case TokenKind::iso15693:
      return "ISO15693";
    case TokenKind::key_code:
      return "KeyCode";
    case TokenKind::no_authorization:
      return "NoAuthorization";
    case TokenKind::local:
    case TokenKind::unknown:
      return "Local";
  }
  return "Local";
}

const char* word_for(AuthorizationKind kind) {
  switch (kind) {
    case AuthorizationKind::rfid:
      return "RFID";
    case AuthorizationKind::autocharge:
      return "Autocharge";
    case AuthorizationKind::plug_and_charge:
      return "PlugAndCharge";
    case AuthorizationKind::bank_card:
      return "BankCard";
    case AuthorizationKind::ocpp:
    case AuthorizationKind::unknown:
      return "OCPP";
  }
  return "OCPP";
}

const char* word_for(BackEndText::Format format) {
  switch (format) {
    case BackEndText::Format::ascii:
      return "ASCII";
    case BackEndText::Format::html:
      return "HTML";
    case BackEndText::Format::uri:
      return "URI";
    case BackEndText::Format::qr_code:
      return "QRCODE";
    case BackEndText::Format::utf8:
      return "UTF8";
  }
  return "UTF8";
}

const char* word_for(DisplayMessage::Priority priority) {
  switch (priority) {
    case DisplayMessage::Priority::always_front:
      return "AlwaysFront";
    case DisplayMessage::Priority::in_front:
      return "InFront";
    case DisplayMessage::Priority::normal_cycle:
      return "NormalCycle";
  }
  return "NormalCycle";
}

const char* word_for(DisplayMessage::During during) {
  switch (during) {
    case DisplayMessage::During::charging:
      return "Charging";
    case DisplayMessage::During::faulted:
      return "Faulted";
    case DisplayMessage::During::idle:
      return "Idle";
    case DisplayMessage::During::unavailable:
      return "Unavailable";
    case DisplayMessage::During::suspending:
      return "Suspending";
    case DisplayMessage::During::discharging:
      return "Discharging";
  }
  return "Idle";
}

const char* word_for(ScreenAnswer answer) {
  switch (answer) {
    case ScreenAnswer::accepted:
      return "Accepted";
    case ScreenAnswer::unsupported_format:
      return "NotSupportedMessageFormat";
    case ScreenAnswer::unsupported_priority:
      return "NotSupportedPriority";
    case ScreenAnswer::unsupported_state:
      return "NotSupportedState";
    case ScreenAnswer::unknown_transaction:
      return "UnknownTransaction";
    case ScreenAnswer::rejected:
      return "Rejected";
  }
  return "Rejected";
}

const char* word_for(TransferAnswer answer) {
  switch (answer) {
    case TransferAnswer::accepted:
      return "Accepted";
    case TransferAnswer::rejected:
      return "Rejected";
    case TransferAnswer::unknown_message:
      return "UnknownMessageId";
    case TransferAnswer::unknown_vendor:
      return "UnknownVendorId";
  }
  return "Rejected";
}

// What is not UTF-8 is replaced: an order must be valid JSON whatever went into it.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// {"status":…,"status_info":…}, never without the latter (libocpp takes its absence for a failure).
std::string status(const char* word) {
  return text_of(Json{{"status", word}, {"status_info", word}});
}

Json json_of(const Token& token) {
  Json json{{"id_token", {{"value", token.value}, {"type", word_for(token.kind)}}},
            {"authorization_type", word_for(token.authorization)}};
  if (!token.evses.empty()) json["connectors"] = token.evses;
  if (token.prevalidated) json["prevalidated"] = true;
  if (token.request) json["request_id"] = *token.request;
  return json;
}

Json json_of(const ScreenMessage& message) {
  Json text{{"content", message.text.content}, {"format", word_for(message.text.format)}};
  if (!message.text.language.empty()) text["language"] = message.text.language;
  Json json{{"message", std::move(text)}, {"priority", word_for(message.priority)}};
  if (message.id) json["id"] = *message.id;
  if (message.during) json["state"] = word_for(*message.during);
  if (message.from) json["timestamp_from"] = time_stamp(*message.from);
  if (message.until) json["timestamp_to"] = time_stamp(*message.until);
  if (!message.bound_id.empty() && message.bound_kind != IdKind::unknown) {
    json["identifier_id"] = message.bound_id;
    json["identifier_type"] = message.bound_kind == IdKind::id_token      ? "IdToken"
                              : message.bound_kind == IdKind::transaction ? "TransactionId"
                                                                          : "SessionId";
  }
  if (!message.qr_code.empty()) json["qr_code"] = message.qr_code;
  return json;
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kLongestDetail));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return line;
}

}  // namespace

std::string communication_check() {
  return "true";
}

std::string provided_token(const Token& token) {
  return text_of(json_of(token));
}

std::string stop_transaction() {
  return text_of(Json{{"reason", "Local"}});
}

std::string force_unlock(int connector) {
  return text_of(Json(connector));
}

std::string enable_disable(int connector, bool enable, int priority) {
  return text_of(Json{{"connector_id", connector},
                      {"source",
                       {{"enable_source", "LocalAPI"},
                        {"enable_state", enable ? "Enable" : "Disable"},
                        {"enable_priority", priority}}}});
}

std::string withdraw_authorization(EvseId evse, const Token& token) {
  return text_of(Json{{"evse_id", evse},
                      {"id_token", {{"value", token.value}, {"type", word_for(token.kind)}}}});
}

std::string get_variables(const std::vector<Variable>& variables) {
  Json items = Json::array();
  for (const Variable& variable : variables) {
    Json component{{"name", variable.component}};
    if (variable.evse) component["evse"] = Json{{"id", *variable.evse}};
    items.push_back(
        Json{{"component_variable",
              {{"component", std::move(component)}, {"variable", {{"name", variable.name}}}}},
             {"attribute_type", "Actual"}});
  }
  return text_of(Json{{"items", std::move(items)}});
}

std::string data_transfer(std::string_view vendor, std::string_view message) {
  return text_of(Json{{"vendor_id", vendor}, {"message_id", message}});
}

std::string set_screen_messages_answer(ScreenAnswer answer) {
  return status(word_for(answer));
}

std::string get_screen_messages_answer(const std::vector<ScreenMessage>& messages) {
  Json list = Json::array();
  for (const ScreenMessage& message : messages) {
    if (message.id) list.push_back(json_of(message));
  }
  const char* found = list.empty() ? "Unknown" : "Accepted";
  return text_of(Json{{"status_info", found}, {"messages", std::move(list)}});
}

std::string clear_screen_message_answer(bool cleared) {
  return status(cleared ? "Accepted" : "Unknown");
}

std::string data_transfer_answer(TransferAnswer answer, std::string_view data) {
  Json json{{"status", word_for(answer)}};
  if (!data.empty()) json["data"] = data;
  return text_of(json);
}

std::string raise_error(std::string_view sub_type, std::string_view detail) {
  return text_of(
      Json{{"type", "VendorWarning"}, {"sub_type", sub_type}, {"message", one_line(detail)}});
}

std::string clear_error(std::string_view sub_type) {
  return text_of(Json{{"type", "VendorWarning"}, {"sub_type", sub_type}});
}

std::string enveloped(std::string_view reply_to, std::string_view payload) {
  std::string text = "{\"headers\":{\"replyTo\":" + text_of(Json(reply_to)) + "}";
  if (!payload.empty()) text.append(",\"payload\":").append(payload);
  return text + "}";
}

}  // namespace kerb::hal::everest
