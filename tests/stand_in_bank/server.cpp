#include "tests/stand_in_bank/server.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fstream>
#include <mutex>

#include "tests/stand_in_bank/chip_data.hpp"
#include "tests/stand_in_bank/connections.hpp"
#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_bank/help_desk.hpp"
#include "tests/stand_in_bank/https_listener.hpp"
#include "tests/stand_in_bank/moods.hpp"

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;

constexpr const char* kJsonType = "application/hal+json";

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The library writes the length of one answer and then whatever the provider gives: a second answer
// follows.
void send_twice(httplib::Response& response, const std::string& body) {
  response.set_header("Content-Length", std::to_string(body.size()));
  const std::string again =
      fmt::format("{}HTTP/1.1 201 Created\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}",
                  body, kJsonType, body.size(), body);
  response.set_content_provider(kJsonType,
                                [again](std::size_t /*offset*/, httplib::DataSink& sink) {
                                  sink.write(again.data(), again.size());
                                  sink.done();
                                  return true;
                                });
}

}  // namespace

struct Server::Running {
  Running(ServerIdentity server_identity, BankRules rules, TokenCheck token_check,
          std::string token, const std::string& log_file)
      : identity(std::move(server_identity)),
        api(std::move(rules)),
        tokens(std::move(token_check)),
        control_token(std::move(token)),
        log(log_file, std::ios::app) {}

  void serve(const httplib::Request& request, httplib::Response& response);
  bool help(const httplib::Request& request, httplib::Response& response);
  Answer act(const httplib::Request& request, bool declines);
  void control(const httplib::Request& request, httplib::Response& response);
  bool set_mood(const std::string& body);
  void note(const httplib::Request& request, const std::string& outcome);

  ServerIdentity identity;

  std::mutex books;  // guards the next seven
  PaymentApi api;
  HelpDesk help_desk;
  TokenCheck tokens;
  json last_request;
  int genuine_requests = 0;
  std::string control_token;
  std::ofstream log;

  Moods moods;
  std::mutex listeners;  // guards opening and closing of the bank's
  HttpsListener bank{identity,
                     [this](const auto& request, auto& response) { serve(request, response); }};
  HttpsListener desk{identity,
                     [this](const auto& request, auto& response) { control(request, response); }};
};

void Server::Running::note(const httplib::Request& request, const std::string& outcome) {
  log << fmt::format("{:%H:%M:%S} {} {} {}\n", fmt::gmtime(static_cast<std::time_t>(now_seconds())),
                     request.method, request.path, outcome)
      << std::flush;
}

Answer Server::Running::act(const httplib::Request& request, bool declines) {
  const std::lock_guard lock(books);
  const auto problem =
      tokens.problem({request.method, request.get_header_value("Host"), request.target,
                      request.body, request.get_header_value("Authorization")},
                     now_seconds());
  if (problem) {
    note(request, "401 " + *problem);
    return {401, {{"response", {{"rmsg", "Authentication Failed"}}}}};
  }
  ++genuine_requests;
  json body = json::parse(request.body, nullptr, false);
  last_request = {{"method", request.method}, {"path", request.target}};
  if (!body.is_discarded()) last_request["body"] = masked(std::move(body));
  Answer answer = api.handle(request.method, request.path, request.body, now_seconds(), declines);
  std::string outcome = std::to_string(answer.status);
  for (const char* word : {"status", "reason"}) {
    if (answer.body.contains(word)) outcome += " " + answer.body[word].get<std::string>();
  }
  // Names of fields and tags only: problems never carry values.
  if (answer.body.contains("details")) outcome += " " + answer.body["details"].dump();
  note(request, outcome);
  return answer;
}

// False: it is not for the help desk.
bool Server::Running::help(const httplib::Request& request, httplib::Response& response) {
  const std::lock_guard lock(books);
  const std::string_view path = request.path;
  if (request.method == "POST" && path == HelpDesk::kPath) {
    response.status = help_desk.take(request.get_header_value("Idempotency-Key"), request.body);
    return note(request, std::to_string(response.status)), true;
  }
  if (request.method != "GET" || !path.starts_with(HelpDesk::kPages)) return false;
  const std::string* page = help_desk.page(std::string(path.substr(HelpDesk::kPages.size())));
  response.status = page == nullptr ? 404 : 200;
  if (page != nullptr) response.set_content(*page, "text/plain");
  return true;
}

void Server::Running::serve(const httplib::Request& request, httplib::Response& response) {
  const Mood mood = moods.now();
  if (mood == Mood::drops_before) return cut_connection(request.remote_addr, request.remote_port);
  if (mood == Mood::answers_html) {
    response.set_content("<html><body><h1>Under maintenance</h1></body></html>", "text/html");
    return;
  }
  if (mood == Mood::slow && request.path == HelpDesk::kPath) moods.dawdle();
  if (help(request, response)) return;
  const Answer answer = act(request, mood == Mood::declines);
  if (mood == Mood::slow) moods.dawdle();
  if (mood == Mood::drops_after) return cut_connection(request.remote_addr, request.remote_port);
  if (mood == Mood::error_502) {
    response.status = 502;
    response.set_content(
        R"({"status":"SERVER_ERROR","reason":"SERVER_TIMEOUT","message":"The request timed out"})",
        kJsonType);
    return;
  }
  response.status = answer.status;
  const std::string text = answer.body.dump();
  if (mood == Mood::answers_twice) return send_twice(response, text);
  response.set_content(mood == Mood::garbage ? text.substr(0, text.size() / 2) : text, kJsonType);
}

bool Server::Running::set_mood(const std::string& body) {
  const json order = json::parse(body, nullptr, false);
  if (!order.is_object() || !order.contains("mood") || !order["mood"].is_string()) return false;
  const auto mood = mood_from_word(order["mood"].get<std::string>());
  if (!mood) return false;
  std::int64_t delay = 0;
  if (order.contains("delay_ms")) {
    if (!order["delay_ms"].is_number_unsigned()) return false;
    delay = order["delay_ms"].get<std::int64_t>();
  }
  const std::lock_guard lock(listeners);
  moods.change(*mood, std::chrono::milliseconds(delay));
  if (*mood == Mood::unreachable) {
    bank.close();
  } else {
    bank.open();
  }
  return true;
}

void Server::Running::control(const httplib::Request& request, httplib::Response& response) {
  response.status = 200;
  if (!same_octets(request.get_header_value("X-Stand-In-Token"), control_token)) {
    response.status = 403;
    return;
  }
  if (request.method == "POST" && request.path == "/stand-in/mood") {
    if (!set_mood(request.body)) response.status = 400;
    return;
  }
  const std::lock_guard lock(books);
  if (request.path == "/stand-in/book") {
    response.set_content(api.ledger().book().dump(), "application/json");
  } else if (request.path == "/stand-in/accounts") {
    response.set_content(api.ledger().accounts().dump(), "application/json");
  } else if (request.path == "/stand-in/last-request") {
    response.set_content(last_request.dump(), "application/json");
  } else if (request.path == "/stand-in/count") {
    response.set_content(std::to_string(genuine_requests), "application/json");
  } else {
    response.status = 404;
  }
}

Server::Server(ServerIdentity identity, BankRules rules, TokenCheck tokens,
               std::string control_token, const std::string& log_file)
    : running_(std::make_unique<Running>(std::move(identity), std::move(rules), std::move(tokens),
                                         std::move(control_token), log_file)) {
  running_->bank.open();
  running_->desk.open();
}

Server::~Server() {
  stop();
}

int Server::port() const {
  return running_->bank.port();
}
int Server::control_port() const {
  return running_->desk.port();
}

void Server::stop() {
  running_->desk.close();
  running_->moods.change(Mood::normal, std::chrono::milliseconds(0));
  const std::lock_guard lock(running_->listeners);
  running_->bank.close();
}

}  // namespace kerb::stand_in_bank
