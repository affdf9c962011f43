// A saga as the journal keeps it: one JSON object, readable by a person, without anything of the
// card but what CardIdentity allows. Times in memory (wake_at) are not kept: they mean nothing
// after a restart.
#pragma once

#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/saga/saga.hpp"

namespace kerb::payment {

std::string saga_to_json(const Saga& saga);

// Errors: journal.unreadable_saga, naming what is missing or wrong; such a session is for a person.
hal::Result<Saga> saga_from_json(const std::string& json);

// An alarm as the journal keeps it: a note about the session that moves it nowhere. The kind is
// "alarm.cost_differs", "alarm.cost_missing" or "alarm.cost_late".
std::string_view kind_of(const CostAlarm& alarm);
std::string cost_alarm_to_json(const CostAlarm& alarm);
// The same, of kind "alarm.meter_doubted".
std::string meter_alarm_to_json(const MeterAlarm& alarm);

}  // namespace kerb::payment
