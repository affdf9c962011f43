// What a request may say: the parameters as one tree, and whether a tree has the published shape.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace kerb::stand_in_psp {

// "a[b][0]=1&c=2" → {"a":{"b":["1"]},"c":"2"}: every value is a text. Empty when it is no form: a
// wrong escape, a name twice, brackets that do not close, a list with a gap.
std::optional<nlohmann::json> read_form(const std::string& text);

// The way to the first parameter that `shape` does not allow or that is missing, "a[b]", or empty.
//
// A shape is an object of names with their types; a name with ! behind it must be there.
//   "text:80"    1 to 80 octets           "whole"     a whole number, not negative
//   "one:a|b"    one of these words       "yes_no"    true or false
//   "map:20"     an object of texts with at most so many members, names of at most 40 octets
//   {…}          an object                [{…}] or ["one:a|b"]   a list
// In a form all of them are texts; in JSON a whole number and a yes_no are not.
std::optional<std::string> misfit(const nlohmann::json& parameters, const nlohmann::json& shape,
                                  bool of_form);

}  // namespace kerb::stand_in_psp
