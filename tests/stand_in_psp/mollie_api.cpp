#include "tests/stand_in_psp/mollie_api.hpp"

#include <algorithm>
#include <ctime>

#include "tests/stand_in_psp/parameters.hpp"

namespace kerb::stand_in_psp {

namespace {

using nlohmann::json;

constexpr const char* kPaymentsPath = "/v2/payments";
constexpr std::int64_t kPageLife = 30 * 60;
constexpr std::int64_t kWeek = 7 * 24 * 3600;

const json& payment_shape() {
  static const json shape = json::parse(R"({
    "amount!": {"currency!": "text:3", "value!": "text:16"},
    "description!": "text:255",
    "redirectUrl!": "text:2000",
    "cancelUrl": "text:2000",
    "webhookUrl": "text:2000",
    "method": "one:creditcard|applepay|googlepay|klarna|vipps|mobilepay",
    "captureMode": "one:automatic|manual",
    "locale": "one:en_US|en_GB|nl_NL|nl_BE|de_DE|de_AT|de_CH|fr_FR|fr_BE|es_ES|ca_ES|pt_PT|it_IT|nb_NO|sv_SE|fi_FI|da_DK|is_IS|hu_HU|pl_PL|lv_LV|lt_LT",
    "metadata": "map:20"
  })");
  return shape;
}

const json& capture_shape_of_mollie() {
  static const json shape = json::parse(R"({
    "amount": {"currency!": "text:3", "value!": "text:16"},
    "description": "text:255",
    "metadata": "map:20"
  })");
  return shape;
}

Answer refused(int status, const char* title, const std::string& field = {}) {
  json body = {{"status", status}, {"title", title}, {"detail", "see title and field"}};
  if (!field.empty()) body["field"] = field;
  return {status, body};
}

int places_of(const std::string& currency) {
  return currency == "JPY" || currency == "ISK" ? 0 : 2;
}

// "50.00" with exactly the currency's places.
std::optional<std::int64_t> units_of(const json& amount) {
  const std::string value = amount["value"];
  const auto places = static_cast<std::size_t>(places_of(amount["currency"]));
  const std::size_t point = value.find('.');
  if (places == 0 ? point != std::string::npos
                  : point == std::string::npos || value.size() - point - 1 != places) {
    return std::nullopt;
  }
  std::string digits = value;
  if (point != std::string::npos) digits.erase(point, 1);
  if (digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::stoll(digits);
}

json amount_of(std::int64_t units, const std::string& currency) {
  std::string digits = std::to_string(units);
  if (places_of(currency) == 2) {
    digits.insert(0, 3 - std::min<std::size_t>(3, digits.size()), '0');
    digits.insert(digits.size() - 2, ".");
  }
  return {{"currency", currency}, {"value", digits}};
}

std::string iso_time(std::int64_t at) {
  const auto seconds = static_cast<std::time_t>(at);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32] = {};
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+00:00", &parts)};
}

std::int64_t captured(const auto& payment) {
  std::int64_t sum = 0;
  for (const auto& it : payment.captures) sum += it.done ? it.units : 0;
  return sum;
}

}  // namespace

Answer MollieApi::handle(const Request& request, std::int64_t now) {
  if (request.header("authorization") != "Bearer " + api_key_) {
    return refused(401, "Unauthorized Request");
  }
  let_lapse(now);
  if (request.method == "GET") return get(request);
  const std::string key = request.header("idempotency-key");
  if (key.empty() || key.size() > 64) return refused(400, "Bad Request");
  if (request.method == "POST" && request.content_type != "application/json") {
    return refused(415, "Unsupported Media Type");
  }
  switch (given_.use(request)) {
    case GivenAnswers::Use::repeated:
      return given_.under(key);
    case GivenAnswers::Use::misused:
      return refused(409, "Conflict");
    case GivenAnswers::Use::fresh:
      break;
  }
  const Answer answer = change(request, now);
  if (answer.status < 400) given_.keep(request, answer);
  return answer;
}

Answer MollieApi::get(const Request& request) {
  const auto wanted = read_form(request.query);
  if (!wanted) return refused(400, "Bad Request");
  if (request.path == kPaymentsPath) return list(*wanted);
  if (!wanted->empty()) return refused(400, "Bad Request");
  std::string id =
      request.path.substr(std::min(request.path.size(), std::string(kPaymentsPath).size() + 1));
  const bool captures = id.ends_with("/captures");
  if (captures) id.resize(id.size() - std::string_view("/captures").size());
  Payment* found = payment(id);
  if (found == nullptr) return refused(404, "Not Found");
  settle(*found);
  if (!captures) return {200, shown(*found)};
  json all = json::array();
  for (const Capture& it : found->captures) all.push_back(shown(*found, it));
  return {200, {{"count", all.size()}, {"_embedded", {{"captures", all}}}}};
}

Answer MollieApi::change(const Request& request, std::int64_t now) {
  const json wanted =
      request.body.empty() ? json::object() : json::parse(request.body, nullptr, false);
  if (!wanted.is_object() || !request.query.empty()) return refused(400, "Bad Request");
  const std::string base = kPaymentsPath;
  if (request.method == "POST" && request.path == base) {
    if (const auto wrong = misfit(wanted, payment_shape(), false)) {
      return refused(422, "Unprocessable Entity", *wrong);
    }
    return make(wanted, now);
  }
  if (request.path.rfind(base + "/", 0) != 0) return refused(404, "Not Found");
  const std::string rest = request.path.substr(base.size() + 1);
  const std::size_t slash = rest.find('/');
  Payment* found = payment(rest.substr(0, slash));
  if (found == nullptr) return refused(404, "Not Found");
  const std::string what = slash == std::string::npos ? "" : rest.substr(slash + 1);
  if (request.method == "DELETE" && what.empty()) {
    if (found->status != "open") return refused(422, "Unprocessable Entity");
    found->status = "canceled";
    return {200, shown(*found)};
  }
  if (request.method != "POST") return refused(405, "Method Not Allowed");
  if (what == "captures") {
    if (const auto wrong = misfit(wanted, capture_shape_of_mollie(), false)) {
      return refused(422, "Unprocessable Entity", *wrong);
    }
    return capture(*found, wanted);
  }
  if (what == "release-authorization" && wanted.empty()) return release(*found);
  return refused(404, "Not Found");
}

Answer MollieApi::make(const json& wanted, std::int64_t now) {
  const auto units = units_of(wanted["amount"]);
  if (!units || *units < 1) return refused(422, "Unprocessable Entity", "amount");
  Payment made;
  made.id = "tr_" + std::to_string(++serial_) + "kerb";
  made.currency = wanted["amount"]["currency"];
  made.units = *units;
  made.created = now;
  made.expires = now + kPageLife;
  made.manual = wanted.value("captureMode", std::string()) == "manual";
  made.metadata = wanted.value("metadata", json(nullptr));
  payments_.push_back(made);
  return {201, shown(made)};
}

Answer MollieApi::capture(Payment& payment, const json& wanted) {
  settle(payment);
  if (payment.status != "authorized") return refused(422, "Unprocessable Entity");
  const json amount = wanted.value("amount", amount_of(payment.units, payment.currency));
  const auto units = units_of(amount);
  std::int64_t asked = 0;
  for (const Capture& it : payment.captures) asked += it.units;
  if (!units || *units < 1 || amount["currency"] != payment.currency ||
      *units > payment.units - asked) {
    return refused(422, "Unprocessable Entity", "amount");
  }
  payment.captures.push_back({"cpt_" + std::to_string(++serial_) + "kerb", *units, false,
                              wanted.value("description", std::string())});
  return {201, shown(payment, payment.captures.back())};
}

Answer MollieApi::release(Payment& payment) {
  settle(payment);
  if (payment.status != "authorized") return refused(422, "Unprocessable Entity");
  payment.release_wanted = true;
  return {202, nullptr};
}

Answer MollieApi::list(const json& wanted) {
  static const json shape = {{"limit", "whole"}, {"from", "text:64"}, {"sort", "one:asc|desc"}};
  if (misfit(wanted, shape, true)) return refused(400, "Bad Request");
  const std::size_t limit =
      wanted.contains("limit") ? std::stoul(wanted["limit"].get<std::string>()) : 50;
  if (limit < 1 || limit > 250) return refused(400, "Bad Request", "limit");
  json all = json::array();
  bool begun = !wanted.contains("from");
  json next = nullptr;
  for (auto it = payments_.rbegin(); it != payments_.rend() && next.is_null(); ++it) {
    if (!begun && wanted["from"] == it->id) begun = true;
    if (!begun) continue;
    if (all.size() == limit) {
      next = {{"href", "https://api.mollie.com/v2/payments?from=" + it->id}};
    } else {
      all.push_back(shown(*it));
    }
  }
  return {
      200,
      {{"count", all.size()}, {"_embedded", {{"payments", all}}}, {"_links", {{"next", next}}}}};
}

bool MollieApi::act(const std::string& page, Act act, std::int64_t now) {
  let_lapse(now);
  Payment* found = payment(page);
  if (found == nullptr || found->status != "open") return false;
  // A page of a card's takes one card, and one answer of its bank.
  found->status = act == Act::decline ? "failed" : found->manual ? "authorized" : "paid";
  return true;
}

json MollieApi::book(std::int64_t now) {
  let_lapse(now);
  json book = {{"pages", json::array()}, {"payments", json::array()}};
  for (Payment& it : payments_) {
    settle(it);
    const std::string order =
        it.metadata.is_object() ? it.metadata.value("order", std::string()) : std::string();
    book["pages"].push_back({{"id", it.id}, {"order", order}, {"status", it.status}});
    book["payments"].push_back({{"id", it.id},
                                {"order", order},
                                {"status", it.status},
                                {"held", it.status == "authorized" ? it.units : 0},
                                {"captured", captured(it)}});
  }
  return book;
}

void MollieApi::let_lapse(std::int64_t now) {
  for (Payment& it : payments_) {
    if (it.status == "open" && now >= it.expires) it.status = "expired";
  }
}

void MollieApi::settle(Payment& payment) {
  for (Capture& it : payment.captures) it.done = true;
  if (payment.status != "authorized") return;
  const std::int64_t taken = captured(payment);
  if (taken == payment.units || (payment.release_wanted && taken > 0)) payment.status = "paid";
  if (payment.release_wanted && taken == 0) payment.status = "canceled";
}

MollieApi::Payment* MollieApi::payment(const std::string& id) {
  const auto found = std::find_if(payments_.begin(), payments_.end(),
                                  [&id](const Payment& it) { return it.id == id; });
  return found == payments_.end() ? nullptr : &*found;
}

json MollieApi::shown(const Payment& payment) const {
  json view = {{"resource", "payment"},
               {"id", payment.id},
               {"mode", "test"},
               {"createdAt", iso_time(payment.created)},
               {"amount", amount_of(payment.units, payment.currency)},
               {"metadata", payment.metadata},
               {"status", payment.status},
               {"captureMode", payment.manual ? "manual" : "automatic"},
               {"_links", {{"self", {{"href", "..."}, {"type", "application/hal+json"}}}}}};
  if (payment.status == "open") {
    view["expiresAt"] = iso_time(payment.expires);
    view["isCancelable"] = true;
    view["_links"]["checkout"] = {{"href", page_base_ + payment.id}, {"type", "text/html"}};
  }
  if (payment.status == "authorized") view["captureBefore"] = iso_time(payment.created + kWeek);
  if (captured(payment) > 0) {
    view["amountCaptured"] = amount_of(captured(payment), payment.currency);
  }
  return view;
}

json MollieApi::shown(const Payment& payment, const Capture& capture) {
  return {{"resource", "capture"},
          {"id", capture.id},
          {"mode", "test"},
          {"amount", amount_of(capture.units, payment.currency)},
          {"status", capture.done ? "succeeded" : "pending"},
          {"description", capture.description},
          {"paymentId", payment.id}};
}

}  // namespace kerb::stand_in_psp
