// The station decides: which screen is shown, when a hold is asked for, when a charge starts and
// stops. It is pure: step(station, event, now) gives the next station, what must be journaled, and
// what should then be done. It owns every session's saga and turns what happens outside into the
// saga's events.
//
// The outside does three things with a step, in this order: commit `commits` to the journal; carry
// out `effects`; show snapshot_of(). If the commit fails, no effect may follow: see JournalChanged.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/back_end.hpp"
#include "hal/charge_controller.hpp"
#include "hal/speaker.hpp"
#include "kiosk/config.hpp"
#include "kiosk/station/dynamic_code.hpp"
#include "kiosk/station/intent.hpp"
#include "kiosk/station/price_view.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/station/tap.hpp"
#include "payment/saga/saga.hpp"

namespace kerb::kiosk {

using payment::Now;

// What of the config the station needs; fixed for its life.
struct StationSettings {
  SiteView site;
  payment::Merchant merchant;
  payment::Currency currency{};
  // What every connector sells at until TariffsChanged says otherwise; null: nothing is sold yet.
  payment::tariff::FrozenTariff::Ptr tariff;
  payment::TaxStyle price_style = payment::TaxStyle::included;
  PaymentConfig payment;
  TimingConfig timing;
  Preferences defaults;
  std::vector<hal::Evse> evses;
  payment::ToldCostTerms told_cost;  // what the back end's word about a cost is worth
  std::shared_ptr<const DynamicCode> dynamic_code = {};  // of the config; null: none
  bool phone_pays = false;         // somebody has pages on which a phone can pay
  bool cards_at_terminal = false;  // an approved terminal reads the cards, and not Kerb's reader
  bool reports_leave = false;      // somebody takes fault reports; else they stay in the journal
  std::string receipt_page =
      {};  // of the receipt service, with kReceiptToken; empty: there is none
};
StationSettings settings_of(const Config& config);

// The tariffs that a connector is sold under today. Whoever began a charge keeps theirs.
struct Offer {
  payment::tariff::FrozenTariff::Ptr ad_hoc;   // null: it cannot be sold
  payment::tariff::FrozenTariff::Ptr members;  // with a charging card
  payment::Money hold;                         // what is kept aside on a bank card
  // What a driver sees of the first, until `view_until`.
  std::optional<PriceView> view;
  hal::Utc view_until{};
};

// The first that the car told about its battery, to guess from how it goes on.
struct SocReading {
  int percent = 0;
  hal::Monotonic at{};
  hal::WattHours meter{};
};

// One EVSE with what was last heard of it.
struct Bay {
  hal::Evse evse;
  hal::EvseState state = hal::EvseState::unknown;
  hal::ChargerFault fault = hal::ChargerFault::none;
  hal::PauseReason pause = hal::PauseReason::none;
  bool maintenance = false;  // switched off while its software is renewed
  hal::PowerHeld held{};     // by whom the power is held down, if by anybody
  std::optional<hal::Monotonic> paying_elsewhere_until;  // somebody does so on a phone
  hal::Watts power{};
  std::optional<int> soc_percent;
  hal::WattHours meter{};              // the register
  Offer offer;                         // what the next driver pays
  std::optional<std::string> session;  // the session that occupies it
  std::optional<hal::Monotonic> plug_in_deadline;
  int plug_in_extensions = 0;
  bool plug_in_warned = false;
  // Since the charge began:
  std::optional<hal::Monotonic> began;
  std::optional<SocReading> first_soc;
  std::vector<PowerPoint> curve;
};

// ---- what is on screen
// -----------------------------------------------------------------------------------
struct AtHome {
  bool choose_first = false;
};
struct AtConnector {
  hal::EvseId evse = 1;
};
// The whole tariff of a connector.
struct AtTariff {
  hal::EvseId evse = 1;
};
struct AtTap {
  hal::EvseId evse = 1;
  TapHint hint = TapHint::present;
  int misread = 0;
  std::string scheme = {};  // of a card that is not taken
  bool by_phone = false;    // the back end's code is up, as long as there is one
};
// Follows a session from the hold to the receipt; which screen that is depends on the saga.
struct AtSession {
  std::string session;
  bool confirming_stop = false;
  bool by_card = false;
  bool trouble_seen = false;  // the driver has read what went wrong; on to the receipt
  bool showing_cost = false;  // what the cost is made of
  bool card_next = false;     // a card was held while a phone could pay
  bool code_open = false;     // the receipt's code is up
};
// Trouble before any session came to be.
struct AtTrouble {
  hal::EvseId evse = 1;
  FailureKind kind = FailureKind::card_not_read;
};
using Place = std::variant<AtHome, AtConnector, AtTariff, AtTap, AtSession, AtTrouble>;
// Above the page; closing it returns there.
using Overlay =
    std::variant<std::monostate, HelpModel, ReportModel, LanguagesModel, UnlockModel, NoticesModel>;

struct Session {
  payment::Saga saga;
  hal::Monotonic opened{};
  hal::Monotonic card_read_until{};  // that its card was read is on screen at least so long
  bool left = false;                 // the driver, while the terminal waited for a card
  int final_costs = 0;               // that the back end said
  // The back end's own words, of a few octets' bound each.
  std::vector<hal::BackEndText> price_texts = {};
  std::vector<hal::BackEndText> cost_texts = {};
  std::string cost_code = {};  // for a QR code, such as the address of an invoice
  // Its receipt's page: what its address ends in, since when, and whether the service has it.
  std::string receipt_token = {};
  hal::Monotonic receipt_asked{};
  bool receipt_there = false;
};

// What the back end said after a session had left memory.
struct LateCost {
  std::string session;
  payment::Money told;
  int times = 0;
};

// A fault report, or a receipt for the receipt service, that nobody has taken yet.
struct FiledReport {
  std::string number;  // of a receipt: the token of its page, which stays out of the log
  std::string body;    // JSON
  int attempts = 0;
  // Nothing: it is on its way, or there is no way.
  std::optional<hal::Monotonic> next_try = {};
  bool receipt = false;
};

struct Station {
  std::shared_ptr<const StationSettings> settings;
  std::vector<Bay> bays;
  std::map<std::string, Session> sessions;  // all that are not at rest, and the one on screen
  Place page = AtHome{};
  Overlay overlay;
  std::vector<FiledReport> reports;
  std::vector<LateCost> late_costs;  // the newest
  // What the back end wants to be read: its price in words for everyone, and the board's messages.
  bool back_end_up = false;
  bool clock_trusted = false;  // somebody has said so
  // What the back end is paid by, on a driver's phone; null: it is not.
  std::shared_ptr<const DynamicCode> dynamic_code;
  std::vector<hal::BackEndText> default_price;
  std::vector<hal::DisplayMessage> messages;
  Preferences preferences;
  // Told until then, wherever no card was asked for.
  struct {
    StrayTap tap;
    hal::Monotonic until{};
  } stray_tap;
  hal::Monotonic touched{};                           // the last sign of a driver
  bool leaving_warned = false;                        // since then
  TerminalStep terminal_step = TerminalStep::follow;  // of the payment that runs there
  bool terminal_disagrees = false;  // somebody has to look at what the terminal has
  bool reader_ready = false;
  bool reader_heard = false;  // the reader's worker has said whether it is there
  bool link_up = false;
  bool journal_healthy = true;
  bool journal_has_room = true;       // for settling what a new session would begin
  int payments_failed = 0;            // in a row: that never reached the bank
  std::array<bool, 4> told_broken{};  // by hal::OwnTrouble: what the back end was told of
  std::uint64_t revision = 0;
};

Station make_station(StationSettings settings, Now now);

// ---- events
// ----------------------------------------------------------------------------------------------
// After a start or after the journal came back: what the journal says is open. Everything in memory
// yields to it.
struct Restored {
  std::vector<payment::Saga> open;
  std::vector<FiledReport> reports;
};
// `fresh_session`: 32 random hex digits, used if the tap opens a session.
struct Tapped {
  TapResult result;
  std::string fresh_session;
};
struct ReaderChanged {
  bool ready = false;
};
// A saga's own event from a worker: the bank or the charger answered.
struct SessionEvent {
  std::string session;
  payment::SagaEvent event;
};
struct ReportAnswered {
  std::string number;
  bool delivered = false;
  std::string why_not = {};  // for the log
};
struct UnlockAnswered {
  hal::EvseId evse = 1;
  UnlockModel::Stage outcome = UnlockModel::Stage::stuck;
};
struct JournalChanged {
  bool healthy = false;
};
struct RoomChanged {
  bool room = false;
};
// Whether the wall clock is kept right by somebody, and so a code made from it is worth anything.
struct ClockChanged {
  bool trusted = false;
};
// The back end wants another code on the screen; null: none.
struct DynamicCodeChanged {
  std::shared_ptr<const DynamicCode> code;
};
// Somebody changed the tariffs, or the time came for others.
struct TariffsChanged {
  struct Sold {
    hal::EvseId evse = 1;
    payment::tariff::FrozenTariff::Ptr ad_hoc;
    payment::tariff::FrozenTariff::Ptr members;
  };
  std::vector<Sold> sold;  // an EVSE that is missing sells nothing
};
// A final cost of a charge whose session has left memory, with what the books say of it.
struct SettledCost {
  hal::CostReported report;
  payment::Saga saga;  // at rest
};
// The back end's messages are others now.
struct MessagesChanged {
  std::vector<hal::DisplayMessage> messages;
};
// What the terminal wants of the driver while it is paid there.
struct TerminalSays {
  TerminalStep step = TerminalStep::follow;
};
// The terminal no longer has a hold that it had approved under this key.
struct TerminalLostHold {
  payment::OrderKey key;
};
// What the terminal and Kerb's book of it do not agree on, in words; empty: they do again.
struct TerminalDisagrees {
  std::vector<std::string> concerns;
};
// The totals of its end of day are not what was booked there: both lists, as JSON for the journal.
struct TerminalDayDiffers {
  std::string both;
};
struct Tick {};

using StationEvent =
    std::variant<Restored, Intent, Tapped, ReaderChanged, hal::ControllerEvent, SessionEvent,
                 ReportAnswered, JournalChanged, RoomChanged, ClockChanged, DynamicCodeChanged,
                 TariffsChanged, hal::BackEndReport, SettledCost, MessagesChanged, UnlockAnswered,
                 TerminalSays, TerminalLostHold, TerminalDisagrees, TerminalDayDiffers, Tick>;

// ---- what follows
// ----------------------------------------------------------------------------------------
struct Commit {
  std::string session;  // or the 32 digits of a report or of a receipt's page
  std::string kind;
  std::variant<payment::Saga, std::string> content;  // a saga; or a report or an alarm as JSON
  bool open = true;
};
// The card's data lives in here and nowhere else, until it is sent.
struct PlaceHold {
  std::string session;
  payment::HoldOrder order;
};
struct SessionEffect {
  std::string session;
  hal::EvseId evse = 1;
  payment::SagaEffect effect;
};
struct Sound {
  hal::Beep beep = hal::Beep::touch;
};
struct SendReport {
  std::string number;
  std::string body;
  bool receipt = false;  // to the receipt service; else to whoever takes fault reports
};
struct UnlockPlug {
  hal::EvseId evse = 1;
};
// Something of this station broke, or is well again (no detail): for the operator's back end.
struct TellTrouble {
  hal::OwnTrouble trouble = hal::OwnTrouble::reader;
  std::optional<std::string> detail;
};
// The driver of this hold has left: the terminal beside the screen is not to ask for a card any more.
struct StopAtTerminal {
  payment::OrderKey hold;
};
using StationEffect = std::variant<PlaceHold, SessionEffect, Sound, SendReport, TellTrouble,
                                   UnlockPlug, StopAtTerminal>;

struct StationStep {
  Station station;
  std::vector<Commit> commits;
  std::vector<StationEffect> effects;
  std::vector<std::string> remarks;  // for the log: events that were ignored, and why
  std::vector<std::string> alarms;   // for the log: what a person should look at
};

StationStep step(Station station, const StationEvent& event, Now now);

// ---- what can be asked of it
// -----------------------------------------------------------------------------
Snapshot snapshot_of(const Station& station, Now now);
ReaderWish reader_wish(const Station& station);
// When a Tick is due at the latest.
hal::Monotonic next_tick(const Station& station, Now now);
// The helpline's name for a session: "3F2A-91BC".
std::string session_code(const std::string& session);
// The receipt of a session that delivered energy; nothing for others.
std::optional<payment::Receipt> receipt_of(const StationSettings& settings,
                                           const payment::Saga& saga);

}  // namespace kerb::kiosk
