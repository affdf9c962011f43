// The payment and search calls of the gateway, from a parsed body to an answer. No transport, no
// signatures.
//
// Threading: one call at a time.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/stand_in_bank/ledger.hpp"

namespace kerb::stand_in_bank {

struct BankRules {
  std::string declined_last_four;     // no money: 51
  std::string needs_owner_last_four;  // strong authentication wanted: 1A
  std::int64_t reversal_after =
      60;  // seconds that a lost authorisation must be old for its timeout reversal
  std::int64_t index_lag = 0;  // seconds until a search finds a transaction
};

struct Answer {
  int status = 200;
  nlohmann::json body;
};

class PaymentApi {
 public:
  explicit PaymentApi(BankRules rules) : rules_(std::move(rules)) {}

  // `now` is in seconds since 1970; `declines`: every authorisation is refused.
  Answer handle(const std::string& method, const std::string& path, const std::string& body,
                std::int64_t now, bool declines);
  const Ledger& ledger() const { return ledger_; }

 private:
  Answer hold(const nlohmann::json& body);
  Answer raise(const std::string& hold_id, const nlohmann::json& body);
  Answer capture(const std::string& hold_id, const nlohmann::json& body);
  Answer reversal(const std::string& hold_id, const nlohmann::json& body);
  Answer timeout_reversal(const nlohmann::json& body);
  Answer search(const nlohmann::json& body);
  Answer detail(const std::string& id);

  Answer reverse(Hold& hold, const nlohmann::json& body, const std::string& code);
  Answer decline(const nlohmann::json& body, const char* application, const char* reason,
                 const char* response_code);
  // The checks that authorisations, increments and captures share; empty when all is well.
  std::string identity_problem(const nlohmann::json& body);

  BankRules rules_;
  Ledger ledger_;
  std::int64_t now_ = 0;
  bool declines_ = false;
};

}  // namespace kerb::stand_in_bank
