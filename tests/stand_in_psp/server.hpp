// A payment service on the wire: HTTPS on a free port of 127.0.0.1, which can go away and come back,
// with the API and the pages behind it. Linked into a test or run as a program (main.cpp).
//
// Threading: every member may be called from any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/stand_in_psp/psp_api.hpp"

namespace kerb::stand_in_psp {

enum class Service { stripe, mollie };
std::optional<Service> service_from_word(std::string_view word);

// normal          as it should be
// slow            acts, and answers after the delay
// unreachable     nothing listens
// refuses_raises  the card's bank refuses what is asked after the page
// drops_before    cuts the line and does nothing
// drops_after     acts, and cuts the line without an answer
// answers_html    does nothing, and answers with a page
// error_500       acts, and answers that it failed
// garbage         acts, and the answer breaks off in the middle of its JSON
// other_currency  acts, and every amount in the answer is in another currency
// too_many        does nothing, and asks for fewer requests
enum class Mood {
  normal,
  slow,
  unreachable,
  refuses_raises,
  drops_before,
  drops_after,
  answers_html,
  error_500,
  garbage,
  other_currency,
  too_many,
};
std::optional<Mood> mood_from_word(std::string_view word);
std::optional<Act> act_from_word(std::string_view word);

struct ServerSettings {
  Service service = Service::stripe;
  std::string api_key;
  std::filesystem::path ca_file;  // written: the authority that signed the server's certificate
};

class Server {
 public:
  // Throws std::runtime_error.
  explicit Server(const ServerSettings& settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  void mood(Mood mood, std::chrono::milliseconds delay = {});
  // The driver's phone. False: there is no such page, or it takes no money any more.
  bool act(const std::string& page, Act act);
  // Moves the service's clock forward.
  void pass(std::chrono::seconds time);
  nlohmann::json book();
  int request_count();
  // "POST /v1/checkout/sessions a=1": without headers, so without the key.
  std::string last_request();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace kerb::stand_in_psp
