#include "tests/stand_in_everest/auth.hpp"

#include <algorithm>
#include <cctype>

namespace kerb::stand_in_everest {
namespace {

constexpr Milliseconds kValidatorTakes{250};
constexpr Milliseconds kUntilUsed{40};
constexpr Milliseconds kUntilAcceptedAgain{100};
constexpr std::size_t kLongestToken = 36;

bool one_of(const Json& object, const char* field, std::initializer_list<const char*> words) {
  if (!object.contains(field) || !object[field].is_string()) return false;
  const auto& word = object[field].get_ref<const std::string&>();
  return std::any_of(words.begin(), words.end(), [&](const char* one) { return word == one; });
}

bool is_id_token(const Json& id) {
  return id.is_object() && id.contains("value") && id["value"].is_string() &&
         id["value"].get_ref<const std::string&>().size() <= kLongestToken &&
         one_of(id, "type",
                {"Central", "eMAID", "MacAddress", "ISO14443", "ISO15693", "KeyCode", "Local",
                 "NoAuthorization"});
}

bool is_provided_token(const Json& token) {
  if (!token.is_object() || !token.contains("id_token") || !is_id_token(token["id_token"]) ||
      !one_of(token, "authorization_type",
              {"OCPP", "RFID", "Autocharge", "PlugAndCharge", "BankCard"}) ||
      (token.contains("prevalidated") && !token["prevalidated"].is_boolean())) {
    return false;
  }
  if (!token.contains("connectors")) return true;
  const Json& connectors = token["connectors"];
  return connectors.is_array() && std::all_of(connectors.begin(), connectors.end(), [](auto& one) {
           return one.is_number_integer() && one >= 1;
         });
}

// Tokens are compared without regard to case.
std::string key_of(const Json& id_token) {
  std::string key = id_token["value"];
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return key;
}

bool wanted(const Json& token, std::size_t evse_index) {
  if (!token.contains("connectors") || token["connectors"].empty()) return true;
  const Json& connectors = token["connectors"];
  return std::find(connectors.begin(), connectors.end(), evse_index + 1) != connectors.end();
}

}  // namespace

void Auth::tell(const Json& token, const char* status, const Json& messages) {
  bus_.publish("auth_consumer", settings_.modules.auth, "token_validation_status",
               {{"token", token}, {"status", status}, {"messages", messages}});
}

void Auth::provide(const Json& token) {
  if (!is_provided_token(token)) return;
  const std::string key = key_of(token["id_token"]);
  const bool known = std::any_of(pending_.begin(), pending_.end(),
                                 [&](const Pending& one) { return one.key == key; });
  if (known) return;  // and nothing is said
  tell(token, "Processing");
  if (stops_transaction(token, key)) return;
  Evse* evse = choose(token);
  if (evse == nullptr) {
    if (tariffs_.linked()) tariffs_.tariff_for(token);
    return tell(token, "Rejected");
  }
  const unsigned serial = ++serial_;
  pending_.push_back({key, token, 0, serial});
  if (token.value("prevalidated", false)) return decide(serial, true);
  const bool accepted =
      token["authorization_type"] != "RFID" || settings_.cards.find(key) != settings_.cards.end();
  bus_.after(kValidatorTakes, [this, serial, accepted] { decide(serial, accepted); });
}

// Only a charging card can; a bank card shown again is one that finds no free EVSE.
bool Auth::stops_transaction(const Json& token, const std::string& key) {
  if (token["authorization_type"] != "RFID") return false;
  const auto evse = std::find_if(evses_.begin(), evses_.end(), [&](const auto& one) {
    return one->in_transaction() && key_of(one->token()["id_token"]) == key;
  });
  if (evse == evses_.end() || !(*evse)->stop("Local", token)) return false;
  Json assigned = token;
  assigned["connectors"] = {evse - evses_.begin() + 1};
  bus_.after(kUntilUsed, [this, assigned] { tell(assigned, "UsedToStop"); });
  return true;
}

// FindFirst, one with a car before one without.
Evse* Auth::choose(const Json& token) {
  Evse* first = nullptr;
  for (std::size_t i = 0; i < evses_.size(); ++i) {
    Evse* evse = evses_[i].get();
    const bool taken = std::any_of(pending_.begin(), pending_.end(), [&](const Pending& one) {
      return one.evse == static_cast<int>(i) + 1;
    });
    if (!wanted(token, i) || taken || !evse->available()) continue;
    if (evse->is_plugged()) return evse;
    if (first == nullptr) first = evse;
  }
  return first;
}

std::vector<Auth::Pending>::iterator Auth::by_serial(unsigned serial) {
  return std::find_if(pending_.begin(), pending_.end(),
                      [&](const Pending& one) { return one.serial == serial; });
}

void Auth::decide(unsigned serial, bool accepted) {
  const auto pending = by_serial(serial);
  if (pending == pending_.end()) return;
  const Json token = pending->token;
  const Json texts = tariffs_.linked() ? tariffs_.tariff_for(token) : Json::array();
  Evse* evse = accepted ? choose(token) : nullptr;
  if (evse == nullptr) {
    pending_.erase(pending);
    return tell(token, "Rejected");
  }
  for (std::size_t i = 0; i < evses_.size(); ++i) {
    if (evses_[i].get() == evse) pending->evse = static_cast<int>(i) + 1;
  }
  tell(token, "Accepted", texts);
  const bool plugged = evse->is_plugged();
  evse->authorize(token);
  bus_.after(kUntilUsed, [this, token] { tell(token, "UsedToStart"); });
  if (!plugged) bus_.after(settings_.connection_timeout, [this, serial] { expire(serial); });
}

void Auth::expire(unsigned serial) {
  const auto pending = by_serial(serial);
  if (pending == pending_.end()) return;
  const Json token = pending->token;
  const auto evse = static_cast<std::size_t>(pending->evse);
  pending_.erase(pending);
  evses_[evse - 1]->deauthorize();
  bus_.after(kUntilUsed, [this, token] { tell(token, "TimedOut"); });
}

// A back end answers the transaction's begin with an authorisation of its own.
void Auth::transaction_started(int evse) {
  const auto pending = std::find_if(pending_.begin(), pending_.end(),
                                    [&](const Pending& one) { return one.evse == evse; });
  if (pending == pending_.end()) return;
  const Json token = pending->token;
  pending_.erase(pending);
  if (tariffs_.linked())
    bus_.after(kUntilAcceptedAgain, [this, token] { tell(token, "Accepted"); });
}

void Auth::authorization_gone(int evse) {
  pending_.erase(std::remove_if(pending_.begin(), pending_.end(),
                                [&](const Pending& one) { return one.evse == evse; }),
                 pending_.end());
}

std::string Auth::withdraw(const Json& whom) {
  const int evse = whom.value("evse_id", 0);
  if (evse < 0 || evse > static_cast<int>(evses_.size())) return "EvseNotFound";
  const std::string key = whom.contains("id_token") ? key_of(whom["id_token"]) : std::string();
  bool found = false;
  for (const Pending& one : std::vector<Pending>(pending_)) {
    if ((evse != 0 && one.evse != evse) || (!key.empty() && one.key != key) || one.evse == 0) {
      continue;
    }
    found = evses_[static_cast<std::size_t>(one.evse) - 1]->deauthorize() || found;
    authorization_gone(one.evse);
  }
  return found ? "Accepted" : "AuthorizationNotFound";
}

}  // namespace kerb::stand_in_everest
