#include "tests/stand_in_bank/payment_api.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <regex>

#include "tests/stand_in_bank/chip_data.hpp"
#include "tests/stand_in_bank/fields.hpp"

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestBody = 16 * 1024;

std::string submit_time(std::int64_t now) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(now)));
}

Answer invalid(const std::string& reason, const std::vector<FieldProblem>& problems,
               std::int64_t now) {
  json details = json::array();
  for (const FieldProblem& problem : problems) {
    details.push_back({{"field", problem.field}, {"reason", problem.reason}});
  }
  return {400,
          {{"submitTimeUtc", submit_time(now)},
           {"status", "INVALID_REQUEST"},
           {"reason", reason},
           {"message", "Declined - One or more fields in the request contains invalid data"},
           {"details", details}}};
}

std::string text(const json& body, const char* path) {
  return at_path(body, path).get<std::string>();
}

json made(const std::string& id, const std::string& status, const std::string& code,
          std::int64_t now) {
  json body = {{"id", id}, {"status", status}, {"submitTimeUtc", submit_time(now)}};
  if (!code.empty()) body["clientReferenceInformation"]["code"] = code;
  return body;
}

// YYMM against the month of `now`; a card is good until its month ends.
bool has_expired(const std::string& expiry, std::int64_t now) {
  return expiry < fmt::format("{:%y%m}", fmt::gmtime(static_cast<std::time_t>(now)));
}

json result_of(const Transaction& transaction) {
  const char* code = transaction.worked ? "1" : "0";
  return {{"status", transaction.status},
          {"reasonCode", transaction.worked ? "100" : "203"},
          {"rCode", code},
          {"rFlag", transaction.worked ? "SOK" : "DCARDREFUSED"},
          {"applications", {{{"name", transaction.application}, {"rCode", code}}}}};
}

}  // namespace

Answer PaymentApi::handle(const std::string& method, const std::string& path,
                          const std::string& body, std::int64_t now, bool declines) {
  static const std::regex on_hold("/pts/v2/payments/([0-9]{1,26})(/captures|/reversals)?");
  static const std::regex transaction_path("/tss/v2/transactions/([0-9]{1,26})");
  now_ = now;
  declines_ = declines;
  std::smatch match;
  if (method == "GET" && std::regex_match(path, match, transaction_path)) return detail(match[1]);

  const json parsed = body.size() <= kLongestBody ? json::parse(body, nullptr, false)
                                                  : json(json::value_t::discarded);
  const auto run = [&](Operation operation, auto&& act) -> Answer {
    const auto problems = field_problems(operation, parsed);
    if (!problems.empty()) return invalid(problems.front().reason, problems, now);
    return act();
  };
  const bool post = method == "POST";
  if (post && path == "/pts/v2/payments") return run(Operation::hold, [&] { return hold(parsed); });
  if (post && path == "/pts/v2/reversals") {
    return run(Operation::timeout_reversal, [&] { return timeout_reversal(parsed); });
  }
  if (post && path == "/tss/v2/searches") {
    return run(Operation::search, [&] { return search(parsed); });
  }
  if (std::regex_match(path, match, on_hold)) {
    const std::string id = match[1];
    const std::string what = match[2];
    if (method == "PATCH" && what.empty()) {
      return run(Operation::raise, [&] { return raise(id, parsed); });
    }
    if (post && what == "/captures") {
      return run(Operation::capture, [&] { return capture(id, parsed); });
    }
    if (post && what == "/reversals") {
      return run(Operation::reversal, [&] { return reversal(id, parsed); });
    }
  }
  return {404, {{"status", "NOT_FOUND"}, {"reason", "NOT_FOUND"}}};
}

std::string PaymentApi::identity_problem(const json& body) {
  if (ledger_.is_duplicate(text(body, "clientReferenceInformation.code"), now_)) {
    return "DUPLICATE_REQUEST";
  }
  if (!ledger_.take_transaction_id(text(body, "clientReferenceInformation.transactionId"))) {
    return "INVALID_DATA";
  }
  return {};
}

Answer PaymentApi::decline(const json& body, const char* application, const char* reason,
                           const char* response_code) {
  const std::string code = text(body, "clientReferenceInformation.code");
  Transaction transaction;
  transaction.id = ledger_.next_id(now_);
  transaction.code = code;
  transaction.application = application;
  transaction.status = "DECLINED";
  transaction.worked = false;
  transaction.response_code = response_code;
  transaction.reason = reason;
  transaction.made_at = now_;
  json answer = made(transaction.id, "DECLINED", code, now_);
  answer["errorInformation"] = {{"reason", reason}, {"message", "Decline"}};
  answer["processorInformation"] = {{"responseCode", response_code}};
  ledger_.add(std::move(transaction));
  return {201, std::move(answer)};
}

Answer PaymentApi::hold(const json& body) {
  const auto problems = chip_problems(body);
  if (!problems.empty()) return invalid(problems.front().reason, problems, now_);
  const std::string identity = identity_problem(body);
  if (!identity.empty()) return invalid(identity, {}, now_);

  const std::string number = card_number(body);
  const std::string last_four = number.substr(number.size() - 4);
  if (declines_) return decline(body, "ics_auth", "PROCESSOR_DECLINED", "05");
  if (last_four == rules_.declined_last_four) {
    return decline(body, "ics_auth", "INSUFFICIENT_FUND", "51");
  }
  if (last_four == rules_.needs_owner_last_four) {
    return decline(body, "ics_auth", "CONSUMER_AUTHENTICATION_REQUIRED", "1A");
  }
  if (has_expired(card_expiry(body), now_)) return decline(body, "ics_auth", "EXPIRED_CARD", "54");

  const std::string amount = text(body, "orderInformation.amountDetails.totalAmount");
  Hold made_hold;
  made_hold.id = ledger_.next_id(now_);
  made_hold.transaction_id = text(body, "clientReferenceInformation.transactionId");
  made_hold.code = text(body, "clientReferenceInformation.code");
  made_hold.currency = text(body, "orderInformation.amountDetails.currency");
  made_hold.cents = cents_of(amount);
  made_hold.approval_code = made_hold.id.substr(made_hold.id.size() - 6);
  made_hold.made_at = now_;
  const Hold& hold = ledger_.add(std::move(made_hold));
  const std::string code = text(body, "clientReferenceInformation.code");
  ledger_.add(Transaction{hold.id, code, "ics_auth", "AUTHORIZED", true, hold.cents, hold.currency,
                          hold.approval_code, "00", "", now_});

  json answer = made(hold.id, "AUTHORIZED", code, now_);
  answer["orderInformation"]["amountDetails"] = {
      {"authorizedAmount", amount}, {"totalAmount", amount}, {"currency", hold.currency}};
  answer["processorInformation"] = {{"approvalCode", hold.approval_code},
                                    {"responseCode", "00"},
                                    {"networkTransactionId", hold.id.substr(0, 15)},
                                    {"systemTraceAuditNumber", hold.approval_code}};
  const std::string self = "/pts/v2/payments/" + hold.id;
  answer["_links"] = {{"self", {{"method", "GET"}, {"href", self}}},
                      {"authReversal", {{"method", "POST"}, {"href", self + "/reversals"}}},
                      {"capture", {{"method", "POST"}, {"href", self + "/captures"}}}};
  return {201, std::move(answer)};
}

Answer PaymentApi::raise(const std::string& hold_id, const json& body) {
  const std::string identity = identity_problem(body);
  if (!identity.empty()) return invalid(identity, {}, now_);
  Hold* hold = ledger_.find(hold_id);
  if (hold == nullptr) return invalid("MISSING_AUTH", {}, now_);
  if (hold->state == Hold::State::reversed) return invalid("AUTH_ALREADY_REVERSED", {}, now_);
  if (hold->state == Hold::State::captured) return invalid("TRANSACTION_ALREADY_SETTLED", {}, now_);
  if (text(body, "orderInformation.amountDetails.currency") != hold->currency) {
    return invalid("INVALID_DATA", {{"orderInformation.amountDetails.currency", "INVALID_DATA"}},
                   now_);
  }
  if (declines_) return decline(body, "ics_auth", "INSUFFICIENT_FUND", "51");
  hold->cents += cents_of(text(body, "orderInformation.amountDetails.additionalAmount"));
  const std::string code = text(body, "clientReferenceInformation.code");
  const std::string id = ledger_.next_id(now_);
  ledger_.add(Transaction{id, code, "ics_auth", "AUTHORIZED", true, hold->cents, hold->currency,
                          hold->approval_code, "00", "", now_});
  json answer = made(id, "AUTHORIZED", code, now_);
  answer["orderInformation"]["amountDetails"] = {{"totalAmount", decimal_of(hold->cents)},
                                                 {"currency", hold->currency}};
  answer["processorInformation"] = {{"approvalCode", hold->approval_code}, {"responseCode", "00"}};
  return {201, std::move(answer)};
}

Answer PaymentApi::capture(const std::string& hold_id, const json& body) {
  Hold* hold = ledger_.find(hold_id);
  const std::string amount = text(body, "orderInformation.amountDetails.totalAmount");
  const std::int64_t cents = cents_of(amount);
  if (hold != nullptr) {
    hold->captures_asked.emplace(text(body, "clientReferenceInformation.code"), cents);
  }
  const std::string identity = identity_problem(body);
  if (!identity.empty()) return invalid(identity, {}, now_);
  if (hold == nullptr) return invalid("MISSING_AUTH", {}, now_);
  if (hold->state == Hold::State::reversed) return invalid("AUTH_ALREADY_REVERSED", {}, now_);
  if (hold->state == Hold::State::captured) return invalid("TRANSACTION_ALREADY_SETTLED", {}, now_);
  if (text(body, "orderInformation.amountDetails.currency") != hold->currency) {
    return invalid("INVALID_DATA", {{"orderInformation.amountDetails.currency", "INVALID_DATA"}},
                   now_);
  }
  if (cents > hold->cents) return invalid("EXCEEDS_AUTH_AMOUNT", {}, now_);
  hold->state = Hold::State::captured;
  hold->captured_cents = cents;
  ledger_.took(cents);
  const std::string code = text(body, "clientReferenceInformation.code");
  const std::string id = ledger_.next_id(now_);
  ledger_.add(
      Transaction{id, code, "ics_bill", "PENDING", true, cents, hold->currency, "", "", "", now_});
  json answer = made(id, "PENDING", code, now_);
  answer["orderInformation"]["amountDetails"] = {{"totalAmount", amount},
                                                 {"currency", hold->currency}};
  return {201, std::move(answer)};
}

Answer PaymentApi::reverse(Hold& hold, const json& body, const std::string& code) {
  if (hold.state == Hold::State::reversed) return invalid("AUTH_ALREADY_REVERSED", {}, now_);
  if (hold.state == Hold::State::captured) return invalid("TRANSACTION_ALREADY_SETTLED", {}, now_);
  const std::string amount = text(body, "reversalInformation.amountDetails.totalAmount");
  const std::string currency = text(body, "reversalInformation.amountDetails.currency");
  if (currency != hold.currency || cents_of(amount) != hold.cents) {
    return invalid("INVALID_AMOUNT", {}, now_);
  }
  hold.state = Hold::State::reversed;
  ledger_.gave_back(hold.cents);
  const std::string id = ledger_.next_id(now_);
  ledger_.add(Transaction{id, code, "ics_auth_reversal", "REVERSED", true, hold.cents, currency, "",
                          "", "", now_});
  json answer = made(id, "REVERSED", code, now_);
  answer["reversalAmountDetails"] = {{"reversedAmount", amount}, {"currency", currency}};
  return {201, std::move(answer)};
}

Answer PaymentApi::reversal(const std::string& hold_id, const json& body) {
  Hold* hold = ledger_.find(hold_id);
  if (hold == nullptr) return invalid("MISSING_AUTH", {}, now_);
  return reverse(*hold, body, text(body, "clientReferenceInformation.code"));
}

Answer PaymentApi::timeout_reversal(const json& body) {
  Hold* hold =
      ledger_.find_by_transaction_id(text(body, "clientReferenceInformation.transactionId"));
  if (hold == nullptr) return invalid("MISSING_AUTH", {}, now_);
  if (hold->state == Hold::State::open && now_ - hold->made_at < rules_.reversal_after) {
    return invalid("INVALID_DATA", {{"clientReferenceInformation.transactionId", "INVALID_DATA"}},
                   now_);
  }
  return reverse(*hold, body, "");
}

Answer PaymentApi::search(const json& body) {
  const auto query = text(body, "query");
  const std::size_t from = query.find(':') + 1;
  const std::string code = query.substr(from, query.find(' ') - from);
  json summaries = json::array();
  for (const Transaction& transaction : ledger_.transactions()) {
    if (transaction.code != code || now_ - transaction.made_at < rules_.index_lag) continue;
    json result = result_of(transaction);
    result.erase("status");  // as the real answers: may be absent here
    summaries.push_back({{"id", transaction.id},
                         {"submitTimeUtc", submit_time(transaction.made_at)},
                         {"clientReferenceInformation", {{"code", code}}},
                         {"applicationInformation", result}});
  }
  return {201,
          {{"totalCount", summaries.size()},
           {"count", summaries.size()},
           {"offset", 0},
           {"limit", 20},
           {"query", query},
           {"_embedded", {{"transactionSummaries", summaries}}}}};
}

Answer PaymentApi::detail(const std::string& id) {
  for (const Transaction& transaction : ledger_.transactions()) {
    if (transaction.id != id) continue;
    json answer = {{"id", id},
                   {"submitTimeUTC", submit_time(transaction.made_at)},
                   {"clientReferenceInformation", {{"code", transaction.code}}},
                   {"applicationInformation", result_of(transaction)}};
    if (transaction.worked) {
      json& amounts = answer["orderInformation"]["amountDetails"];
      amounts = {{"totalAmount", decimal_of(transaction.cents)},
                 {"currency", transaction.currency}};
      if (transaction.application == "ics_auth") {
        amounts["authorizedAmount"] = decimal_of(transaction.cents);
      }
    } else {
      answer["errorInformation"] = {{"reason", transaction.reason}};
    }
    if (!transaction.response_code.empty()) {
      answer["processorInformation"]["responseCode"] = transaction.response_code;
    }
    if (!transaction.approval_code.empty()) {
      answer["processorInformation"]["approvalCode"] = transaction.approval_code;
    }
    return {200, std::move(answer)};
  }
  return {404, {{"status", "NOT_FOUND"}}};
}

}  // namespace kerb::stand_in_bank
