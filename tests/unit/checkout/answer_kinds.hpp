// An answer of a payment service as the test writes it, and what was made of it in a word.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <variant>

#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout::testing {

inline gateway::Exchange http(long status, const nlohmann::json& body) {
  return gateway::HttpAnswer{status, body.dump()};
}

template <typename Answer>
std::string kind(const Answer& answer) {
  return std::visit(
      [](const auto& it) -> std::string {
        using Kind = std::decay_t<decltype(it)>;
        if constexpr (std::is_same_v<Kind, Unknown>) return "unknown";
        if constexpr (std::is_same_v<Kind, NotProcessed>) return "not processed";
        if constexpr (std::is_same_v<Kind, Declined>) return "declined";
        if constexpr (std::is_same_v<Kind, Approved>) return "approved";
        if constexpr (std::is_same_v<Kind, Pending>) return "pending";
        if constexpr (std::is_same_v<Kind, Done>) return "done";
        if constexpr (std::is_same_v<Kind, Refused>) return "refused";
        if constexpr (std::is_same_v<Kind, NotFound>) return "not found";
      },
      answer);
}

}  // namespace kerb::payment::checkout::testing
