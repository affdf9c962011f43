// The whole simulator on one desk: a station in memory, a reader, a stand-in bank behind real
// HTTPS, and the kiosk itself with its real journal. Journeys play on it; the windows show it; a
// power cut destroys the kiosk and leaves the rest.
//
// Time is virtual and moves only in advance(): an hour passes in a moment. What talks to the bank
// or the reader takes real time; virtual time then waits, unless the bank was told to be slow.
//
// Threading: one thread calls everything; the kiosk's workers are inside.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hal/simulated/back_end.hpp"
#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/config.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/core.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "kiosk/simulator/bank_process.hpp"
#include "kiosk/simulator/desk_terminal.hpp"
#include "kiosk/simulator/ear.hpp"
#include "kiosk/simulator/simulated_checkout.hpp"
#include "kiosk/simulator/stage.hpp"

namespace kerb::kiosk {

struct DeskOptions {
  Config config;                       // gateway and file names are replaced by the desk's own
  std::filesystem::path folder;        // journal, bank, keys; made when missing
  std::filesystem::path bank_program;  // build/tests/stand_in_bank
  std::filesystem::path locales;
  hal::Utc start{};  // virtual wall time at the beginning
  std::string
      terminal;  // the profile of a payment terminal that reads the cards; empty: the reader
  bool repeatable = false;  // sessions are numbered instead of drawn: pictures stay the same
  bool still = true;        // no motion in pictures
  hal::Display* display = nullptr;  // a window; nothing: in memory, of the config's size
  hal::Speaker* speaker = nullptr;
  hal::Voice* voice = nullptr;  // says aloud what a story may expect; nothing: it is only kept
  hal::CardReader* reader = nullptr;  // a real reader instead of the simulated one
  // Puts a card before the real reader, or takes it away (nullptr): a test with a virtual card
  // behind pcscd.
  std::function<void(std::shared_ptr<hal::simulated::VirtualCard>)> present_card;
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

class Desk final : public Stage {
 public:
  // Errors: those of the bank, the journal, the languages, the screen.
  static hal::Result<std::unique_ptr<Desk>> create(DeskOptions options);
  ~Desk() override;

  // ---- Stage
  std::string screen() override;
  std::vector<SeenElement> elements() override;
  hal::Result<void> touch(const std::string& element) override;
  hal::Result<void> press(hal::Key::Meaning key) override;
  std::string focused() override;
  std::vector<std::string> heard() override;
  hal::Result<void> picture(const std::filesystem::path& png) override;
  std::vector<hal::EvseId> connectors() override;
  void tap_card(hal::simulated::CardKind kind) override;
  void tap_two_cards() override;
  void plug(hal::EvseId evse) override;
  void unplug(hal::EvseId evse) override;
  void advance(hal::Millis span) override;
  void car_takes(hal::EvseId evse, hal::Watts at_most) override;
  void car_soc(hal::EvseId evse, int percent) override;
  void site_gives(hal::Watts at_most) override;
  void reader_on(bool on) override;
  void charger_reachable(bool reachable) override;
  void fail_next_start(hal::EvseId evse) override;
  void connector_fault(hal::EvseId evse, hal::ChargerFault fault) override;
  void keep(hal::EvseId evse, hal::simulated::Kept how) override;
  void phone_pays(hal::EvseId evse, bool on) override;
  void page_paid(bool accepted) override;
  void interrupt(hal::EvseId evse, hal::PauseReason why, hal::ChargerFault fault) override;
  void hold_power(hal::EvseId evse, hal::PowerHeld::By by, hal::Watts to) override;
  void jam_lock(hal::EvseId evse, bool jammed) override;
  void emergency_stop(bool pressed) override;
  hal::Result<void> bank(BankMood mood) override;
  hal::Result<void> terminal(const std::string& order) override;
  hal::Result<void> tariff_becomes(const std::filesystem::path& file) override;
  hal::Result<void> power_cut() override;
  hal::Result<void> blackout(hal::Millis span) override;
  hal::Result<void> back_end_cost(const std::string& amount, bool is_final) override;
  hal::Result<void> back_end_shows(const std::string& text, const std::string& code) override;
  hal::Result<void> back_end_clears() override;
  void back_end_there(bool there) override;
  void clock_right(bool right) override;
  hal::Result<std::string> page() override;
  hal::Result<BankBook> bank_book() override;
  hal::Result<std::string> receipt() override;
  hal::Result<std::vector<std::string>> journal() override;

  // ---- for the windows
  // Lets the kiosk do what is there to do, without waiting and without moving time.
  void turn();
  // The same cards and world as above, without waiting for what comes of it.
  void put_card(hal::simulated::CardKind kind);
  void put_two_cards();
  void switch_reader(bool on);
  hal::simulated::Station& station() { return station_; }
  hal::simulated::Clock& clock() { return clock_; }
  SimulatedCheckout& checkout() { return checkout_; }
  Core& core() { return *kiosk_->core; }
  DriverScreen& driver_screen() { return *kiosk_->screen; }
  const Languages& languages() const { return *languages_; }
  std::filesystem::path journal_file() const { return options_.config.journal_file; }
  // The receipt of the last session that delivered energy, from the journal.
  hal::Result<payment::Receipt> last_receipt();
  // Called with every frame that a journey makes, so that a window can follow it.
  void on_turn(std::function<void()> follow) { follow_ = std::move(follow); }

 private:
  explicit Desk(DeskOptions options);
  hal::Result<void> open();
  hal::Result<void> start_kiosk();
  // The code that the operator's back end is paid by: its terms in the charger, its secret on the
  // desk's own disk.
  hal::Result<void> let_back_end_sell();
  bool back_end_sells() const;
  void settle();
  void tap(const std::function<void()>& put);
  void draw();
  std::string next_session();
  bool somebody_listens() const;
  // What fingers and animations go by: the eye's time in a window, the station's in a still
  // picture.
  hal::Monotonic motion() const {
    return options_.still ? clock_.monotonic() : machine_clock_.monotonic();
  }

  // What a power cut takes away.
  struct Kiosk {
    std::unique_ptr<Providers> providers;
    std::unique_ptr<ReportDesk> report_desk;
    std::unique_ptr<ReportDesk> receipt_desk;
    std::unique_ptr<Core> core;
    std::unique_ptr<DriverScreen> screen;
  };

  DeskOptions options_;
  hal::SystemClock machine_clock_;
  hal::simulated::Clock clock_;
  SimulatedCheckout checkout_;
  hal::simulated::Station station_;
  hal::simulated::Reader simulated_reader_;
  hal::simulated::BackEnd back_end_;
  hal::SilentSpeaker silence_;
  Ear ear_;
  std::optional<HeadlessDisplay> memory_;
  std::unique_ptr<Languages> languages_;
  std::unique_ptr<BankProcess> bank_;
  std::unique_ptr<DeskTerminal> terminal_;  // none: the reader reads the cards
  bool bank_is_slow_ = false;
  bool reader_is_on_ = true;
  bool back_end_there_ = true;
  bool clock_right_ = true;
  int sessions_ = 0;
  std::function<void()> follow_;
  std::optional<Kiosk> kiosk_;  // last: it uses the others
};

}  // namespace kerb::kiosk
