#include "tests/stand_in_psp/server.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <ctime>
#include <mutex>

#include "tests/stand_in_bank/https_listener.hpp"
#include "tests/stand_in_psp/mollie_api.hpp"
#include "tests/stand_in_psp/stripe_api.hpp"

namespace kerb::stand_in_psp {

namespace {

using nlohmann::json;
using stand_in_bank::HttpsListener;
using stand_in_bank::ServerIdentity;

constexpr const char* kPages = "/c/pay/";

std::int64_t machine_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::unique_ptr<PspApi> make_api(const ServerSettings& settings, int port) {
  const std::string base = "https://localhost:" + std::to_string(port) + kPages;
  if (settings.service == Service::mollie) {
    return std::make_unique<MollieApi>(settings.api_key, base);
  }
  return std::make_unique<StripeApi>(settings.api_key, base);
}

// RFC 9110, 5.6.7.
std::string http_date(std::int64_t at) {
  const auto seconds = static_cast<std::time_t>(at);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[40] = {};
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

Request request_of(const httplib::Request& seen) {
  Request request;
  request.method = seen.method;
  const std::size_t question = seen.target.find('?');
  request.path = seen.target.substr(0, question);
  if (question != std::string::npos) request.query = seen.target.substr(question + 1);
  request.content_type = seen.get_header_value("Content-Type");
  request.body = seen.body;
  for (const auto& [name, value] : seen.headers) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    request.headers[lower] = value;
  }
  return request;
}

void make_foreign(json& body) {
  for (auto it = body.begin(); it != body.end(); ++it) {
    if (body.is_object() && it.key() == "currency" && it->is_string()) {
      *it = it->get<std::string>() == "eur" ? "usd" : "USD";
    } else if (it->is_structured()) {
      make_foreign(*it);
    }
  }
}

}  // namespace

std::optional<Service> service_from_word(std::string_view word) {
  if (word == "stripe") return Service::stripe;
  if (word == "mollie") return Service::mollie;
  return std::nullopt;
}

std::optional<Mood> mood_from_word(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kWords = {
      "normal",       "slow",      "unreachable", "refuses_raises", "drops_before", "drops_after",
      "answers_html", "error_500", "garbage",     "other_currency", "too_many"};
  const auto* found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<Mood>(found - kWords.begin());
}

std::optional<Act> act_from_word(std::string_view word) {
  if (word == "pay") return Act::pay;
  if (word == "decline") return Act::decline;
  if (word == "pay_late") return Act::pay_late;
  return std::nullopt;
}

struct Server::Running {
  explicit Running(const ServerSettings& settings)
      : identity(stand_in_bank::make_identity(settings.ca_file)),
        api(make_api(settings, listener.port())) {}

  void serve(const httplib::Request& seen, httplib::Response& response);
  bool show_page(const httplib::Request& seen, httplib::Response& response);
  Answer answer_to(const Request& request);
  Mood mood_now() {
    const std::lock_guard lock(books);
    return mood;
  }
  std::int64_t time_now() {
    const std::lock_guard lock(books);
    return now();
  }
  std::int64_t now() const { return machine_seconds() + passed.count(); }

  ServerIdentity identity;
  std::mutex listeners;  // guards opening and closing
  HttpsListener listener{identity,
                         [this](const auto& seen, auto& response) { serve(seen, response); }};

  std::mutex books;  // guards the next seven
  std::unique_ptr<PspApi> api;
  Mood mood = Mood::normal;
  std::chrono::milliseconds delay{};
  int mood_changes = 0;
  std::chrono::seconds passed{};
  int requests = 0;
  std::string last;
  std::condition_variable mood_changed;
};

Answer Server::Running::answer_to(const Request& request) {
  std::unique_lock lock(books);
  ++requests;
  last = request.method + " " + request.path;
  if (!request.query.empty()) last += "?" + request.query;
  if (!request.body.empty()) last += " " + request.body;
  Answer answer = api->handle(request, now());
  if (mood == Mood::other_currency) make_foreign(answer.body);
  if (mood == Mood::slow) {
    const int since = mood_changes;
    mood_changed.wait_for(lock, delay, [&] { return mood_changes != since; });
  }
  return answer;
}

// What the code on the screen leads to, for whoever opens it in a browser on this desk.
bool Server::Running::show_page(const httplib::Request& seen, httplib::Response& response) {
  if (seen.path.rfind(kPages, 0) != 0) return false;
  const std::string rest = seen.path.substr(std::string_view(kPages).size());
  const std::string page = rest.substr(0, rest.find('/'));
  const bool named = !page.empty() && std::all_of(page.begin(), page.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_';
  });
  if (!named) {
    response.status = 404;
  } else if (seen.method == "POST") {
    const auto word =
        act_from_word(std::string_view(rest).substr(std::min(rest.size(), page.size() + 1)));
    const std::lock_guard lock(books);
    response.status = word && api->act(page, *word, now()) ? 200 : 409;
  } else {
    const std::string here = kPages + page;
    response.set_content(
        "<!doctype html><title>A page that stands in</title>"
        "<h1>No money moves here</h1><form method=post>"
        "<button formaction=\"" +
            here +
            "/pay\">Pay</button>"
            "<button formaction=\"" +
            here + "/decline\">Be declined</button></form>",
        "text/html");
  }
  return true;
}

void Server::Running::serve(const httplib::Request& seen, httplib::Response& response) {
  if (show_page(seen, response)) return;
  const Mood as = mood_now();
  const auto cut = [&seen] { stand_in_bank::cut_connection(seen.remote_addr, seen.remote_port); };
  if (as == Mood::drops_before) return cut();
  if (as == Mood::answers_html) {
    response.set_content("<html><body><h1>Under maintenance</h1></body></html>", "text/html");
    return;
  }
  if (as == Mood::too_many) {
    response.status = 429;
    response.set_content(
        R"({"status":429,"title":"Too Many Requests","detail":"","error":{"type":"invalid_request_error","code":"rate_limit"}})",
        "application/json");
    return;
  }
  const Answer answer = answer_to(request_of(seen));
  if (as == Mood::drops_after) return cut();
  if (as == Mood::error_500) {
    response.status = 500;
    response.set_content(R"({"error":{"type":"api_error"}})", "application/json");
    return;
  }
  response.status = answer.status;
  response.set_header("Date", http_date(time_now()));
  const std::string text = answer.body.is_null() ? std::string() : answer.body.dump();
  response.set_content(as == Mood::garbage ? text.substr(0, text.size() / 2) : text,
                       "application/json");
}

Server::Server(const ServerSettings& settings) : running_(std::make_unique<Running>(settings)) {
  running_->listener.open();
}

Server::~Server() {
  mood(Mood::normal);
  const std::lock_guard lock(running_->listeners);
  running_->listener.close();
}

int Server::port() const {
  return running_->listener.port();
}

void Server::mood(Mood mood, std::chrono::milliseconds delay) {
  {
    const std::lock_guard lock(running_->books);
    running_->mood = mood;
    running_->delay = delay;
    ++running_->mood_changes;
    running_->api->refuse_raises(mood == Mood::refuses_raises);
  }
  running_->mood_changed.notify_all();
  const std::lock_guard lock(running_->listeners);
  if (mood == Mood::unreachable) {
    running_->listener.close();
  } else {
    running_->listener.open();
  }
}

bool Server::act(const std::string& page, Act act) {
  const std::lock_guard lock(running_->books);
  return running_->api->act(page, act, running_->now());
}

void Server::pass(std::chrono::seconds time) {
  const std::lock_guard lock(running_->books);
  running_->passed += time;
}

json Server::book() {
  const std::lock_guard lock(running_->books);
  return running_->api->book(running_->now());
}

int Server::request_count() {
  const std::lock_guard lock(running_->books);
  return running_->requests;
}

std::string Server::last_request() {
  const std::lock_guard lock(running_->books);
  return running_->last;
}

}  // namespace kerb::stand_in_psp
