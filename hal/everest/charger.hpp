// A charger behind EVerest. There is no order to start there: a charge begins because a token is
// given for its EVSE, Kerb's own key as one that was paid for. What runs is known from session
// events that are told once, so the ledger keeps what a restarted Kerb needs.
//
// The fence of the money rules: stop() answers with a record only when EVerest has said that no
// energy flows under the key any more, or that it has no transaction; whatever is in doubt is
// controller.unreachable, and is asked again. A key that comes to life after that is stopped at once.
//
// Threads: the broker's thread only puts words into a queue. One thread of the charger's own takes
// them, keeps the bays and the ledger, and calls the listener, with no lock held that an order needs.
// Orders wait for what that thread has understood.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/everest/bay.hpp"
#include "hal/everest/charges.hpp"
#include "hal/everest/ledger.hpp"
#include "hal/everest/limits.hpp"
#include "hal/everest/line.hpp"
#include "hal/everest/pulse.hpp"
#include "hal/everest/signed_readings.hpp"

namespace kerb::hal::everest {

struct ChargerTimes {
  // EVerest says at once that it has begun to look at a token. When it does not, nobody need wait
  // longer.
  Millis noticed_within{2'000};
  Millis accepted_within{5'000};  // a token that nobody has to be asked about
  Millis card_within{10'000};     // one that a back end decides about
  Millis answered_within{3'000};
  Millis stopped_within{5'000};  // from the order to the end of the transaction; 1.1 s is usual
  Millis follows_within{1'500};  // an event that belongs to an answer
  Millis lock_tells_within{4'000};
  Millis heard_within{10'000};  // after the start: else the link counts as lost
  Millis slice{100};            // of the machine's time: how often time is looked at
};

class Charger final : public ChargeController, private Line::Party {
 public:
  struct Options {
    std::vector<Evse> evses;                      // each has its module in the line's settings
    std::function<void(const std::string&)> log;  // one line, no card data; any thread
    ChargerTimes times;
    std::filesystem::path signed_folder;  // of SignedReadings; empty: they are not kept
  };

  // All outlive it; the line begins after this, and ends before it is gone.
  Charger(Line& line, Ledger& ledger, const Clock& clock, Options options);
  ~Charger() override;
  Charger(const Charger&) = delete;
  Charger& operator=(const Charger&) = delete;

  std::vector<Evse> evses() const override { return options_.evses; }
  void listen(Listener listener) override;
  Result<void> start(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> stop(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> query(EvseId evse, const ChargeKey& charge) override;
  Result<CardVerdict> present_card(EvseId evse, const ChargeKey& charge,
                                   const std::string& uid) override;
  // Unlocked means that no error came within some seconds: EVerest does not say more.
  Result<UnlockOutcome> unlock(EvseId evse) override;

 private:
  struct Slot {
    explicit Slot(const Evse& of) : evse(of), limits(of) {}
    Evse evse;
    EvseModule module;
    Bay bay;
    Limits limits;
    bool alive = false;
    std::optional<int> soc;
    MeterSample sampled;
    std::optional<Monotonic> sampled_at;
    std::optional<Monotonic> back_at;  // alive again since then
    int readings = 0;                  // since then
    bool summarised = false;           // since then: a session there tells of itself
  };
  struct Heard {
    Module module;
    Message message;
  };
  struct Linked {
    bool up = false;
  };
  struct ErrorsAre {
    std::vector<StationError> errors;
  };
  struct Asked {};  // all questions after a lost link were answered, or were not
  using Word = std::variant<Heard, Linked, ErrorsAre, Asked>;
  using Lock = std::unique_lock<std::mutex>;

  // ---- the broker's thread
  void heard(const Module& module, const Message& message) override;
  void link(bool up) override;

  // ---- the charger's own thread; mutex_ is held where nothing else is said
  void run();
  void take(const Word& word);
  void hear(const Heard& word);
  void hear(Slot& slot, const Message& message);
  void hear(Slot& slot, const SessionEvent& event);
  void hear_token(const TokenStatus& status);
  void hear_error(const StationError& error, bool active);
  bool concerns(const Slot& slot, const StationError& error) const;
  void compare(Slot& slot, const SessionStatus& status);
  void beat(const Module& module, const Heartbeat& heartbeat);
  void sample(Slot& slot, const MeterReading& reading);
  void follow(Slot& slot, const Bay::News& news);
  void carry_out(Slot& slot, const ChargeNews& news);
  static ControllerEvent state_of(const Slot& slot);
  void tell(ControllerEvent event);
  void pass_time();
  void look_for_silence(Monotonic now);
  void look_for_lost_charge(Slot& slot, Monotonic now);
  void look_for_quiet(Slot& slot, Monotonic now);
  void restore_link();
  void deliver();  // without the mutex

  // ---- the thread that asks after a lost link
  void ask_anew();

  // ---- orders; the caller's thread
  Slot* find(EvseId evse);
  bool reachable(const Slot& slot) const;
  Result<CardVerdict> give(EvseId evse, const ChargeKey& charge, const Token& token, Millis within);
  Result<CardVerdict> verdict(Lock& lock, Slot& slot, const ChargeKey& charge, Millis within);
  Result<ChargeRecord> withdraw(Lock& lock, Slot& slot, const ChargeKey& charge);
  Result<ChargeRecord> end_transaction(Lock& lock, Slot& slot, const ChargeKey& charge);
  ChargeRecord settled(Slot& slot, const ChargeKey& charge);
  bool wait(Lock& lock, Millis within, const std::function<bool()>& until);
  Module auth() const { return {Api::auth_consumer, line_.settings().modules.auth}; }
  static Module module_of(const Slot& slot) {
    return {Api::evse_manager_consumer, slot.module.module};
  }

  Line& line_;
  const Clock& clock_;
  const Options options_;
  const bool forgot_;  // the ledger was damaged: an unknown key may have a charge

  std::mutex telling_;  // guards the listener, and is held while it is called; taken before mutex_
  Listener listener_;

  std::mutex mutex_;  // guards all that follow
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  Charges charges_;
  SignedReadings signed_;
  Pulse pulse_;
  std::deque<ControllerEvent> outbox_;
  std::vector<ControllerEvent> missed_;  // of charges, while the link was lost
  bool broker_up_ = false;
  std::optional<bool> link_up_;  // what the listener was told last
  bool asking_ = false;          // what EVerest is asked after silence is not all answered yet
  Monotonic begun_{};

  std::mutex queue_mutex_;  // guards all that follow; taken last
  std::condition_variable queued_;
  std::deque<Word> queue_;
  bool ask_ = false;
  std::condition_variable ask_wanted_;

  std::atomic<bool> ends_{false};
  std::thread thread_;  // last: they use the others
  std::thread asker_;
};

}  // namespace kerb::hal::everest
