// EVerest's words, read leniently: unknown fields and enum words, missing and empty values are no
// errors. What is refused is what cannot be meant: no JSON, too long, too deep, another shape, or a
// message without the one field that it exists for.
//
// Everything here takes hostile octets, keeps nothing, and may be called from any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "hal/everest/messages.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

// `name`: the last part of a topic without a reply id. Errors: everest.unread_topic (nothing that
// Kerb needs: no cause for a line in the log), everest.bad_message.
Result<Message> read_message(Api api, std::string_view name, std::string_view payload);

// ---- answers to Kerb's requests; nothing: not an answer
std::optional<bool> read_yes_or_no(std::string_view payload);
std::optional<EvseAnswer> read_evse_answer(std::string_view payload);
std::optional<std::vector<StationError>> read_active_errors(std::string_view payload);
std::optional<WithdrawAnswer> read_withdraw_answer(std::string_view payload);
std::optional<std::vector<VariableAnswer>> read_variables(std::string_view payload);

}  // namespace kerb::hal::everest
