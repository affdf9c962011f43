// One message of EVerest's, as the type that it should be; nothing when it is none.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "hal/everest/reading.hpp"

namespace kerb::hal::everest {

template <typename T>
std::optional<T> read_as(Api api, std::string_view name, std::string_view payload) {
  const auto message = read_message(api, name, payload);
  if (!message) return std::nullopt;
  const T* wanted = std::get_if<T>(&*message);
  return wanted == nullptr ? std::nullopt : std::optional<T>(*wanted);
}

}  // namespace kerb::hal::everest
