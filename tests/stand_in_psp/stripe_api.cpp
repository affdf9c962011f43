#include "tests/stand_in_psp/stripe_api.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tests/stand_in_psp/parameters.hpp"
#include "tests/stand_in_psp/stripe_shapes.hpp"

namespace kerb::stand_in_psp {

namespace {

using nlohmann::json;

constexpr const char* kSessions = "/v1/checkout/sessions";
constexpr const char* kIntents = "/v1/payment_intents/";
constexpr std::int64_t kShortestLife = 30 * 60;
constexpr std::int64_t kLongestLife = 24 * 3600;
constexpr std::int64_t kWeek = 7 * 24 * 3600;
constexpr std::int64_t kLargestAmount = 99'999'999;
constexpr int kMostRaises = 10;
constexpr std::size_t kFragment = 520;
constexpr std::size_t kLongestPageId = 66;

Answer refused(int status, const char* type, const char* code, const std::string& parameter = {}) {
  json error = {{"type", type}, {"message", "see code and param"}};
  if (code != nullptr) error["code"] = code;
  if (!parameter.empty()) error["param"] = parameter;
  return {status, {{"error", error}}};
}

Answer invalid(const char* code, const std::string& parameter = {}) {
  return refused(400, "invalid_request_error", code, parameter);
}

Answer no_such(const std::string& what) {
  return refused(404, "invalid_request_error", "resource_missing", what);
}

std::int64_t number(const json& value) {
  return std::stoll(value.get<std::string>());
}

// In the currency's smallest coin: docs.stripe.com/currencies.
std::int64_t least_amount(const std::string& currency) {
  static const std::map<std::string, std::int64_t> least = {
      {"eur", 50},  {"usd", 50},  {"chf", 50},   {"gbp", 30},    {"dkk", 250}, {"nok", 300},
      {"sek", 300}, {"pln", 200}, {"czk", 1500}, {"huf", 17500}, {"ron", 200}, {"jpy", 50}};
  const auto found = least.find(currency);
  return found == least.end() ? 1 : found->second;
}

bool is_amount_in(const std::string& currency, std::int64_t units) {
  static const std::set<std::string> known = {"eur", "gbp", "chf", "sek", "nok", "dkk",
                                              "pln", "czk", "huf", "ron", "isk", "try",
                                              "uah", "ils", "usd", "jpy", "kwd"};
  if (known.count(currency) == 0 || units > kLargestAmount) return false;
  if (currency == "isk" && units % 100 != 0) return false;
  return currency != "kwd" || units % 10 == 0;
}

bool is_https(const json& url) {
  return url.get<std::string>().rfind("https://", 0) == 0;
}

// One item, once: all that a charge is.
std::optional<std::string> wrong_in_page(const json& wanted, std::int64_t now) {
  const json& items = wanted["line_items"];
  if (wanted["mode"] != "payment") return "mode";
  if (items.size() != 1 || items[0]["quantity"] != "1") return "line_items";
  const json& price = items[0]["price_data"];
  const std::string currency = price["currency"];
  const std::int64_t units = number(price["unit_amount"]);
  if (units < least_amount(currency) || !is_amount_in(currency, units)) {
    return "line_items[0][price_data][unit_amount]";
  }
  for (const char* url : {"success_url", "cancel_url"}) {
    if (wanted.contains(url) && !is_https(wanted[url])) return url;
  }
  if (wanted.contains("expires_at")) {
    const std::int64_t life = number(wanted["expires_at"]) - now;
    if (life < kShortestLife || life > kLongestLife) return "expires_at";
  }
  return std::nullopt;
}

// "2025-03-31.basil", or "2024-06-20" as versions were called before.
bool is_version(const std::string& text) {
  static const std::regex kVersion(R"(\d{4}-\d{2}-\d{2}(\.[a-z]{1,20})?)");
  return std::regex_match(text, kVersion);
}

// What failed the check of its parameters never began, and is not kept; every other answer is, the
// refusals among them (docs.stripe.com/api/idempotent_requests).
bool began(const Answer& answer) {
  if (answer.status == 404) return false;
  if (answer.status != 400) return true;
  return answer.body["error"].value("code", std::string()).rfind("parameter_", 0) != 0;
}

// As long as the real ones are with what Checkout puts behind the #.
std::string address_of_page(const std::string& base, const std::string& id) {
  std::string fragment = "#fidkdWxOYHwnPyd1blpxYHZxWjA0";
  while (fragment.size() < kFragment) fragment += "TjFKaTBxdnFmYHdsY2Jxa2ZqJyUl";
  return base + id + fragment;
}

bool expands(const json& expand, const std::string& name) {
  return std::any_of(expand.begin(), expand.end(), [&name](const json& path) {
    return path == name || path.get<std::string>().rfind(name + ".", 0) == 0;
  });
}

json expand_in(const json& wanted) {
  return wanted.value("expand", json::array());
}

// An expansion of something that is not there is an error.
bool knows(const json& expand, const std::set<std::string>& names) {
  return std::all_of(expand.begin(), expand.end(), [&names](const json& path) {
    return names.count(path.get<std::string>()) != 0;
  });
}

void merge(json& metadata, const json& wanted) {
  if (wanted.contains("metadata")) metadata.update(wanted["metadata"]);
}

}  // namespace

Answer StripeApi::handle(const Request& request, std::int64_t now) {
  if (request.header("authorization") != "Bearer " + api_key_) {
    return refused(401, "invalid_request_error", nullptr);
  }
  if (!is_version(request.header("stripe-version"))) return invalid("version_missing");
  let_lapse(now);
  if (request.method == "GET") return get(request);
  if (request.method != "POST") return refused(405, "invalid_request_error", nullptr);
  if (request.content_type != "application/x-www-form-urlencoded") {
    return invalid("content_type_invalid");
  }
  const std::string key = request.header("idempotency-key");
  if (key.empty() || key.size() > 255) return invalid("idempotency_key_missing");
  switch (given_.use(request)) {
    case GivenAnswers::Use::repeated:
      return given_.under(key);
    case GivenAnswers::Use::misused:
      return refused(400, "idempotency_error", nullptr);
    case GivenAnswers::Use::fresh:
      break;
  }
  const Answer answer = post(request, now);
  if (began(answer)) given_.keep(request, answer);
  return answer;
}

Answer StripeApi::get(const Request& request) {
  const auto wanted = read_form(request.query);
  if (!wanted || !request.body.empty()) return invalid("parameter_invalid");
  if (request.path == kSessions) {
    if (const auto wrong = misfit(*wanted, page_list_shape(), true)) {
      return invalid("parameter_unknown", *wrong);
    }
    return list_pages(*wanted);
  }
  if (const auto wrong = misfit(*wanted, expand_shape(), true)) {
    return invalid("parameter_unknown", *wrong);
  }
  const json expand = expand_in(*wanted);
  if (request.path.rfind(std::string(kSessions) + "/", 0) == 0) {
    if (!knows(expand, {"payment_intent", "payment_intent.latest_charge", "line_items"})) {
      return invalid("parameter_invalid", "expand");
    }
    const std::string id = request.path.substr(std::string(kSessions).size() + 1);
    const Page* found = id.size() > kLongestPageId ? nullptr : page(id);
    return found == nullptr ? no_such("session") : Answer{200, shown(*found, expand)};
  }
  if (request.path.rfind(kIntents, 0) == 0) {
    if (!knows(expand, {"latest_charge"})) return invalid("parameter_invalid", "expand");
    const Intent* found = intent(request.path.substr(std::string(kIntents).size()));
    return found == nullptr ? no_such("intent")
                            : Answer{200, shown(*found, expands(expand, "latest_charge"))};
  }
  return no_such("url");
}

Answer StripeApi::post(const Request& request, std::int64_t now) {
  const auto wanted = read_form(request.body);
  if (!wanted || !request.query.empty()) return invalid("parameter_invalid");
  if (request.path == kSessions) {
    if (const auto wrong = misfit(*wanted, page_shape(), true)) {
      return invalid("parameter_unknown", *wrong);
    }
    if (const auto wrong = wrong_in_page(*wanted, now)) return invalid("parameter_invalid", *wrong);
    return make_page(*wanted, now);
  }
  const std::size_t last = request.path.rfind('/');
  const std::string what = request.path.substr(last + 1);
  const std::string before = request.path.substr(0, last);
  if (what == "expire" && before.rfind(std::string(kSessions) + "/", 0) == 0) {
    if (const auto wrong = misfit(*wanted, expand_shape(), true)) {
      return invalid("parameter_unknown", *wrong);
    }
    return close(before.substr(std::string(kSessions).size() + 1));
  }
  if (before.rfind(kIntents, 0) == 0) {
    return change(before.substr(std::string(kIntents).size()), what, *wanted);
  }
  return no_such("url");
}

Answer StripeApi::make_page(const json& wanted, std::int64_t now) {
  const json& price = wanted["line_items"][0]["price_data"];
  const json payment = wanted.value("payment_intent_data", json::object());
  const json options = wanted.value("payment_method_options", json::object());
  Page made;
  made.id = "cs_test_" + std::to_string(++serial_);
  made.order = wanted.value("client_reference_id", std::string());
  made.currency = price["currency"];
  made.amount = number(price["unit_amount"]);
  made.created = now;
  made.expires = wanted.contains("expires_at") ? number(wanted["expires_at"]) : now + kLongestLife;
  made.manual = payment.value("capture_method", std::string()) == "manual";
  made.may_be_raised =
      options.contains("card") &&
      options["card"].value("request_incremental_authorization", std::string()) == "if_available";
  made.metadata = wanted.value("metadata", json::object());
  made.payment_metadata = payment.value("metadata", json::object());
  pages_.push_back(made);
  return {200, shown(made, expand_in(wanted))};
}

Answer StripeApi::list_pages(const json& wanted) {
  const std::int64_t limit = wanted.contains("limit") ? number(wanted["limit"]) : 10;
  if (limit < 1 || limit > 100) return invalid("parameter_invalid", "limit");
  const json created = wanted.value("created", json::object());
  const auto in_time = [&created](std::int64_t at) {
    return (!created.contains("gte") || at >= number(created["gte"])) &&
           (!created.contains("lte") || at <= number(created["lte"]));
  };
  json list = json::array();
  bool more = false;
  bool begun = !wanted.contains("starting_after");
  for (auto it = pages_.rbegin(); it != pages_.rend() && !more; ++it) {
    const bool fits =
        in_time(it->created) && (!wanted.contains("status") || wanted["status"] == it->status);
    if (begun && fits) {
      more = static_cast<std::int64_t>(list.size()) == limit;
      if (!more) list.push_back(shown(*it, json::array()));
    }
    if (!begun && wanted["starting_after"] == it->id) begun = true;
  }
  if (!begun) return no_such("starting_after");
  return {200, {{"object", "list"}, {"url", kSessions}, {"has_more", more}, {"data", list}}};
}

Answer StripeApi::close(const std::string& id) {
  Page* found = page(id);
  if (found == nullptr) return no_such("session");
  if (found->status != "open") return refused(400, "invalid_request_error", nullptr);
  found->status = "expired";
  if (Intent* behind = intent(found->intent)) behind->status = "canceled";
  return {200, shown(*found, json::array())};
}

Answer StripeApi::change(const std::string& id, const std::string& what, const json& wanted) {
  using Change = Answer (StripeApi::*)(Intent&, const json&);
  struct Way {
    const json& shape;
    Change act;
  };
  const std::map<std::string, Way> ways = {
      {"increment_authorization", {raise_shape(), &StripeApi::raise}},
      {"capture", {capture_shape(), &StripeApi::capture}}};
  Intent* found = intent(id);
  if (found == nullptr) return no_such("intent");
  if (what == "cancel") {
    if (const auto wrong = misfit(wanted, cancel_shape(), true)) {
      return invalid("parameter_unknown", *wrong);
    }
    return cancel(*found);
  }
  const auto way = ways.find(what);
  if (way == ways.end()) return no_such("url");
  if (const auto wrong = misfit(wanted, way->second.shape, true)) {
    return invalid("parameter_unknown", *wrong);
  }
  return (this->*way->second.act)(*found, wanted);
}

Answer StripeApi::raise(Intent& intent, const json& wanted) {
  const std::int64_t total = number(wanted["amount"]);
  if (intent.status != "requires_capture" || !intent.may_be_raised) {
    return invalid("payment_intent_unexpected_state");
  }
  if (total <= intent.capturable || !is_amount_in(intent.currency, total) ||
      ++intent.raises > kMostRaises) {
    return invalid("amount_too_small", "amount");
  }
  if (refuses_raises_) {
    Answer no = refused(402, "card_error", "card_declined");
    no.body["error"]["decline_code"] = "insufficient_funds";
    return no;
  }
  intent.amount = total;
  intent.capturable = total;
  merge(intent.metadata, wanted);
  return {200, shown(intent, expands(expand_in(wanted), "latest_charge"))};
}

Answer StripeApi::capture(Intent& intent, const json& wanted) {
  if (intent.status != "requires_capture") return invalid("payment_intent_unexpected_state");
  const std::int64_t units = wanted.contains("amount_to_capture")
                                 ? number(wanted["amount_to_capture"])
                                 : intent.capturable;
  if (units > intent.capturable) return invalid("amount_too_large", "amount_to_capture");
  if (units < 1 || !is_amount_in(intent.currency, units)) {
    return invalid("amount_too_small", "amount_to_capture");
  }
  intent.status = "succeeded";
  intent.received = units;
  intent.capturable = 0;
  merge(intent.metadata, wanted);
  return {200, shown(intent, expands(expand_in(wanted), "latest_charge"))};
}

Answer StripeApi::cancel(Intent& intent) {
  if (intent.status == "canceled" || intent.status == "succeeded") {
    return invalid("payment_intent_unexpected_state");
  }
  intent.status = "canceled";
  intent.capturable = 0;
  return {200, shown(intent, false)};
}

bool StripeApi::act(const std::string& id, Act act, std::int64_t now) {
  let_lapse(now);
  Page* found = page(id);
  if (found == nullptr || found->status != "open") return false;
  Intent& behind = intent_of(*found, now);
  if (act == Act::decline) {
    behind.status = "requires_payment_method";
    return true;
  }
  behind.status = found->manual ? "requires_capture" : "succeeded";
  (found->manual ? behind.capturable : behind.received) = behind.amount;
  found->status = act == Act::pay_late ? "expired" : "complete";
  return true;
}

json StripeApi::book(std::int64_t now) {
  let_lapse(now);
  json book = {{"pages", json::array()}, {"payments", json::array()}};
  for (const Page& it : pages_) {
    book["pages"].push_back({{"id", it.id}, {"order", it.order}, {"status", it.status}});
  }
  for (const Intent& it : intents_) {
    book["payments"].push_back({{"id", it.id},
                                {"order", it.metadata.value("order", std::string())},
                                {"status", it.status},
                                {"held", it.capturable},
                                {"captured", it.received}});
  }
  return book;
}

void StripeApi::let_lapse(std::int64_t now) {
  for (Page& it : pages_) {
    if (it.status == "open" && now >= it.expires) close(it.id);
  }
}

StripeApi::Intent& StripeApi::intent_of(Page& page, std::int64_t now) {
  if (Intent* there = intent(page.intent)) return *there;
  Intent made;
  made.id = "pi_" + std::to_string(++serial_) + "Kerb";
  made.currency = page.currency;
  made.amount = page.amount;
  made.created = now;
  made.may_be_raised = page.may_be_raised;
  made.metadata = page.payment_metadata;
  page.intent = made.id;
  return intents_.emplace_back(std::move(made));
}

StripeApi::Page* StripeApi::page(const std::string& id) {
  const auto found =
      std::find_if(pages_.begin(), pages_.end(), [&id](const Page& it) { return it.id == id; });
  return found == pages_.end() ? nullptr : &*found;
}

StripeApi::Intent* StripeApi::intent(const std::string& id) {
  const auto found = std::find_if(intents_.begin(), intents_.end(),
                                  [&id](const Intent& it) { return it.id == id; });
  return found == intents_.end() ? nullptr : &*found;
}

json StripeApi::shown(const Page& page, const json& expand) {
  json view = {{"id", page.id},
               {"object", "checkout.session"},
               {"amount_total", page.amount},
               {"client_reference_id", page.order.empty() ? json(nullptr) : json(page.order)},
               {"created", page.created},
               {"currency", page.currency},
               {"expires_at", page.expires},
               {"livemode", false},
               {"metadata", page.metadata},
               {"mode", "payment"},
               {"payment_intent", nullptr},
               {"status", page.status},
               {"url", nullptr}};
  if (page.status == "open") view["url"] = address_of_page(page_base_, page.id);
  const Intent* behind = intent(page.intent);
  // As Stripe has it: what is only held is not paid.
  view["payment_status"] = behind != nullptr && behind->status == "succeeded" ? "paid" : "unpaid";
  if (behind != nullptr) {
    view["payment_intent"] = expands(expand, "payment_intent")
                                 ? shown(*behind, expands(expand, "payment_intent.latest_charge"))
                                 : json(behind->id);
  }
  return view;
}

json StripeApi::shown(const Intent& intent, bool with_charge) {
  json view = {{"id", intent.id},
               {"object", "payment_intent"},
               {"amount", intent.amount},
               {"amount_capturable", intent.capturable},
               {"amount_received", intent.received},
               {"capture_method", "manual"},
               {"created", intent.created},
               {"currency", intent.currency},
               {"latest_charge", nullptr},
               {"livemode", false},
               {"metadata", intent.metadata},
               {"status", intent.status}};
  if (intent.status == "requires_payment_method") return view;
  const std::string charge = "ch_" + intent.id.substr(3);
  view["latest_charge"] = charge;
  if (!with_charge) return view;
  view["latest_charge"] = {
      {"id", charge},
      {"object", "charge"},
      {"payment_method_details",
       {{"type", "card"},
        {"card",
         {{"brand", "visa"}, {"last4", "4242"}, {"capture_before", intent.created + kWeek}}}}}};
  return view;
}

}  // namespace kerb::stand_in_psp
