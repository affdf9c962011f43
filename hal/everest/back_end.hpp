// The operator's back end, as EVerest's OCPP modules pass it on: prices in words, costs, messages
// for the screen, a payment that began on a phone.
//
// Whose charge a word is about is only told by ids that EVerest or the back end made: the ledger
// knows them, also of charges that ended before a restart, because a final cost may come hours late.
// What is about nobody whom Kerb knows is dropped.
//
// Its link is told when it changes and never again, so whoever comes later asks: the module for what it
// was told last (is_connected/get, EVerest after 2026.02), and, where nobody answers that, the back end
// itself by a DataTransfer that never leaves while the link is down.
//
// Threads: reports, and the board's answers, on the broker's thread. EVerest's OCPP stands still
// until it is answered, so nothing here waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "hal/back_end.hpp"
#include "hal/everest/ledger.hpp"
#include "hal/everest/line.hpp"

namespace kerb::hal::everest {

class EverestBackEnd final : public BackEnd, private Line::Party {
 public:
  // `line` and `ledger` outlive it; the line begins after this, and ends before it is gone.
  EverestBackEnd(Line& line, const Ledger& ledger);
  ~EverestBackEnd() override;
  EverestBackEnd(const EverestBackEnd&) = delete;
  EverestBackEnd& operator=(const EverestBackEnd&) = delete;

  void listen(Listener listener, MessageBoard* board) override;
  void tell(OwnTrouble trouble, std::optional<std::string> detail) override;
  Result<WebPaymentTerms> web_payments() override;

 private:
  // ---- the broker's thread; telling_ is held
  void heard(const Module& module, const Message& message) override;
  void link(bool up) override;
  void on(const BackEndConnected& it);
  void on(const TransferOutcome& it);
  void on(const StationPrice& it);
  void on(const TariffText& it);
  void on(const TokenStatus& it);
  void on(const SessionCost& it);
  void on(const SetScreenMessages& it);
  void on(const GetScreenMessages& it);
  void on(const ClearScreenMessage& it);
  void on(const DataTransfer& it);
  void report(const BackEndReport& report);
  void report_price(const std::optional<LedgerCharge>& charge,
                    const std::vector<BackEndText>& texts);
  void set_up(bool up);
  bool pays_elsewhere(const DataTransfer& it);

  std::optional<LedgerCharge> charge_of(const std::string& id, IdKind kind) const;
  void send(OwnTrouble trouble, const std::optional<std::string>& detail);
  void repeat_troubles();
  void beat(const Module& module, const Heartbeat& heartbeat);
  void look_for_link(const Module& module, bool anew);

  Line& line_;
  const Ledger& ledger_;

  std::mutex telling_;  // guards all that follow, and is held while the listener or board is called
  Listener listener_;
  MessageBoard* board_ = nullptr;
  std::optional<bool> up_;     // what was reported last
  bool up_confirmed_ = false;  // since EVerest was last lost
  int beats_since_asked_ = 0;
  ChargePrice priced_;  // what was reported last: EVerest says it twice

  // Of the broker's thread.
  struct Beat {
    std::optional<std::uint64_t> count;
  };
  std::map<Api, Beat> beats_;  // of who was heard since the link stands

  std::mutex troubles_mutex_;  // guards the next; nothing is called while it is held
  std::map<OwnTrouble, std::optional<std::string>> troubles_;
};

}  // namespace kerb::hal::everest
