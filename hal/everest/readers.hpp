// The readers behind reading.hpp, a file for each family of topics. Each takes what json_in() made of
// a payload; nothing: another shape, or without what the message is for.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hal/everest/json.hpp"
#include "hal/everest/messages.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

// ---- read_token.cpp
std::optional<Token> token_in(const Json* token);
std::optional<Message> read_token_status(const Json& payload);

// ---- read_session.cpp
std::optional<Message> read_session_event(const Json& payload);
std::optional<Message> read_session_status(const Json& payload);

// ---- read_evse.cpp
std::optional<MeterReading> meter_reading_in(const Json* reading);
std::optional<Message> read_meter(const Json& payload);
std::optional<Message> read_car(const Json& payload);
std::optional<Message> read_limits(const Json& payload);
std::optional<Message> read_hlc_failure(const Json& payload);
std::optional<Message> read_random_delay(const Json& payload);
std::optional<Message> read_evse_name(const Json& payload);
std::optional<Message> read_transfer_modes(const Json& payload);

// ---- read_error.cpp
std::optional<StationError> station_error_in(const Json& error);
std::optional<Message> read_error_raised(const Json& payload);
std::optional<Message> read_error_cleared(const Json& payload);

// ---- read_back_end.cpp
std::vector<BackEndText> texts_in(const Json& object, const char* name);
std::optional<BackEndText::Format> text_format_in(const Json& message);
IdKind id_kind_in(const Json& object);  // of "identifier_type"; missing: a session
std::string qr_code_in(const Json& object);
std::optional<Message> read_station_price(const Json& payload);
std::optional<Message> read_tariff_text(const Json& payload);
std::optional<Message> read_session_cost(const Json& payload);
std::optional<Message> read_connected(const Json& payload);
std::optional<Message> read_transfer_outcome(const Json& payload);
std::optional<Message> read_transaction_event(const Json& payload);

// ---- read_request.cpp: an object is enough, for a request that nobody answers holds up the back end
std::optional<Message> read_set_screen_messages(const Json& payload);
std::optional<Message> read_get_screen_messages(const Json& payload);
std::optional<Message> read_clear_screen_message(const Json& payload);
std::optional<Message> read_data_transfer(const Json& payload);

}  // namespace kerb::hal::everest
