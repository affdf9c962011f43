// What the bank remembers: holds with their state, and every transaction for the search. No card
// data: a number decides about a hold and is forgotten.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

namespace kerb::stand_in_bank {

// Exact minor units; every currency that the bank knows has two places.
std::int64_t cents_of(const std::string& decimal);
std::string decimal_of(std::int64_t cents);

struct Hold {
  enum class State { open, captured, reversed };
  std::string id;
  std::string transaction_id;
  std::string code;  // under which it was asked for
  std::string currency;
  std::int64_t cents = 0;  // the total with all increments
  std::string approval_code;
  std::int64_t made_at = 0;  // seconds since 1970
  State state = State::open;
  std::int64_t captured_cents = 0;
  // Every capture that was asked for, with its code, also those that were refused.
  std::set<std::pair<std::string, std::int64_t>> captures_asked;
};

struct Transaction {
  std::string id;
  std::string code;
  std::string application;  // ics_auth, ics_bill, ics_auth_reversal
  std::string status;
  bool worked = true;
  std::int64_t cents = 0;
  std::string currency;
  std::string approval_code;
  std::string response_code;
  std::string reason;
  std::int64_t made_at = 0;
};

class Ledger {
 public:
  // An id as the gateway makes them: 22 digits.
  std::string next_id(std::int64_t now);

  Hold& add(Hold hold);
  Hold* find(const std::string& id);
  Hold* find_by_transaction_id(const std::string& transaction_id);
  void add(Transaction transaction) { transactions_.push_back(std::move(transaction)); }
  const std::deque<Transaction>& transactions() const { return transactions_; }

  // The account's duplicate check: the same code within 15 minutes of a success.
  bool is_duplicate(const std::string& code, std::int64_t now) const;
  // False when the id was ever used before.
  bool take_transaction_id(const std::string& transaction_id);

  void took(std::int64_t cents) { captured_.push_back(cents); }
  void gave_back(std::int64_t cents) { released_.push_back(cents); }
  // {"holds":["50.00"],"captured":[…],"released":[…]}, each in the order of the events.
  nlohmann::json book() const;
  // Hold by hold: [{"code":…,"state":"open","cents":5000,"captured":0,"captures_asked":[[code,
  // cents]…]}].
  nlohmann::json accounts() const;

 private:
  std::uint64_t serial_ = 0;
  std::deque<Hold> holds_;
  std::deque<Transaction> transactions_;
  std::set<std::string> transaction_ids_;
  std::deque<std::int64_t> captured_;
  std::deque<std::int64_t> released_;
};

}  // namespace kerb::stand_in_bank
