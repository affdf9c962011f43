// What Kerb says to EVerest, written strictly: only fields and words of the API's version 1, and
// only valid JSON. Payloads only; Requests puts those of requests into their envelope.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/everest/messages.hpp"

namespace kerb::hal::everest {

// m2e/communication_check, of every module. There is no other: false would end the check until
// EVerest is restarted.
std::string communication_check();

// auth_token_provider m2e/provided_token. `token.kind` and `.authorization` are known ones, its value
// is 1 to 36 octets of printable ASCII.
std::string provided_token(const Token& token);

// ---- requests to evse_manager_consumer. get_evse, pause_charging and resume_charging have no payload.
// Reason Local; nothing else is said to be a stop of the driver's.
std::string stop_transaction();
std::string force_unlock(int connector);
// connector 0: the whole EVSE.
std::string enable_disable(int connector, bool enable, int priority);

// ---- request to auth_consumer
std::string withdraw_authorization(EvseId evse, const Token& token);

// ---- error_history_consumer: active_errors has no payload.

// ---- requests to ocpp_consumer; is_connected/get has no payload
struct Variable {
  std::string component;
  std::string name;
  std::optional<EvseId> evse;
};
std::string get_variables(const std::vector<Variable>& variables);

// data_transfer_outgoing: a message to the back end, without anything in it.
std::string data_transfer(std::string_view vendor, std::string_view message);

// ---- answers to requests of EVerest's, on their reply_to
// Of several messages in one request: the worst answer.
enum class ScreenAnswer {
  accepted,
  unsupported_format,
  unsupported_priority,
  unsupported_state,
  unknown_transaction,
  rejected,
};
std::string set_screen_messages_answer(ScreenAnswer answer);
// With the messages as EVerest gave them: they need an id. `status_info` is never empty: libocpp would
// tell the back end that there are none.
std::string get_screen_messages_answer(const std::vector<ScreenMessage>& messages);
std::string clear_screen_message_answer(bool cleared);
enum class TransferAnswer { accepted, rejected, unknown_message, unknown_vendor };
std::string data_transfer_answer(TransferAnswer answer, std::string_view data = {});

// ---- generic_error_raiser m2e/raise_error and m2e/clear_error, of one sub type each. A VendorWarning:
// a VendorError would end the charges of people who have nothing to do with it.
// `detail`: one line; longer than 200 octets is cut, control characters become blanks.
std::string raise_error(std::string_view sub_type, std::string_view detail);
std::string clear_error(std::string_view sub_type);

// ---- a request as it goes out; `payload`: JSON text, empty for none
std::string enveloped(std::string_view reply_to, std::string_view payload);

}  // namespace kerb::hal::everest
