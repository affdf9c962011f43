#include "payment/gateway/reply.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "payment/gateway/json_text.hpp"
#include "payment/gateway/request_bodies.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kMostFieldsNamed = 5;

bool is_letter(char letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
}

// "orderInformation.amountDetails.totalAmount": letters and dots.
std::string field_name(const nlohmann::json& detail) {
  const auto text = text_at(detail, {"field"}, 100);
  if (!text || !std::all_of(text->begin(), text->end(),
                            [](char letter) { return is_letter(letter) || letter == '.'; })) {
    return {};
  }
  return *text;
}

std::string describe(const std::string& reason, const nlohmann::json& body) {
  std::string text = "the gateway refused the request: " + (reason.empty() ? "no reason" : reason);
  const nlohmann::json* details = value_at(body, {"details"});
  if (details == nullptr || !details->is_array()) return text;
  for (std::size_t i = 0; i < std::min(details->size(), kMostFieldsNamed); ++i) {
    const std::string name = field_name((*details)[i]);
    if (!name.empty()) text += " " + name;
  }
  return text;
}

Reply read_invalid(const nlohmann::json& body) {
  if (word_at(body, {"status"}) != "INVALID_REQUEST")
    return Unknown{"HTTP 400 without INVALID_REQUEST"};
  std::string reason = word_at(body, {"reason"});
  std::string detail = describe(reason, body);
  return Invalid{std::move(reason), std::move(detail)};
}

Reply read_answer(const HttpAnswer& answer) {
  const std::string http = "HTTP " + std::to_string(answer.status);
  // Refused at the door, before anybody looked at the order.
  if (answer.status == 401)
    return NotProcessed{http + ": the gateway did not accept the signature"};
  if (answer.status == 429) return NotProcessed{http + ": the gateway asks for fewer requests"};
  if (answer.status != 201 && answer.status != 400) return Unknown{http};
  auto body = parse_bounded(answer.body);
  if (!body || !body->is_object()) return Unknown{http + " with a body that is not a JSON object"};
  if (answer.status == 400) return read_invalid(*body);
  std::string status = word_at(*body, {"status"});
  if (status.empty()) return Unknown{http + " without a status"};
  return Made{std::move(status), std::move(*body)};
}

struct ReasonWord {
  std::string_view word;
  DeclineReason reason;
};

constexpr std::array<ReasonWord, 10> kReasons = {{
    {"CONSUMER_AUTHENTICATION_REQUIRED", DeclineReason::needs_owner},
    {"INSUFFICIENT_FUND", DeclineReason::insufficient},
    {"EXCEEDS_CREDIT_LIMIT", DeclineReason::insufficient},
    {"EXPIRED_CARD", DeclineReason::expired},
    {"STOLEN_LOST_CARD", DeclineReason::blocked},
    {"SUSPENDED_ACCOUNT", DeclineReason::blocked},
    {"ISSUER_UNAVAILABLE", DeclineReason::try_later},
    {"PROCESSOR_ERROR", DeclineReason::try_later},
    {"INVALID_ACCOUNT", DeclineReason::not_accepted},
    {"CARD_TYPE_NOT_ACCEPTED", DeclineReason::not_accepted},
}};

// ISO 8583 field 39 as the schemes use it. 1A and 70 (Visa), 65 (Mastercard): the card's bank wants
// to know that it is its owner (strong customer authentication).
constexpr std::array<ReasonWord, 13> kResponseCodes = {{
    {"1A", DeclineReason::needs_owner},
    {"65", DeclineReason::needs_owner},
    {"70", DeclineReason::needs_owner},
    {"51", DeclineReason::insufficient},
    {"61", DeclineReason::insufficient},
    {"54", DeclineReason::expired},
    {"04", DeclineReason::blocked},
    {"07", DeclineReason::blocked},
    {"41", DeclineReason::blocked},
    {"43", DeclineReason::blocked},
    {"91", DeclineReason::try_later},
    {"92", DeclineReason::try_later},
    {"96", DeclineReason::try_later},
}};

template <std::size_t kSize>
std::optional<DeclineReason> look_up(const std::array<ReasonWord, kSize>& table,
                                     std::string_view word) {
  const auto* found = std::find_if(table.begin(), table.end(),
                                   [word](const ReasonWord& entry) { return entry.word == word; });
  if (found == table.end()) return std::nullopt;
  return found->reason;
}

}  // namespace

Reply read_reply(const Exchange& exchange) {
  if (const auto* not_sent = std::get_if<NotSent>(&exchange)) return NotProcessed{not_sent->detail};
  if (const auto* lost = std::get_if<Lost>(&exchange)) return Unknown{lost->detail};
  return read_answer(std::get<HttpAnswer>(exchange));
}

std::string word_at(const nlohmann::json& json, std::initializer_list<const char*> path) {
  const auto text = text_at(json, path, kLongestWord);
  if (!text || !std::all_of(text->begin(), text->end(),
                            [](char letter) { return is_letter(letter) || letter == '_'; })) {
    return {};
  }
  return *text;
}

std::optional<Money> amount_at(const nlohmann::json& json, std::initializer_list<const char*> path,
                               const char* name, const Currency& currency) {
  const nlohmann::json* details = value_at(json, path);
  if (details == nullptr) return std::nullopt;
  const auto code = text_at(*details, {"currency"}, 3);
  const auto text = text_at(*details, {name}, 15);
  if (!code || *code != currency.code() || !text || text->front() == '-' || text->front() == '+') {
    return std::nullopt;
  }
  return Money::from_decimal(*text, currency);
}

std::optional<std::string> id_of(const nlohmann::json& body) {
  auto id = text_at(body, {"id"}, 32);
  if (id && !is_gateway_id(*id)) return std::nullopt;
  return id;
}

bool names_order(const nlohmann::json& body, const OrderKey& key) {
  const nlohmann::json* code = value_at(body, {"clientReferenceInformation", "code"});
  return code == nullptr || (code->is_string() && code->get_ref<const std::string&>() == key);
}

DeclineReason decline_reason(const nlohmann::json& body) {
  // The response code knows the soft decline even when the reason is only a general word.
  const auto code = text_at(body, {"processorInformation", "responseCode"}, 10);
  const auto by_code = look_up(kResponseCodes, code.value_or(""));
  if (by_code == DeclineReason::needs_owner) return *by_code;
  const auto by_word = look_up(kReasons, word_at(body, {"errorInformation", "reason"}));
  return by_word.value_or(by_code.value_or(DeclineReason::generic));
}

std::string approval_code(const nlohmann::json& body) {
  const auto code = text_at(body, {"processorInformation", "approvalCode"}, 6);
  if (!code || !std::all_of(code->begin(), code->end(), [](char letter) {
        return is_letter(letter) || (letter >= '0' && letter <= '9');
      })) {
    return {};
  }
  return *code;
}

}  // namespace kerb::payment::gateway
