// JSON that somebody else wrote: parsed without exceptions, bounded in size and depth, and read by
// asking for a member of the expected type, so that a wrong type looks like a missing member.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace kerb::payment::gateway {

// Empty for anything that is not one JSON value, is longer than 1 MiB, or nests deeper than 16.
std::optional<nlohmann::json> parse_bounded(std::string_view text);

// The string at a path of member names ("processorInformation", "responseCode"), if it is there, is
// a string and has 1 to `longest` octets.
std::optional<std::string> text_at(const nlohmann::json& json,
                                   std::initializer_list<const char*> path, std::size_t longest);

// The value at a path, or null.
const nlohmann::json* value_at(const nlohmann::json& json, std::initializer_list<const char*> path);

}  // namespace kerb::payment::gateway
