// How the journal's facts read in a line for people. Whatever stands in a file may have been put
// there by anybody: nothing here throws, and nothing drives a terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "hal/clock.hpp"

namespace kerb::payment::report_words {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestReason = 120;  // octets of any text that came from outside

std::string upper(std::string_view text);

// The first eight digits of a session, as its receipt shows them.
std::string code_of(const std::string& session);

// "2025-11-22T05:33:10.123Z" with the given sign in the middle.
std::string time_text(hal::Utc at, char between);

// "21.424 kWh"
std::string energy_text(std::int64_t watt_hours);

// Empty when `object` has no such text.
std::string text_in(const Json& object, const char* name);

// Never throws, whatever is in it.
std::string dumped(const Json& json);

}  // namespace kerb::payment::report_words
