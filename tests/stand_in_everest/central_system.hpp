// What the operator's back end says through EVerest's OCPP module: prices in words, costs, messages
// for the screen, a payment that began on a phone.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "tests/stand_in_everest/auth.hpp"

namespace kerb::stand_in_everest {

// Threading: the timeline's thread only.
class CentralSystem : public TariffTexts {
 public:
  // With what the kiosk answered; null when it did not in time.
  using Answered = std::function<void(const Json& answer)>;

  CentralSystem(const Settings& settings, Bus& bus) : settings_(settings), bus_(bus) {}

  void begin();  // and connects by itself
  void connect();
  void disconnect();
  bool linked() const override { return linked_; }
  Json tariff_for(const Json& token) override;
  void set_price_text(std::string text) { price_text_ = std::move(text); }

  void transaction_started(int evse, const std::string& session);
  void transaction_ended(int evse, const std::string& session);

  // `amount`: as the back end writes it, in euros: "2.01". `status`: Running, Idle, Finished.
  void cost(int evse, const std::string& amount, const std::string& status);

  // `name`: set_display_message, get_display_message or clear_display_message at the display;
  // data_transfer_incoming at OCPP. No payload at all when it is null.
  void ask(const std::string& name, const Json& payload, Answered answered);
  void hear_reply(const std::string& id, const Json& answer);

  Json data_transfer(const Json& request);  // from the kiosk
  Json get_variables(const Json& request);
  const std::vector<Json>& transfers() const { return transfers_; }

 private:
  struct Transaction {
    std::string number;
    std::string session;
  };
  void tell_price(const std::string& text);
  void tell_transaction(const char* event, int evse);
  // While the kiosk owes an answer all of OCPP stands still.
  void when_free(Timeline::Action action);
  void answered(const std::string& id, const Json& answer);

  const Settings& settings_;
  Bus& bus_;
  bool linked_ = false;
  std::string price_text_ = "0.45 EUR/kWh";
  std::map<int, Transaction> transactions_;  // the last of each EVSE
  int numbers_ = 1000;
  std::map<std::string, Answered> asked_;
  std::deque<Timeline::Action> waiting_;
  std::vector<Json> transfers_;
};

}  // namespace kerb::stand_in_everest
