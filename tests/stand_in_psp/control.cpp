#include "tests/stand_in_psp/control.hpp"

#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_bank/https_listener.hpp"

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
        identity(stand_in_bank::make_identity(ca_file)) {
    https.open();
  }

  void serve(const httplib::Request& request, httplib::Response& response) {
    if (!stand_in_bank::same_octets(request.get_header_value("X-Stand-In-Token"), token)) {
      response.status = 403;
      return;
    }
    constexpr std::string_view kDesk = "/stand-in/";
    if (request.path.rfind(kDesk, 0) != 0) {
      response.status = 404;
      return;
    }
    const std::string what = request.path.substr(kDesk.size());
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
  stand_in_bank::HttpsListener https{
      identity, [this](const auto& request, auto& response) { serve(request, response); }};
};

Control::Control(Server& server, std::string token, const std::filesystem::path& ca_file)
    : listener_(std::make_unique<Listener>(server, std::move(token), ca_file)) {}

Control::~Control() = default;

int Control::port() const {
  return listener_->https.port();
}

}  // namespace kerb::stand_in_psp
