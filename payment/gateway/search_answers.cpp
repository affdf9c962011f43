#include "payment/gateway/search_answers.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "payment/gateway/json_text.hpp"
#include "payment/gateway/reply.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kMostTransactions = 4;

// The body of a whole answer with one of the two success codes, or why there is none.
std::variant<nlohmann::json, Unknown> body_of(const Exchange& exchange) {
  if (const auto* not_sent = std::get_if<NotSent>(&exchange)) return Unknown{not_sent->detail};
  if (const auto* lost = std::get_if<Lost>(&exchange)) return Unknown{lost->detail};
  const auto& answer = std::get<HttpAnswer>(exchange);
  const std::string http = "HTTP " + std::to_string(answer.status);
  if (answer.status != 200 && answer.status != 201) return Unknown{http + " to a question"};
  auto body = parse_bounded(answer.body);
  if (!body || !body->is_object()) return Unknown{http + " with a body that is not a JSON object"};
  return std::move(*body);
}

// 1 done, 0 declined, -1 error: text in the documents, tolerated as a number.
std::optional<std::string> result_code(const nlohmann::json& application) {
  if (auto text = text_at(application, {"rCode"}, 2)) return text;
  const nlohmann::json* value = value_at(application, {"rCode"});
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return std::to_string(value->get<std::int64_t>());
}

// A status that goes together with "done". An absent one is allowed by the documents.
bool status_agrees(const nlohmann::json& body, Question::About about) {
  const nlohmann::json* value = value_at(body, {"applicationInformation", "status"});
  if (value == nullptr || value->is_null()) return true;
  const std::string status = word_at(body, {"applicationInformation", "status"});
  if (status == "PENDING" || status == "TRANSMITTED") return true;
  if (about == Question::About::release) return status == "REVERSED";
  if (about == Question::About::capture) return false;
  return status == "AUTHORIZED" || status == "PARTIAL_AUTHORIZED";
}

AskAnswer done(const nlohmann::json& body, const Question& question, const std::string& id,
               hal::Utc expires) {
  if (!status_agrees(body, question.about)) return Unknown{"the transaction has another status"};
  if (question.about == Question::About::capture || question.about == Question::About::release) {
    return Done{id};
  }
  const auto path = {"orderInformation", "amountDetails"};
  const bool raise = question.about == Question::About::raise;
  // Partial approvals are switched off, so for a hold the requested amount stands in for a missing
  // authorised one; for a raise only the total says what may be captured.
  auto amount = raise ? std::nullopt : amount_at(body, path, "authorizedAmount", question.currency);
  if (!amount) amount = amount_at(body, path, "totalAmount", question.currency);
  if (!amount || amount->is_zero()) return Unknown{"the transaction has no usable amount"};
  if (raise && question.hold_reference.empty()) return Unknown{"the question names no hold"};
  return Approved{
      Hold{raise ? question.hold_reference : id, *amount, expires, approval_code(body)}};
}

}  // namespace

SearchResult read_search(const Exchange& exchange, const OrderKey& key) {
  const auto read = body_of(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&read)) return *unknown;
  const auto& body = std::get<nlohmann::json>(read);
  const nlohmann::json* total = value_at(body, {"totalCount"});
  if (total == nullptr || !total->is_number_integer()) return Unknown{"a search without a count"};
  if (*total == 0) return NotFound{};
  const nlohmann::json* summaries = value_at(body, {"_embedded", "transactionSummaries"});
  if (summaries == nullptr || !summaries->is_array()) return Unknown{"a search without results"};
  TransactionIds ids;
  for (const nlohmann::json& summary : *summaries) {
    // Another order's transaction does not belong into this answer; if it is here, the query was
    // not understood.
    if (!names_order(summary, key)) continue;
    const auto id = id_of(summary);
    if (!id) return Unknown{"a search result without an id"};
    if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.empty() || ids.size() > kMostTransactions) {
    return Unknown{"a search with unusable results"};
  }
  return ids;
}

AskAnswer judge_detail(const Exchange& exchange, const Question& question, const std::string& id,
                       hal::Utc expires) {
  const auto read = body_of(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&read)) return *unknown;
  const auto& body = std::get<nlohmann::json>(read);
  const auto code = text_at(body, {"clientReferenceInformation", "code"}, 50);
  if (id_of(body) != id || code != question.key)
    return Unknown{"the detail of another transaction"};
  const nlohmann::json* information = value_at(body, {"applicationInformation"});
  const auto result = information == nullptr ? std::nullopt : result_code(*information);
  if (result == "1") return done(body, question, id, expires);
  if (result == "0") return Declined{decline_reason(body)};
  return Unknown{"the transaction has no result"};
}

AskAnswer combine(const std::vector<AskAnswer>& answers) {
  const AskAnswer* effective = nullptr;
  const AskAnswer* refused = nullptr;
  for (const AskAnswer& answer : answers) {
    if (std::holds_alternative<Declined>(answer)) {
      refused = &answer;
    } else if (std::holds_alternative<Approved>(answer) || std::holds_alternative<Done>(answer)) {
      if (effective != nullptr) return Unknown{"two transactions took effect under one key"};
      effective = &answer;
    } else {
      return answer;
    }
  }
  if (effective != nullptr) return *effective;
  if (refused != nullptr) return *refused;
  return NotFound{};
}

}  // namespace kerb::payment::gateway
