#include "tests/stand_in_bank/server.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>

#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/stand_in_bank/chip_data.hpp"
#include "tests/stand_in_bank/connections.hpp"
#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_bank/help_desk.hpp"
#include "tests/stand_in_bank/moods.hpp"

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestRequest = 64 * 1024;
constexpr const char* kJsonType = "application/hal+json";

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::unique_ptr<httplib::SSLServer> make_listener(const ServerIdentity& identity) {
  auto listener =
      std::make_unique<httplib::SSLServer>(identity.certificate.get(), identity.key.get());
  if (!listener->is_valid())
    throw std::runtime_error("the TLS server does not take its certificate");
  SSL_CTX_set_min_proto_version(listener->ssl_context(), TLS1_2_VERSION);
  listener->set_payload_max_length(kLongestRequest);
  listener->set_tcp_nodelay(true);
  listener->set_keep_alive_max_count(1000);
  listener->set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  return listener;
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

  void open_bank();
  void close_bank();
  void open_control();
  void serve(const httplib::Request& request, httplib::Response& response);
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
  ReservedPort port;
  int control_port = 0;
  std::mutex listeners;  // guards opening and closing of the bank's
  std::unique_ptr<httplib::SSLServer> bank;
  std::thread bank_thread;
  std::unique_ptr<httplib::SSLServer> control_listener;
  std::thread control_thread;
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

void Server::Running::serve(const httplib::Request& request, httplib::Response& response) {
  const Mood mood = moods.now();
  if (mood == Mood::drops_before) return cut_connection(request.remote_addr, request.remote_port);
  if (mood == Mood::answers_html) {
    response.set_content("<html><body><h1>Under maintenance</h1></body></html>", "text/html");
    return;
  }
  if (request.method == "POST" && request.path == HelpDesk::kPath) {
    const std::lock_guard lock(books);
    response.status = help_desk.take(request.get_header_value("Idempotency-Key"), request.body);
    return note(request, std::to_string(response.status));
  }
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

void Server::Running::open_bank() {
  bank = make_listener(identity);
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    serve(request, response);
  };
  bank->Get(".*", handler);
  bank->Post(".*", handler);
  bank->Patch(".*", handler);
  if (!bank->bind_to_port("127.0.0.1", port.number())) {
    throw std::runtime_error("the bank's port is taken");
  }
  bank_thread = std::thread([listener = bank.get()] { listener->listen_after_bind(); });
  // stop() does nothing before the listener runs.
  while (!bank->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void Server::Running::close_bank() {
  if (!bank) return;
  bank->stop();
  cut_connections_of(port.number());  // idle ones would keep the listener for seconds
  bank_thread.join();
  bank.reset();
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
    close_bank();
  } else if (!bank) {
    open_bank();
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

void Server::Running::open_control() {
  control_listener = make_listener(identity);
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    control(request, response);
  };
  control_listener->Get("/stand-in/.*", handler);
  control_listener->Post("/stand-in/.*", handler);
  control_port = control_listener->bind_to_any_port("127.0.0.1");
  if (control_port <= 0) throw std::runtime_error("no free port for the control");
  control_thread = std::thread([this] { control_listener->listen_after_bind(); });
  while (!control_listener->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Server::Server(ServerIdentity identity, BankRules rules, TokenCheck tokens,
               std::string control_token, const std::string& log_file)
    : running_(std::make_unique<Running>(std::move(identity), std::move(rules), std::move(tokens),
                                         std::move(control_token), log_file)) {
  running_->open_bank();
  running_->open_control();
}

Server::~Server() {
  stop();
}

int Server::port() const {
  return running_->port.number();
}
int Server::control_port() const {
  return running_->control_port;
}

void Server::stop() {
  if (!running_->control_listener) return;
  running_->control_listener->stop();
  cut_connections_of(running_->control_port);
  running_->control_thread.join();
  running_->control_listener.reset();
  running_->moods.change(Mood::normal, std::chrono::milliseconds(0));
  const std::lock_guard lock(running_->listeners);
  running_->close_bank();
}

}  // namespace kerb::stand_in_bank
