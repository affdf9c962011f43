// The bank on the wire: HTTPS on a port of its own, which can go away and come back, and a second
// port for whoever plays the world.
//
// Control, at https://localhost:<control port>/stand-in/ with the header X-Stand-In-Token:
//   POST mood  {"mood":"slow","delay_ms":3000}
//   GET  book | accounts | last-request | count
#pragma once

#include <memory>
#include <string>

#include "tests/stand_in_bank/authority.hpp"
#include "tests/stand_in_bank/payment_api.hpp"
#include "tests/stand_in_bank/token_check.hpp"

namespace kerb::stand_in_bank {

// normal        as it should be
// slow          acts, and answers after the delay
// unreachable   nothing listens
// declines      refuses every authorisation
// drops_before  cuts the line and does nothing
// drops_after   acts, and cuts the line without an answer
// answers_html  does nothing, and answers with a page
// error_502     acts, and answers SERVER_TIMEOUT
// answers_twice acts once, and sends the answer two times
// garbage       acts, and the answer breaks off in the middle of its JSON
enum class Mood {
  normal,
  slow,
  unreachable,
  declines,
  drops_before,
  drops_after,
  answers_html,
  error_502,
  answers_twice,
  garbage,
};

class Server {
 public:
  // Binds both ports on 127.0.0.1; throws std::runtime_error.
  Server(ServerIdentity identity, BankRules rules, TokenCheck tokens, std::string control_token,
         const std::string& log_file);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  int control_port() const;
  // Ends when stop() is called, from any thread.
  void stop();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace kerb::stand_in_bank
