// What is wrong with the station (error_history_consumer), and in which of the industry's words.
#include <charconv>

#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::string_view kInoperative = "evse_manager/Inoperative";
constexpr std::string_view kApiSilence = "generic/CommunicationFault";
constexpr std::string_view kLockFault = "connector_lock/ConnectorLock";

// "evse_board_support/MREC8EmergencyStop": the number after MREC says it.
std::optional<ChargerFault> fault_named(std::string_view type) {
  constexpr std::string_view kMark = "MREC";
  const std::size_t slash = type.find('/');
  const std::string_view name = slash == std::string_view::npos ? type : type.substr(slash + 1);
  if (name.substr(0, kMark.size()) == kMark) {
    int number = 0;
    std::from_chars(name.data() + kMark.size(), name.data() + name.size(), number);
    return fault_of_mrec(number);
  }
  if (type.substr(0, kLockFault.size()) == kLockFault) return ChargerFault::lock_failure;
  return std::nullopt;
}

// An inoperative EVSE names its cause twice: its type as the message, its name as the description.
ChargerFault fault_of(const StationError& error, const std::string& description) {
  auto fault = fault_named(error.type);
  if (!fault && error.inoperative) fault = fault_named(error.message);
  if (!fault && error.inoperative) fault = fault_named(description);
  return fault.value_or(ChargerFault::internal);
}

}  // namespace

std::optional<StationError> station_error_in(const Json& error) {
  static constexpr std::pair<std::string_view, Severity> kSeverities[] = {
      {"Low", Severity::low}, {"Medium", Severity::medium}, {"High", Severity::high}};
  StationError read;
  read.type = id_in(error, "type");
  if (read.type.empty()) return std::nullopt;
  read.sub_type = id_in(error, "sub_type");
  read.message = text_in(error, "message");
  read.severity = word_in(error, "severity", kSeverities);
  if (const Json* origin = member(error, "origin")) {
    read.module = id_in(*origin, "module_id");
    read.implementation = id_in(*origin, "implementation_id");
  }
  read.id = id_in(error, "uuid");
  const std::string state = id_in(error, "state");
  read.active = state.empty() || state == "Active";
  read.at = time_in(error, "timestamp");
  read.inoperative = read.type == kInoperative;
  read.api_silence = read.type == kApiSilence;
  read.fault = fault_of(read, text_in(error, "description"));
  return read;
}

std::optional<Message> read_error_raised(const Json& payload) {
  auto error = station_error_in(payload);
  if (!error) return std::nullopt;
  return ErrorRaised{*std::move(error)};
}

std::optional<Message> read_error_cleared(const Json& payload) {
  auto error = station_error_in(payload);
  if (!error) return std::nullopt;
  return ErrorCleared{*std::move(error)};
}

}  // namespace kerb::hal::everest
