// An expected failure is a value. It says three things: which failure (a stable code for the
// helpline and for tests), what was being tried, and what the person who reads it can do.
// Exceptions are kept for start-up; an assertion means a bug in Kerb.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace kerb::hal {

struct Error {
  std::string
      code;  // lower case words joined by dots: "config.unknown_key", "journal.newer_version"
  std::string tried;   // "reading packaging/kerb.toml, line 12: [site] nmae"
  std::string remedy;  // "remove it, or did you mean \"name\"?"

  // One line for a terminal or a log: "tried: … (code). remedy".
  std::string sentence() const { return tried + " (" + code + "). " + remedy; }
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string code, std::string tried, std::string remedy) {
  return tl::make_unexpected(Error{std::move(code), std::move(tried), std::move(remedy)});
}

}  // namespace kerb::hal
