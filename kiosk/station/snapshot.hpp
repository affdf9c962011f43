// All that a screen may know, at one moment: an immutable value that the core makes and the UI
// draws. A screen is a function of (Snapshot, locale, theme, size); it has no other source, so a
// picture of it can be made from a literal.
//
// The common frame (site, clock, helpline, language, what is pressed) is in Snapshot itself; what
// only one screen shows is in that screen's model. Amounts are final values: a screen formats them
// and computes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/card_reader.hpp"
#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "kiosk/station/preferences.hpp"
#include "kiosk/station/price_view.hpp"
#include "payment/money.hpp"
#include "payment/provider.hpp"
#include "payment/receipt/receipt.hpp"
#include "payment/saga/end_reason.hpp"

namespace kerb::kiosk {

// As the driver sees a connector, which is less than what the charger knows.
// untold: the charger has not said yet, and it may be tried; reserved: kept for somebody else; paying_elsewhere: somebody scanned its code and pays on a phone;
// disabled: its operator switched it off.
enum class Availability {
  free,
  plugged,
  untold,
  reserved,
  paying_elsewhere,
  in_use,
  finishing,
  disabled,
  out_of_service,
  unknown
};

struct ConnectorView {
  hal::EvseId evse = 1;
  hal::ConnectorKind kind = hal::ConnectorKind::ccs2;
  hal::Watts max_power{};
  Availability availability = Availability::unknown;
  std::optional<PriceView> price;       // nothing: it cannot be sold now
  std::optional<int> soc_percent;       // while in use, when the car tells
  std::optional<hal::Minutes> free_in;  // while in use, when it can be guessed
  hal::ChargerFault fault = hal::ChargerFault::none;
  bool tethered = true;
  bool maintenance = false;  // disabled while its software is renewed
  // The back end's own words about its price, where Kerb has none to compute with; never sold by.
  std::string price_words = {};
};

// ---- the models, one a screen
// -----------------------------------------------------------------------------

enum class TapHint {
  present,  // hold it here
  reading,  // do not move
  again,    // card not read: try again
  one_card_only,
  see_phone,        // the phone asks its owner
  device_only,      // above the limit for plastic: a phone or watch
  insert,           // the card wants a slot, and there is none
  card_refused,     // the card itself said no
  changing_number,  // a number of its own every time: it cannot be known again
  other_card,       // this card cannot be used here
  reader_lost,      // the reader does not answer
  charging_card_unknown,
  not_this_charge,  // another card than the one that began the charge on screen
  phone_withdrawn,  // it was held while a phone could pay: now it can be used
};
// A card that could not be used, held to the reader where none was asked for. Said for a few
// seconds: a card that is met with silence is tried again and again.
struct StrayTap {
  TapHint hint = TapHint::again;
  std::optional<payment::Money> device_only_above = {};  // when that is the matter
  std::string scheme = {};                               // whose cards are not taken, when known
};

struct IdleModel {
  bool reader_ready =
      true;  // false: card payment is down; the screen says so and offers the helpline
  bool choose_first = false;  // a card was tapped with several connectors free: point at them
  std::optional<StrayTap> stray_tap = {};
};

// Connector and price in detail, before anything is held.
struct ConnectorModel {
  ConnectorView connector;
  payment::Money hold;  // what will be held
  // Set when the hold is above it: then plastic is refused, for there is no PIN pad.
  std::optional<payment::Money> device_only_above = {};
  int released_within_days = 7;  // when the bank has given back what was not used, at the latest
  // What usual charges cost if they begin now; nothing: it cannot be said.
  std::optional<payment::Money> cost_10_kwh;
  std::optional<payment::Money> cost_30_kwh;
};

// The whole tariff: the day's prices as a picture, then everything that may cost something.
struct TariffModel {
  ConnectorView connector;
  DayView day;
  std::string note;  // the operator's own words, in the driver's language
};

struct TapModel {
  ConnectorView connector;
  payment::Money hold;
  // As in ConnectorModel; also set when plastic was refused for its sake.
  std::optional<payment::Money> device_only_above = {};
  TapHint hint = TapHint::present;
  hal::Lights lights = hal::Lights::ready_to_read;
  int attempts = 0;            // how often a card was not read
  std::string scheme = {};     // of other_card: whose cards are not taken ("JCB"), when known
  bool phone_offered = false;  // whoever likes pays on their phone instead
  bool at_terminal = false;    // cards go to the terminal beside the screen
};

// A code to scan, behind which the driver pays on their phone. A card may be held at any time: the
// page is then withdrawn first.
struct ScanModel {
  enum class Stage {
    preparing,    // the page is asked for
    open,         // it can be paid
    withdrawing,  // it was, or nobody wants to any more: until that is certain, no card is taken
  };
  ConnectorView connector;
  payment::Money hold;
  Stage stage = Stage::preparing;
  std::string address = {};  // what the code says; only while it is open
  hal::Seconds left{};       // until it is withdrawn
  bool card_next = false;    // a card was held: it is asked for again as soon as it may be
  // The operator's back end takes the money on its own page; nothing is held here.
  bool sold_by_back_end = false;
};

// What an approved terminal wants of the driver while it pays.
enum class TerminalStep {
  follow,     // it works, and shows what to do
  present,    // a card is wanted
  remove,     // the card may be taken
  pin,        // the PIN, or a yes to the amount, is asked for there
  wrong_pin,  // again
  refused,    // this card is not taken
  bank,       // the bank is asked
};

struct AuthorisingModel {
  payment::Money hold;
  std::string card_label;
  std::string card_last_four;
  bool slow = false;  // longer than ten seconds: say that it still works on it
  // The card was read a moment ago: first of all its owner hears that it may be taken away.
  bool just_read = false;
  // The terminal beside the screen reads the card and asks the bank; nothing: Kerb does.
  std::optional<TerminalStep> terminal = {};
  bool may_cancel = false;  // the terminal still waits for the driver
};

struct PlugInModel {
  ConnectorView connector;
  payment::Money hold;      // zero for a charging card
  bool plugged = false;     // seen; waiting for the car (starting)
  hal::Seconds left{};      // until the hold is given back
  hal::Seconds whole{};     // what `left` began with; more than zero
  bool ends_soon = false;   // a last warning
  bool may_extend = false;  // and more time may be asked for
};

// One thing that a charge has cost so far.
struct CostLine {
  payment::ReceiptLine::Kind kind = payment::ReceiptLine::Kind::energy;
  bool is_tax = false;      // instead: the tax on all the others
  hal::WattHours energy{};  // of energy
  hal::Seconds time{};      // of everything that is paid by time
  std::optional<UnitPrice> unit;
  payment::Money amount;
};

// Something that makes the charge dearer or cheaper, and when.
struct PriceNotice {
  enum class Kind { price_changes, idle_fee_begins, idle_fee_runs };
  Kind kind = Kind::price_changes;
  hal::Seconds in{};  // until then; zero while it runs
  hal::Utc at{};
  std::optional<UnitPrice> price;  // the new one per kWh, or the fee per minute or hour
  bool hourly = false;
};

struct PowerPoint {
  hal::Seconds at{};  // since the start of the charge
  hal::Watts power{};
};
struct ChargingModel {
  ConnectorView connector;
  hal::WattHours energy{};
  hal::Watts power{};
  payment::Money cost;
  hal::Seconds elapsed{};
  std::optional<int> soc_percent;
  std::optional<hal::Minutes> to_80_percent;
  std::optional<payment::Money> cost_at_80_percent;  // of the whole charge, a guess like the time
  std::vector<PowerPoint> curve;                     // oldest first, at most 120 points
  bool paused_by_car = false;
  bool paused_by_station = false;
  hal::PauseReason pause = hal::PauseReason::none;  // of the station; error: see connector.fault
  hal::PowerHeld held{};                            // by whom, while energy flows
  bool link_lost = false;  // the charger does not answer; figures are the last known
  payment::Money hold;     // zero for a charging card
  std::string card_last_four;
  // The card that pays is known again. Not one that only a terminal has read, and not a phone.
  bool card_stops = false;
  bool limit_near = false;  // the charge ends when the cost reaches the hold, which is soon
  std::optional<PriceNotice> price_notice;  // within a quarter of an hour
  std::optional<StrayTap> stray_tap = {};
};

// What the cost is made of, while it grows.
struct CostModel {
  ChargingModel charging;
  std::vector<CostLine> lines;  // they add up to the charge's cost
};

struct StopConfirmModel {
  ChargingModel charging;
  bool by_card = false;  // the same card was tapped
};

struct FinishingModel {
  bool unplug = false;  // the charge is over, the cable may be taken
  hal::WattHours energy{};
  payment::Money cost;
  bool cost_pending = false;  // a back end bills, and has not said what: `cost` is the tariff's
};

struct ReceiptModel {
  payment::Receipt receipt;
  bool may_unplug = true;
  payment::EndReason reason = payment::EndReason::driver_stopped;
  bool for_person = false;  // the bank refused what is due: somebody of the operator's settles it
  std::optional<hal::EvseId> stuck = {};  // as in HelpModel
  // It will not change any more: a phone may take it along, from a code.
  bool final = false;
  bool code_open = false;  // the page with that code is up; only when it is final
  // What the code leads to at the receipt service; empty: there is none, and the code itself holds
  // what proves the payment.
  std::string address = {};
  bool code_on_its_way = false;  // the service does not have it yet
};

// Each way it can fail has an own screen: what happened, what it means for the money, what to do
// next.
enum class FailureKind {
  declined,          // reason says why
  card_not_read,     // three tries
  bank_unreachable,  // nothing was sent; nothing is held
  outcome_unknown,   // a hold may stand; Kerb asks and takes it back
  start_failed,      // the hold is being given back
  not_plugged_in,    // time is over; the hold is being given back
  charger_lost,      // the controller is silent
  emergency_stop,
  cancelled,          // by the driver; the hold is being given back
  nothing_delivered,  // charge over, no energy: the hold is being given back
  phone_not_paid,     // nobody paid on the page in time, or nobody wants to any more
};
// kept: the charge is paid from it, once it is known what was delivered.
enum class HoldFate { none, releasing, released, unknown, kept };
struct FailureModel {
  FailureKind kind = FailureKind::declined;
  payment::DeclineReason decline = payment::DeclineReason::generic;
  hal::ChargerFault fault = hal::ChargerFault::none;
  HoldFate hold_fate = HoldFate::none;
  payment::Money hold;
  std::string code;  // for the helpline: "K-DECL-51"
  bool may_try_again = true;
};

enum class OutOfServiceReason { journal, charger, all_connectors, starting };
struct OutOfServiceModel {
  OutOfServiceReason reason = OutOfServiceReason::starting;
  std::string code;
};

struct HelpModel {
  enum class Topic { menu, how_to_charge, contact, display };
  Topic topic = Topic::menu;
  // The connector whose plug this driver may ask the charger to let go of; nothing: there is none.
  std::optional<hal::EvseId> stuck = {};
};

// "My plug is stuck": what became of asking the charger.
struct UnlockModel {
  enum class Stage {
    asking,
    unlocked,
    refused,    // while the car charges
    stuck,      // it tried, or did not answer
    by_itself,  // nobody can ask this charger: it unlocks when a charge is over
  };
  hal::EvseId evse = 1;
  Stage stage = Stage::asking;
};

// What the back end says, in full. `turned` says how often the driver asked for the next one; after
// the last comes the first.
struct NoticesModel {
  std::size_t turned = 0;
};

enum class ReportedFault { connector, cable, screen, card_reader, price, blocked_bay, other };
struct ReportModel {
  enum class Delivery {
    choosing,
    waiting,
    sent
  };  // waiting: stored, goes out when there is a network
  Delivery delivery = Delivery::choosing;
  std::optional<ReportedFault> fault;
  std::string number;  // for the helpline, once stored
};

// Every language that the station speaks, each by its own name. Where they do not fit on one page,
// `turned` says how often the driver asked for the next one; after the last comes the first.
struct LanguagesModel {
  std::size_t turned = 0;
};

using ScreenModel =
    std::variant<IdleModel, ConnectorModel, TariffModel, TapModel, AuthorisingModel, PlugInModel,
                 ChargingModel, CostModel, StopConfirmModel, FinishingModel, ReceiptModel,
                 FailureModel, OutOfServiceModel, HelpModel, ReportModel, LanguagesModel,
                 UnlockModel, NoticesModel, ScanModel>;

// The word for a screen in journeys and file names: "idle", "connector", "tariff", "tap",
// "authorising", "plug_in", "charging", "cost", "stop_confirm", "finishing", "receipt", "failure",
// "out_of_service", "help", "report", "languages", "unlock", "notices", "scan".
std::string_view screen_name(const ScreenModel& model);

// ---- the frame around every screen
// -------------------------------------------------------------------------

struct SiteView {
  std::string operator_name;  // "Voltaro"
  std::string name;           // "Harbour Square · Bay 4"
  std::string evse_code;      // "DE*VLT*E1042"
  std::string helpline;       // "0800 724 5566"
  std::string emergency_number = "112";
  std::string time_zone = "Europe/Berlin";
};

// What the operator's back end wants drivers to read now: plain text that nobody has translated or
// shortened, at most 1024 octets of valid UTF-8, in any language and direction. Whatever it says,
// it never takes the place of a price, of paying or of stopping.
struct NoticeView {
  enum class Rank {
    always_front,  // alone, as long as it is there
    in_front,      // before every other one
    normal,        // in turn
  };
  std::string text;
  std::string qr_code;  // to be scanned with a phone; empty: none
  Rank rank = Rank::normal;
};

struct Snapshot {
  std::uint64_t revision = 0;  // grows with every change
  hal::Utc now{};
  hal::Monotonic at{};
  SiteView site;
  Preferences preferences;
  std::vector<ConnectorView> connectors;
  std::string session_code;                // for the helpline; empty when no session is on screen
  std::optional<hal::Seconds> leaving_in;  // set while "are you still there?" is up
  std::vector<NoticeView> notices;         // only those that are due now
  ScreenModel screen;
};

}  // namespace kerb::kiosk
