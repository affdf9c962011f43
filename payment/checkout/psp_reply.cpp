#include "payment/checkout/psp_reply.hpp"

#include <algorithm>
#include <limits>

#include "payment/gateway/json_text.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr std::size_t kLongestPspWord = 64;
constexpr std::size_t kShortestPspId = 4;
constexpr std::size_t kLongestPspId = 200;

bool is_word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool is_id_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

PspReply read_psp_error(long status, const nlohmann::json& body, RefusalReader read_refusal) {
  const std::string http = "HTTP " + std::to_string(status);
  auto refusal = read_refusal(body);
  if (!refusal) return Unknown{http + " without the service's words"};
  if (status == 401) return NotProcessed{http + ": the API key was not accepted"};
  if (status == 408 || status == 409 || status == 424) {
    return Unknown{http + " " + refusal->code};
  }
  refusal->status = status;
  refusal->detail = "the service refused: " + http;
  for (const std::string* word : {&refusal->code, &refusal->reason}) {
    if (!word->empty()) refusal->detail += " " + *word;
  }
  return *std::move(refusal);
}

}  // namespace

PspReply read_psp_reply(const gateway::Exchange& exchange, RefusalReader read_refusal) {
  if (const auto* not_sent = std::get_if<gateway::NotSent>(&exchange)) {
    return NotProcessed{not_sent->detail};
  }
  if (const auto* lost = std::get_if<gateway::Lost>(&exchange)) return Unknown{lost->detail};
  const auto& answer = std::get<gateway::HttpAnswer>(exchange);
  const std::string http = "HTTP " + std::to_string(answer.status);
  const bool fine = answer.status >= 200 && answer.status <= 299;
  const bool refused = answer.status >= 400 && answer.status <= 499;
  if (!fine && !refused) return Unknown{http};
  auto body = gateway::parse_bounded(answer.body);
  if (!body || !body->is_object()) return Unknown{http + " with a body that is not a JSON object"};
  if (refused) return read_psp_error(answer.status, *body, read_refusal);
  return *std::move(body);
}

SettleAnswer settled_without_object(const PspReply& reply) {
  if (const auto* refusal = std::get_if<Refusal>(&reply)) return Refused{refusal->detail};
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  return Unknown{"the answer is not the payment that was ordered"};
}

AskAnswer asked_without_object(const PspReply& reply) {
  if (const auto* refusal = std::get_if<Refusal>(&reply)) {
    if (refusal->status == 404) return NotFound{};
    return Unknown{refusal->detail};
  }
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) {
    return Unknown{not_processed->detail};
  }
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  return Unknown{"the answer is not the payment that was asked about"};
}

std::string psp_word(const nlohmann::json& json, std::initializer_list<const char*> path) {
  const auto text = gateway::text_at(json, path, kLongestPspWord);
  if (!text || !std::all_of(text->begin(), text->end(), is_word_letter)) return {};
  return *text;
}

bool is_psp_id(std::string_view text) {
  return text.size() >= kShortestPspId && text.size() <= kLongestPspId &&
         std::all_of(text.begin(), text.end(), is_id_letter);
}

std::optional<std::string> psp_id(const nlohmann::json& json,
                                  std::initializer_list<const char*> path) {
  const auto text = gateway::text_at(json, path, kLongestPspId);
  if (!text || !is_psp_id(*text)) return std::nullopt;
  return text;
}

std::optional<std::int64_t> whole_at(const nlohmann::json& json,
                                     std::initializer_list<const char*> path) {
  const nlohmann::json* value = gateway::value_at(json, path);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  if (value->is_number_unsigned() &&
      value->get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  return value->get<std::int64_t>();
}

}  // namespace kerb::payment::checkout
