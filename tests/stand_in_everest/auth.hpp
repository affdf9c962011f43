// Which token may charge where, and what is told of it: Processing, Accepted, UsedToStart, and
// TimedOut when nobody plugs in; UsedToStop; Rejected, without a reason.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/stand_in_everest/evse.hpp"

namespace kerb::stand_in_everest {

using Evses = std::vector<std::unique_ptr<Evse>>;

// What a back end adds to an authorisation.
class TariffTexts {
 public:
  virtual ~TariffTexts() = default;
  // Tells it for this token, and returns the texts (an array) for the status.
  virtual Json tariff_for(const Json& token) = 0;
  virtual bool linked() const = 0;
};

// Threading: the timeline's thread only.
class Auth {
 public:
  Auth(const Settings& settings, Bus& bus, Evses& evses, TariffTexts& tariffs)
      : settings_(settings), bus_(bus), evses_(evses), tariffs_(tariffs) {}

  // What is no ProvidedIdToken is dropped without a word.
  void provide(const Json& token);
  // "Accepted", "AuthorizationNotFound" or "EvseNotFound".
  std::string withdraw(const Json& whom);

  void transaction_started(int evse);
  void authorization_gone(int evse);

 private:
  // From Processing until the transaction begins, or nothing comes of it.
  struct Pending {
    std::string key;
    Json token;
    int evse = 0;  // 0: not assigned yet
    unsigned serial = 0;
  };
  void tell(const Json& token, const char* status, const Json& messages = Json::array());
  bool stops_transaction(const Json& token, const std::string& key);
  Evse* choose(const Json& token);
  void decide(unsigned serial, bool accepted);
  void expire(unsigned serial);
  std::vector<Pending>::iterator by_serial(unsigned serial);

  const Settings& settings_;
  Bus& bus_;
  Evses& evses_;
  TariffTexts& tariffs_;
  std::vector<Pending> pending_;
  unsigned serial_ = 0;
};

}  // namespace kerb::stand_in_everest
