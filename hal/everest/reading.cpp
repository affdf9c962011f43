#include "hal/everest/reading.hpp"

#include <fmt/format.h>

#include <array>

#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

using Reader = std::optional<Message> (*)(const Json&);

struct ReadTopic {
  Api api;
  std::string_view name;
  Reader read;
};

constexpr std::array<ReadTopic, 22> kReadTopics{{
    {Api::evse_manager_consumer, "session_event", read_session_event},
    {Api::evse_manager_consumer, "session_info", read_session_status},
    {Api::evse_manager_consumer, "powermeter", read_meter},
    {Api::evse_manager_consumer, "ev_info", read_car},
    {Api::evse_manager_consumer, "enforced_limits", read_limits},
    {Api::evse_manager_consumer, "hlc_session_failed", read_hlc_failure},
    {Api::evse_manager_consumer, "random_delay_countdown", read_random_delay},
    {Api::evse_manager_consumer, "evse_id", read_evse_name},
    {Api::evse_manager_consumer, "supported_energy_transfer_modes", read_transfer_modes},
    {Api::auth_consumer, "token_validation_status", read_token_status},
    {Api::error_history_consumer, "error_raised", read_error_raised},
    {Api::error_history_consumer, "error_cleared", read_error_cleared},
    {Api::session_cost_consumer, "default_price", read_station_price},
    {Api::session_cost_consumer, "tariff_message", read_tariff_text},
    {Api::session_cost_consumer, "session_cost", read_session_cost},
    {Api::ocpp_consumer, "is_connected", read_connected},
    {Api::ocpp_consumer, "data_transfer_outgoing", read_transfer_outcome},
    {Api::ocpp_consumer, "ocpp_transaction_event", read_transaction_event},
    {Api::ocpp_consumer, "data_transfer_incoming", read_data_transfer},
    {Api::display_message, "set_display_message", read_set_screen_messages},
    {Api::display_message, "get_display_message", read_get_screen_messages},
    {Api::display_message, "clear_display_message", read_clear_screen_message},
}};

std::optional<Message> read_heartbeat(const Json& payload) {
  if (payload.is_object()) return Heartbeat{};
  if (!payload.is_number_unsigned()) return std::nullopt;
  return Heartbeat{payload.get<std::uint64_t>()};
}

Reader reader_of(Api api, std::string_view name) {
  if (name == "heartbeat") return read_heartbeat;
  for (const ReadTopic& topic : kReadTopics) {
    if (topic.api == api && topic.name == name) return topic.read;
  }
  return nullptr;
}

}  // namespace

Result<Message> read_message(Api api, std::string_view name, std::string_view payload) {
  const Reader read = reader_of(api, name);
  if (read == nullptr) {
    return failure("everest.unread_topic", "reading a message of EVerest",
                   "nothing to do: Kerb does not need it");
  }
  const auto json = json_in(payload);
  auto message = json ? read(*json) : std::nullopt;
  if (!message) {
    return failure("everest.bad_message",
                   fmt::format("reading {} of {}: {} octets", name, word_of(api), payload.size()),
                   "it was dropped; does this EVerest speak version 1 of its API?");
  }
  return *std::move(message);
}

std::optional<bool> read_yes_or_no(std::string_view payload) {
  const auto json = json_in(payload);
  if (!json || !json->is_boolean()) return std::nullopt;
  return json->get<bool>();
}

std::optional<EvseAnswer> read_evse_answer(std::string_view payload) {
  constexpr std::int64_t kMostEvseId = 999;
  const auto json = json_in(payload);
  const auto id = json ? whole_in(*json, "id", 1, kMostEvseId) : std::nullopt;
  if (!id) return std::nullopt;
  EvseAnswer answer{static_cast<EvseId>(*id), {}};
  each_of(member(*json, "connectors"), [&](const Json& connector) {
    const auto number = whole_in(connector, "id", 1, kMostEvseId);
    if (!number) return;
    answer.connectors.push_back({static_cast<int>(*number), id_in(connector, "type")});
  });
  return answer;
}

std::optional<std::vector<StationError>> read_active_errors(std::string_view payload) {
  const auto json = json_in(payload);
  const Json* list = json ? member(*json, "errors") : nullptr;
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<StationError> errors;
  each_of(list, [&](const Json& item) {
    if (auto error = station_error_in(item)) errors.push_back(*std::move(error));
  });
  return errors;
}

std::optional<WithdrawAnswer> read_withdraw_answer(std::string_view payload) {
  static constexpr std::pair<std::string_view, WithdrawAnswer> kWords[] = {
      {"Accepted", WithdrawAnswer::accepted},
      {"AuthorizationNotFound", WithdrawAnswer::authorization_not_found},
      {"EvseNotFound", WithdrawAnswer::evse_not_found},
      {"Rejected", WithdrawAnswer::rejected},
  };
  auto json = json_in(payload);
  if (!json || !json->is_string()) return std::nullopt;
  return word_in(Json{{"answer", *std::move(json)}}, "answer", kWords);
}

std::optional<std::vector<VariableAnswer>> read_variables(std::string_view payload) {
  static constexpr std::pair<std::string_view, VariableStatus> kWords[] = {
      {"Accepted", VariableStatus::accepted},
      {"Rejected", VariableStatus::rejected},
      {"UnknownComponent", VariableStatus::unknown_component},
      {"UnknownVariable", VariableStatus::unknown_variable},
      {"NotSupportedAttributeType", VariableStatus::attribute_not_supported},
  };
  const auto json = json_in(payload);
  const Json* list = json ? member(*json, "items") : nullptr;
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<VariableAnswer> answers;
  each_of(list, [&](const Json& item) {
    static const Json none;
    const Json* asked = member(item, "component_variable");
    const Json& of = asked == nullptr ? none : *asked;
    const Json* component = member(of, "component");
    const Json* variable = member(of, "variable");
    VariableAnswer answer;
    answer.component = component == nullptr ? "" : id_in(*component, "name");
    answer.name = variable == nullptr ? "" : id_in(*variable, "name");
    answer.status = word_in(item, "status", kWords);
    if (answer.status == VariableStatus::accepted) answer.value = text_in(item, "value");
    answers.push_back(std::move(answer));
  });
  return answers;
}

}  // namespace kerb::hal::everest
