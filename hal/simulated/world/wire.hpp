// What is said between a kiosk and a simulated world in another process: JSON, one object a line.
//
//   question   {"id":7,"do":"stop","evse":1,"charge":"<32 hex digits>"}
//   answer     {"id":7,"ok":true,"phase":"finished","meter_start":1000000,"meter_now":1002500}
//              {"id":7,"error":"refused","why":"it is out of service"}
//   event      {"event":"meter_sample","evse":1,"energy":1000017,"power":60000,"soc":35}
//
// Energies are whole watt hours, powers whole watts, times milliseconds since 1970. Both sides read
// with the same rule: whatever is missing, of another type or out of range makes the message
// nothing.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "hal/card_reader.hpp"
#include "hal/charge_controller.hpp"

namespace kerb::hal::simulated {

using Json = nlohmann::json;

std::string line_of(const Json& message);
// An object; nothing for everything else.
std::optional<Json> message_in(std::string_view line);

Json message_of(const ControllerEvent& event);
std::optional<ControllerEvent> event_in(const Json& message);

Json message_of(const ChargeRecord& record);
// Nothing also for a meter that ran backwards.
std::optional<ChargeRecord> record_in(const Json& message);

// ---- single members
std::optional<std::int64_t> whole_in(const Json& message, const char* name, std::int64_t least,
                                     std::int64_t most);
std::optional<bool> flag_in(const Json& message, const char* name);
// At most `longest` octets; nothing when it is longer.
std::optional<std::string> text_in(const Json& message, const char* name, std::size_t longest);
std::optional<EvseId> evse_in(const Json& message);
std::optional<ChargeKey> charge_in(const Json& message);
std::optional<ChargerFault> fault_in(const Json& message);
std::optional<PauseReason> pause_in(const Json& message);
std::optional<PowerHeld::By> holder_in(const Json& message);

std::string_view word_of(EvseState state);
std::string_view word_of(StopReason reason);
// "emergency_stop"; the numbers of the agreed list are in hal/charger_fault.hpp.
std::string_view word_of(ChargerFault fault);
std::optional<ChargerFault> fault_named(std::string_view word);
std::string_view word_of(UnlockOutcome outcome);
std::optional<UnlockOutcome> unlock_outcome_in(const Json& message);
std::string_view word_of(ReaderFault fault);
std::optional<ReaderFault> reader_fault(std::string_view word);
std::string_view word_of(Lights lights);
std::optional<Lights> lights_in(const Json& message);

constexpr std::int64_t kMostEnergy = 1'000'000'000'000'000;  // Wh
constexpr std::int64_t kMostPower = 1'000'000'000;           // W

}  // namespace kerb::hal::simulated
