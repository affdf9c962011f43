#include "tests/stand_in_psp/control.hpp"

#include <httplib.h>

#include <stdexcept>
#include <thread>

#include "tests/stand_in_bank/authority.hpp"
#include "tests/stand_in_bank/connections.hpp"
#include "tests/stand_in_bank/crypto.hpp"

namespace kerb::stand_in_psp {

namespace {

using nlohmann::json;

std::string word_in(const json& order, const char* name) {
  return order.is_object() && order.contains(name) && order[name].is_string()
             ? order[name].get<std::string>()
             : std::string();
}

std::int64_t number_in(const json& order, const char* name) {
  return order.is_object() && order.contains(name) && order[name].is_number_unsigned()
             ? order[name].get<std::int64_t>()
             : 0;
}

// The status of the answer.
int obey(Server& server, const std::string& what, const json& order) {
  if (what == "mood") {
    const auto mood = mood_from_word(word_in(order, "mood"));
    if (!mood) return 400;
    server.mood(*mood, std::chrono::milliseconds(number_in(order, "delay_ms")));
    return 200;
  }
  if (what == "phone") {
    const auto act = act_from_word(word_in(order, "act"));
    if (!act) return 400;
    return server.act(word_in(order, "page"), *act) ? 200 : 409;
  }
  if (what == "pass") {
    server.pass(std::chrono::seconds(number_in(order, "seconds")));
    return 200;
  }
  return 404;
}

}  // namespace

struct Control::Listener {
  Listener(Server& the_server, std::string the_token, const std::filesystem::path& ca_file)
      : server(the_server),
        token(std::move(the_token)),
        identity(stand_in_bank::make_identity(ca_file)),
        https(identity.certificate.get(), identity.key.get()) {}

  void serve(const httplib::Request& request, httplib::Response& response) {
    if (!stand_in_bank::same_octets(request.get_header_value("X-Stand-In-Token"), token)) {
      response.status = 403;
      return;
    }
    const std::string what = request.path.substr(std::string_view("/stand-in/").size());
    if (request.method == "POST") {
      response.status = obey(server, what, json::parse(request.body, nullptr, false));
    } else if (what == "book") {
      response.set_content(server.book().dump(), "application/json");
    } else if (what == "last-request") {
      response.set_content(json(server.last_request()).dump(), "application/json");
    } else if (what == "count") {
      response.set_content(std::to_string(server.request_count()), "application/json");
    } else {
      response.status = 404;
    }
  }

  Server& server;
  std::string token;
  stand_in_bank::ServerIdentity identity;
  httplib::SSLServer https;
  int port = 0;
  std::thread thread;
};

Control::Control(Server& server, std::string token, const std::filesystem::path& ca_file)
    : listener_(std::make_unique<Listener>(server, std::move(token), ca_file)) {
  Listener& listener = *listener_;
  const auto handler = [&listener](const httplib::Request& request, httplib::Response& response) {
    listener.serve(request, response);
  };
  listener.https.Get("/stand-in/.*", handler);
  listener.https.Post("/stand-in/.*", handler);
  listener.port = listener.https.bind_to_any_port("127.0.0.1");
  if (listener.port <= 0) throw std::runtime_error("no free port for the control");
  listener.thread = std::thread([&listener] { listener.https.listen_after_bind(); });
  while (!listener.https.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Control::~Control() {
  listener_->https.stop();
  stand_in_bank::cut_connections_of(listener_->port);
  listener_->thread.join();
}

int Control::port() const {
  return listener_->port;
}

}  // namespace kerb::stand_in_psp
