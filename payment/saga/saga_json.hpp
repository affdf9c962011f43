// A saga as the journal keeps it: one JSON object, readable by a person, without anything of the
// card but what CardIdentity allows. Times in memory (wake_at) are not kept: they mean nothing
// after a restart.
#pragma once

#include <string>

#include "hal/error.hpp"
#include "payment/saga/saga.hpp"

namespace kerb::payment {

std::string saga_to_json(const Saga& saga);

// Errors: journal.unreadable_saga, naming what is missing or wrong; such a session is for a person.
hal::Result<Saga> saga_from_json(const std::string& json);

}  // namespace kerb::payment
