// The pages that a search for one order's brought up: what becomes of the order, or of a question,
// follows from all of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "payment/gateway/search_answers.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

// Their ids; or why nobody knows them.
using FoundPages = std::variant<std::vector<std::string>, Unknown, NotProcessed>;

// Done when `close` says so of each; else what it said of the first that it did not close.
template <typename Close>
SettleAnswer close_all(const FoundPages& found, const Close& close) {
  if (const auto* not_processed = std::get_if<NotProcessed>(&found)) return *not_processed;
  if (const auto* unknown = std::get_if<Unknown>(&found)) return *unknown;
  for (const std::string& page : std::get<std::vector<std::string>>(found)) {
    const SettleAnswer closed = close(page);
    if (!std::holds_alternative<Done>(closed)) return closed;
  }
  return Done{};
}

// What `ask` says of each, as one answer. NotFound: there is none.
template <typename Ask>
AskAnswer ask_all(const FoundPages& found, const Ask& ask) {
  if (const auto* not_processed = std::get_if<NotProcessed>(&found)) {
    return Unknown{not_processed->detail};
  }
  if (const auto* unknown = std::get_if<Unknown>(&found)) return *unknown;
  std::vector<AskAnswer> answers;
  for (const std::string& page : std::get<std::vector<std::string>>(found)) {
    answers.push_back(ask(page));
  }
  return gateway::combine(answers);
}

}  // namespace kerb::payment::checkout
