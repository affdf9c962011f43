// The core gives the conductor a thread and devices: everything that happens arrives in its
// mailbox, the effects leave to workers, and what the screen needs leaves as an immutable Snapshot.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "hal/back_end.hpp"
#include "hal/card_reader.hpp"
#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/speaker.hpp"
#include "kiosk/config.hpp"
#include "kiosk/runtime/card_watch.hpp"
#include "kiosk/runtime/conductor.hpp"
#include "kiosk/runtime/dynamic_code_watch.hpp"
#include "kiosk/runtime/evse_workers.hpp"
#include "kiosk/runtime/mailbox.hpp"
#include "kiosk/runtime/message_board.hpp"
#include "kiosk/runtime/tariff_watch.hpp"
#include "kiosk/runtime/worker.hpp"
#include "kiosk/station/station.hpp"
#include "kiosk/support/report_desk.hpp"
#include "payment/emv/terminal.hpp"
#include "payment/journal.hpp"
#include "payment/journal/upkeep.hpp"
#include "payment/provider.hpp"
#include "payment/terminal/shared_terminal.hpp"

namespace kerb::kiosk {

// The outside, as the core uses it. Everything outlives the core.
struct Devices {
  hal::Clock& clock;
  hal::CardReader& reader;
  hal::ChargeController& controller;
  payment::PaymentProvider& provider;
  hal::Speaker& speaker;
  ReportDesk* report_desk = nullptr;  // nobody takes reports: they stay in the journal
  hal::BackEnd* back_end = nullptr;   // nobody speaks to drivers from afar
  // Reads the bank cards instead of the reader, which is then not used.
  payment::terminal::SharedTerminal* terminal = nullptr;
  ReportDesk* receipt_desk = nullptr;  // there is no receipt service
};

struct CoreOptions {
  payment::emv::Terminal terminal;
  std::function<std::string()> fresh_session;      // 32 random lower-case hex digits
  std::function<void(const std::string&)> log;     // one line; never card data
  std::function<void()> snapshot_changed = [] {};  // called on the core's thread
  // Somebody keeps the wall clock right; asked every few seconds on the core's thread.
  std::function<bool()> clock_trusted = [] { return true; };
  bool phone_pays = false;         // the provider has pages on which a phone can pay
  std::size_t most_orders = 1024;  // that may wait for one worker
};

class Core {
 public:
  // Opens the journal and takes up what it says is open. Errors: those of Journal::open, and
  // config.no_back_end.
  static hal::Result<std::unique_ptr<Core>> create(const Config& config, Devices devices,
                                                   CoreOptions options);
  // Workers end after what they are doing; what was not journaled did not happen.
  ~Core();

  // ---- any thread
  void post(StationEvent event);
  std::shared_ptr<const Snapshot> snapshot() const;
  // No message waits and no worker is busy: nothing more happens until time passes or somebody
  // acts.
  bool quiet() const;
  // The reader's worker has said whether the reader is there.
  bool reader_heard() const { return reader_heard_; }

  // ---- the core's thread only
  // Waits at most `longest` for a message, handles all that are there, and ticks when it is time.
  void pump(hal::Millis longest);
  // How long pump() may wait until something is due by the clock.
  hal::Millis until_next_tick() const;
  // Taps that were taken since the start: lets a journey wait for its own.
  int taps() const { return taps_; }
  payment::Journal* journal();
  const StationSettings& settings() const { return *conductor_->station().settings; }

 private:
  Core(const Config& config, Devices devices, CoreOptions options);

  std::unique_ptr<CardWatch> watch_cards(const Config& config);
  hal::Result<std::unique_ptr<Books>> open_books(const std::filesystem::path& file);
  void handle(const StationEvent& event);
  void carry_out(StationEffect& effect);
  void carry_out(const std::string& session, hal::EvseId evse, const payment::SagaEffect& effect);
  void pay(const std::string& session, payment::PaidBy paid_by, payment::SagaEvent unsent,
           std::function<payment::SagaEvent(payment::PaymentProvider&)> order);
  void charge(const std::string& session, hal::EvseId evse, payment::SagaEvent unsent,
              std::function<std::optional<payment::SagaEvent>(hal::ChargeController&)> order);
  void send(const SendReport& report);
  void unlock(hal::EvseId evse);
  void publish();
  void watch_tariffs(hal::Monotonic now);
  void watch_messages();
  void watch_clock(hal::Monotonic now);
  void watch_dynamic_code(hal::Monotonic now);

  Devices devices_;
  CoreOptions options_;
  ReaderWish wish_;
  Mailbox<StationEvent> mail_;
  // Answers to orders that no worker could take: the core's own, because it must not wait for room
  // in its own mailbox.
  std::deque<StationEvent> not_sent_;
  std::atomic<bool> handling_{false};
  int taps_ = 0;
  std::atomic<bool> reader_heard_{false};
  mutable std::mutex snapshot_mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<MessageBoard> board_;  // none without a back end
  std::uint64_t messages_seen_ = 0;
  // Workers last: they use the rest, and end first.
  std::unique_ptr<Worker> payments_;
  std::unique_ptr<Worker> phones_;   // a page that is slow to answer keeps no card waiting
  std::unique_ptr<Worker> members_;  // nor does a back end that is slow to know a charging card
  std::unique_ptr<EvseWorkers> orders_;
  std::unique_ptr<Worker> reports_;   // of its own: money never waits for it
  std::unique_ptr<Worker> receipts_;  // who takes one along waits for no help desk
  std::unique_ptr<CardWatch> cards_;
  std::optional<TariffWatch>
      tariffs_;  // its worker's own, once that runs; none: a price in the config
  std::optional<hal::Monotonic> tariffs_due_;
  std::optional<hal::Monotonic> clock_due_;       // none: no code depends on it
  std::optional<DynamicCodeWatch> dynamic_code_;  // its worker's own, once that runs
  std::optional<hal::Monotonic> dynamic_code_due_;
  std::atomic<bool> code_unanswered_{false};  // the charger did not say
  bool back_end_was_up_ = false;
  std::unique_ptr<Worker> code_questions_;
  std::unique_ptr<Worker> tariff_files_;
  std::unique_ptr<Worker> copies_;  // reads the journal's daily copy, which takes its time
  payment::JournalUpkeep upkeep_;
  std::unique_ptr<Conductor> conductor_;
};

}  // namespace kerb::kiosk
