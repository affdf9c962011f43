// Where EVerest's API speaks on the broker:
//
//   PREFIX everest_api/1/API/MODULE/e2m/NAME            EVerest to Kerb
//   PREFIX everest_api/1/API/MODULE/e2m/NAME/REPLY-ID   its answer to one of Kerb's requests
//   PREFIX everest_api/1/API/MODULE/m2e/NAME            Kerb to EVerest
//
// MODULE is the key of the API module in EVerest's own configuration; PREFIX is its
// settings.mqtt_external_prefix, put in front as it stands, usually empty. EVerest's framework puts it
// there on the way to the broker, so its modules know nothing of it: a topic that is named inside of a
// message, as replyTo, never has it.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace kerb::hal::everest {

// EVerest's API modules that Kerb speaks with.
enum class Api {
  evse_manager_consumer,   // one EVSE
  auth_token_provider,     // takes tokens: the only way to start
  auth_consumer,           // what became of them
  error_history_consumer,  // what is wrong
  display_message,         // the back end's messages for the screen
  session_cost_consumer,   // its prices and costs
  ocpp_consumer,           // its link, its transactions, its DataTransfer
  generic_error_raiser,    // what is wrong with Kerb
};
// As it stands in a topic.
std::string_view word_of(Api api);
std::optional<Api> api_of(std::string_view word);

// A module of one station. Its id: 1 to 64 octets of letters, digits, '_' and '-'.
struct Module {
  Api api = Api::evse_manager_consumer;
  std::string id;
  auto operator<=>(const Module&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14
};
bool is_module_id(std::string_view text);
// What may stand in front of all topics: at most 100 octets of printable ASCII without blanks and
// the wildcards # and +; empty is right.
bool is_topic_prefix(std::string_view text);
// Where a request of EVerest's may want its answer: a topic of this API, without the prefix and
// without wildcards.
bool is_reply_topic(std::string_view text);

std::string event_topic(std::string_view prefix, const Module& module, std::string_view name);
std::string order_topic(std::string_view prefix, const Module& module, std::string_view name);
std::string reply_topic(std::string_view prefix, const Module& module, std::string_view name,
                        std::string_view reply_id);
// Everything that a module says by itself, and everything that it answers to orders of this name.
std::string events_filter(std::string_view prefix, const Module& module);
std::string replies_filter(std::string_view prefix, const Module& module, std::string_view name);

// The parts of an incoming topic; views into it.
struct Incoming {
  Module module;
  std::string_view name;
  std::string_view reply_id;  // empty: no answer to a request of Kerb's
};
// Nothing for every topic that is not EVerest's word to Kerb. Takes hostile text.
std::optional<Incoming> read_topic(std::string_view prefix, std::string_view topic);

}  // namespace kerb::hal::everest
