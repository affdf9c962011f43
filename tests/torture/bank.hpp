// The bank as it truly is: what it holds, took and gave back, whatever the kiosk believes. It does
// what an order says when the order arrives, however late, and knows every order by its key.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "payment/saga/saga.hpp"
#include "tests/torture/faults.hpp"
#include "tests/torture/timeline.hpp"

namespace kerb::torture {

struct BankOrder {
  enum class Kind : std::uint8_t { hold, raise, capture, release, abandon, ask };
  Kind kind = Kind::hold;
  SessionNumber session = 0;
  payment::OrderKey key;  // of the hold, for an abandon
  std::string reference;  // of the hold
  payment::Money amount;
  payment::Question::About about = payment::Question::About::hold;
  bool charging_card = false;
  bool by_phone = false;  // a hold: a page is opened, on which it may be paid
  payment::PaidBy paid_by = payment::PaidBy::bank_card;
};

struct BankCapture {
  payment::OrderKey key;
  std::int64_t amount = 0;  // minor units
  Time indexed_at = 0;
};

struct BankRaise {
  payment::OrderKey key;
  std::int64_t by = 0;  // 0: declined
  Time indexed_at = 0;
};

struct BankHold {
  payment::OrderKey key;
  std::string reference;
  std::int64_t granted = 0;  // minor units
  Time indexed_at = 0;       // from then on ask() finds it
  Time expires_at = 0;
  bool charging_card = false;  // nothing is held; the operator bills what is captured
  // A page on which it may be paid until then; nothing is held before.
  bool awaits_phone = false;
  Time page_until = 0;
  std::int64_t wanted = 0;  // minor units, on the page
  bool declined = false;
  bool released = false;
  bool refuses_release = false;
  bool foreign = false;  // granted in another currency than the station's
  // What the bank said no to although the kiosk did nothing wrong: such a session needs a person.
  bool refused_expired_capture = false;
  bool refused_release = false;
  std::vector<BankCapture> captures;
  std::vector<BankRaise> raises;
  std::int64_t granted_at_first = 0;
  // ---- of an approved terminal's
  bool at_terminal = false;
  bool taken_back = false;  // by itself: it did not hear that it was written down
  bool queued = false;      // an order about it is shown to a person
  bool listed = false;      // the provider shows it as nobody's
  bool in_doubt = false;    // the provider knows that it does not know

  bool open(Time now) const {
    return !declined && !released && captures.empty() && now < expires_at && granted > 0;
  }
  bool can_be_paid(Time now) const { return awaits_phone && now < page_until; }
};

// Per seed: banks differ.
struct BankMood {
  bool remembers_abandons = true;  // an abandoned key that arrives later is declined
  bool abandon_of_nothing_is_done = true;
  // A capture of a captured hold under another key. The same key is answered as done by all.
  enum class Again : std::uint8_t {
    refused,
    in_parts,     // up to what is held
    only_by_key,  // whoever comes with a new key gets more: no other memory of what was taken
  };
  Again again = Again::refused;
  bool gives_paid_pages_back = true;  // when they are withdrawn; else it refuses
};

class Bank {
 public:
  Bank(BankMood mood, payment::Currency currency) : mood_(mood), currency_(currency) {}

  // The order arrives. Gives the answer as the saga will hear it.
  payment::SagaEvent take(const BankOrder& order, Time now, hal::Utc wall, Faults& faults);

  // On the session's page, if it can still be paid. True: it was.
  bool phone_pays(SessionNumber session, Time now, Faults& faults);

  // All that was ever asked for under the session's keys.
  const std::vector<BankHold>& holds_of(SessionNumber session) const;
  std::size_t sessions() const { return accounts_.size(); }

 private:
  struct Account {
    std::vector<BankHold> holds;
    std::vector<payment::OrderKey> abandoned;
  };
  Account& account(SessionNumber session);
  BankHold* hold_by_reference(Account& account, const std::string& reference);
  static BankHold* hold_by_key(Account& account, const payment::OrderKey& key);
  payment::HoldAnswer hold(const BankOrder& order, Time now, hal::Utc wall, Faults& faults);
  payment::HoldAnswer raise(const BankOrder& order, Time now, hal::Utc wall, Faults& faults);
  payment::SettleAnswer capture(const BankOrder& order, Time now, Faults& faults);
  payment::SettleAnswer release(const BankOrder& order, Time now);
  payment::SettleAnswer abandon(const BankOrder& order, Time now);
  payment::AskAnswer ask(const BankOrder& order, Time now, hal::Utc wall);
  void grant(BankHold& made, std::int64_t amount, Time now, Faults& faults) const;
  static payment::Pending page_of(const BankHold& hold, Time now, hal::Utc wall);
  payment::Approved approved(const BankHold& hold, Time now, hal::Utc wall) const;

  BankMood mood_;
  payment::Currency currency_;
  std::vector<Account> accounts_;  // by session
};

// The provider's own words when no answer of the bank reached it.
payment::SagaEvent unknown(const BankOrder& order);
payment::SagaEvent not_processed(const BankOrder& order);

}  // namespace kerb::torture
