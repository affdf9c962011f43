// One session's money, from the tap to the last acknowledgement, as a pure machine: step(saga,
// event, now) gives the next saga and the effects that should follow. It reads no clock, file,
// socket or random number, so the same code runs a charger, the tests and a simulation.
//
//   Holding ──approved──▶ Held ──started──▶ Delivering ──stop──▶ Fencing ──energy──▶ Capturing ─▶
//   Ended
//                                       where a back end bills: Fencing ─▶ AwaitingCost ─▶ Capturing
//      │  └─on the phone─▶ AwaitingPhone ──paid──▶ Held, ──left, too late──▶ Abandoning
//      │  └─declined─▶ Ended  └──time over, cancelled, start failed──▶ Fencing ──nothing──▶
//      Releasing ─▶ Ended └─unknown──▶ Asking ──not known──▶ Abandoning ─▶ SecondLook ─▶ Ended
//
// Three rules hold in every state. An effect is only ever named by a state that was journaled
// first, under a key that this state carries; so a repetition after a crash is recognised at the
// other end. Unknown is left by asking or by undoing, never by sending again under a new key. And
// before money is settled the charger is fenced: it has said that no energy flows under this
// session any more.
//
// What cannot be settled by a machine ends in ForPerson, visible, never dropped.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"
#include "payment/money.hpp"
#include "payment/provider.hpp"
#include "payment/receipt/receipt.hpp"
#include "payment/saga/end_reason.hpp"
#include "payment/saga/meter_belief.hpp"
#include "payment/tariff/cost.hpp"
#include "payment/tariff/frozen_tariff.hpp"

namespace kerb::payment {

struct Now {
  hal::Monotonic monotonic{};
  hal::Utc utc{};
};

// What the back end's own word about the cost of a charge is worth here. Only a bank card is billed
// by it: whoever gave out a charging card bills its owner without Kerb.
struct ToldCostTerms {
  bool billed = false;       // it is what is billed; else it is only compared with the tariff
  hal::Seconds within{600};  // after the charge its final word must come; else the tariff is billed
  std::int64_t tolerance = 1;  // minor units: a difference up to this is not worth telling
};

// What is fixed when the session opens: the price is frozen here.
struct SessionTerms {
  std::string session;  // 32 lower-case hex digits, random; also the charge's key at the charger
  hal::EvseId evse = 1;
  tariff::FrozenTariff::Ptr tariff;  // never null
  Money
      hold;  // to be asked for; zero for a charging card, which its operator bills, and for nobody
  // When the cost nears the hold, the bank is asked to keep this much more aside; zero: it is not.
  Money raise_by = {};
  int raises_at_most = 0;
  PaidBy paid_by = PaidBy::bank_card;
  CardIdentity card;
  hal::Utc opened{};
  ToldCostTerms told_cost = {};
  hal::Watts most_power = {};  // that the EVSE can give; zero: not known, so every reading counts
};

// ---- the states; each is what the journal holds
// --------------------------------------------------------------

// The hold was ordered; its answer is awaited.
struct Holding {
  bool given_up = false;  // the driver left: what comes is released
};
// The answer was lost. The provider is asked `asked` times so far.
struct Asking {
  int asked = 0;
  bool given_up = false;
};
// A page on the driver's phone, as its provider knows it. While it is open it may be paid, so no
// other hold is asked for at its bay.
struct OpenPage {
  std::string reference;
  hal::Utc expires{};  // by its provider's clock
  bool over = false;   // in memory only: it has expired by ours, too
};
// The driver pays on a page on their phone; the provider is asked whether they did. Its address is
// in memory only: a restart withdraws the page.
struct AwaitingPhone {
  OpenPage page;
  std::string address = {};   // what the code shows
  hal::Monotonic since = {};  // the code is on screen
  hal::Monotonic until = {};  // then it is withdrawn
  bool watched = true;        // somebody looks at it
};
// Nobody knows, nobody waits: undo the hold by its own key. Card networks want a minute between a
// lost authorisation and its reversal. A page is withdrawn at once.
struct Abandoning {
  int attempts = 0;
  std::optional<OpenPage> page = {};
};
// The undoing is acknowledged, but an approval may overtake it on the way: look once more, much
// later. Whether a page was paid is known at once.
struct SecondLook {
  int asked = 0;
  std::optional<OpenPage> page = {};
};
// The bank keeps the money aside, and the charger is told to start.
struct Held {
  Hold hold;
};
struct Delivering {
  Hold hold;
  hal::WattHours meter_start{};
  hal::WattHours meter_noted{};  // the last reading that was journaled
  hal::Utc started{};
  // Orders to raise the hold so far: numbers the newest one's key. One at a time.
  int raises = 0;
  enum class Raise { none, awaited, granted, refused };
  Raise raise = Raise::none;  // what became of the newest
};
// The charger is told to stop, until it has confirmed.
struct Fencing {
  Hold hold;
  EndReason reason = EndReason::driver_stopped;
  std::optional<hal::WattHours> meter_start;  // none: the charge had not started as far as we know
  hal::WattHours meter_noted{};               // the newest reading, should the charger forget
  hal::Utc started{};
  int attempts = 0;
};
// What was delivered; frozen, and the base of the receipt.
struct Delivery {
  hal::WattHours meter_start{};
  hal::WattHours meter_stop{};
  hal::Utc started{};
  hal::Utc ended{};
  Cost cost;                       // by the tariff
  std::optional<Money> told = {};  // by the back end, where that is what is billed
};
// Fenced, and the back end has not yet said what the charge costs. The driver may go.
struct AwaitingCost {
  Hold hold;
  Delivery delivery;
  hal::Utc since{};
  EndReason reason = EndReason::driver_stopped;
};
struct Capturing {
  Hold hold;
  Delivery delivery;
  Money amount;  // min(what is billed, hold): never computed again
  EndReason reason = EndReason::driver_stopped;
  int attempts = 0;
};
struct Releasing {
  Hold hold;
  EndReason reason = EndReason::cancelled;
  std::optional<Delivery> delivery;  // when energy flowed but cost nothing
  int attempts = 0;
};

struct WasCaptured {
  Hold hold;
  Delivery delivery;
  Money amount;
  EndReason reason = EndReason::driver_stopped;
  PaymentSlip slip = {};
};
struct WasReleased {
  Money held;
  EndReason reason = EndReason::cancelled;
  std::optional<Delivery> delivery = {};  // energy that cost nothing
};
struct WasDeclined {
  DeclineReason reason = DeclineReason::generic;
};
struct WasNotProcessed {};  // nothing was ever held
struct WasAbandoned {};
using Outcome = std::variant<WasCaptured, WasReleased, WasDeclined, WasNotProcessed, WasAbandoned>;
struct Ended {
  Outcome outcome;
};
// A person has to look: the provider refuses what must happen.
struct ForPerson {
  std::string why;
  std::optional<Hold> hold;
  std::optional<Delivery> delivery;
};

using SagaState =
    std::variant<Holding, Asking, AwaitingPhone, Abandoning, SecondLook, Held, Delivering, Fencing,
                 AwaitingCost, Capturing, Releasing, Ended, ForPerson>;

// One reading of both clocks, from which a price counts its time.
struct PriceClock {
  hal::Utc utc{};
  hal::Monotonic monotonic{};
};

// The back end's word on what the charge costs. Running until it is final; final until another
// final one comes.
struct ToldCost {
  Money total;
  bool is_final = false;
};

struct Saga {
  SessionTerms terms;
  SagaState state;
  // What the charge costs by the newest reading; null before it began. The journal keeps it with
  // every state.
  std::shared_ptr<const tariff::LivePrice> price = {};
  // The newest word of the back end; the journal keeps it once it is final.
  std::optional<ToldCost> told = {};

  // In memory only, gone with the process: the newest meter reading and when to look again.
  hal::WattHours meter_now{};  // that is believed
  MeterBelief belief = MeterBelief();
  std::optional<hal::Monotonic> wake_at;
  std::optional<hal::Monotonic> hold_sent;
  std::optional<hal::Monotonic> raise_at = {};  // when an order to raise the hold is repeated
  std::shared_ptr<const tariff::LivePrice> price_noted = {};  // what of it the journal has
  std::optional<PriceClock> price_clock = {};
};

// The page that may still be paid; null when there is none.
const OpenPage* open_page(const SagaState& state);

// The journal's word for a state: "holding", "held", "captured", "for_person" …
std::string_view state_word(const SagaState& state);

// Nothing is left to do by itself: Ended or ForPerson.
bool at_rest(const Saga& saga);
// The bay may take the next driver: the charger is fenced, only the bank is still to be told.
bool bay_is_free(const Saga& saga);
// What the charge costs by the newest meter reading; zero before it started.
Cost cost_so_far(const Saga& saga);
// The same as its driver should see it: by the back end, where that bills and has spoken.
Money cost_to_show(const Saga& saga);
// What is billed for a delivery, before the hold limits it.
Money due_for(const Delivery& delivery);
// The hold is nearly used up and will not be raised: the charge ends soon, and the driver should
// hear it now.
bool limit_is_near(const Saga& saga);

// Keys are made from the session's random id, so they are as unique and known as soon as it is.
OrderKey hold_key(const SessionTerms& terms);
OrderKey capture_key(const SessionTerms& terms);
OrderKey release_key(const SessionTerms& terms);
OrderKey raise_key(const SessionTerms& terms, int number);  // 1 and up

// ---- the events
// ----------------------------------------------------------------------------------------------

struct DriverCancels {};  // before energy flows
struct DriverStops {};
struct PlugInTimeOver {};
struct ChargeBegan {
  hal::WattHours meter_start{};
};
struct ChargeRefused {
  hal::ChargerFault fault = hal::ChargerFault::internal;
};
// `activity`: since the reading before.
struct MeterRead {
  hal::WattHours energy{};
  tariff::Activity activity = tariff::Activity::charging;
};
// The charger ended it by itself; `meter_stop` is final.
struct ChargeOver {
  hal::WattHours meter_stop{};
  hal::StopReason reason = hal::StopReason::car;
};
// The answer to FenceCharge; nothing when the charger did not answer.
struct Fenced {
  std::optional<hal::ChargeRecord> record;
};
// The answer to QueryCharge after a restart.
struct ChargeFound {
  std::optional<hal::ChargeRecord> record;
};
struct HoldAnswered {
  HoldAnswer answer;
};
// Late or doubled answers to an earlier raise are known by their key.
struct RaiseAnswered {
  OrderKey key;
  HoldAnswer answer;
};
struct CaptureAnswered {
  SettleAnswer answer;
};
struct ReleaseAnswered {
  SettleAnswer answer;
};
struct AbandonAnswered {
  SettleAnswer answer;
};
struct AskAnswered {
  Question::About about = Question::About::hold;
  AskAnswer answer;
  OrderKey key = {};  // of the question, when it was about a raise
};
// The back end says what the charge costs, in the station's currency (back_end_cost.hpp).
struct CostTold {
  ToldCost cost;
};
// Somebody looks at the code on the screen, or nobody does any more.
struct CodeWatched {
  bool watched = true;
};
// An approved terminal took back what it had approved. Nothing more may be delivered on it.
struct HoldVanished {};
struct Woken {};      // wake_at has come
struct Recovered {};  // first event after a restart

using SagaEvent =
    std::variant<DriverCancels, DriverStops, PlugInTimeOver, ChargeBegan, ChargeRefused, MeterRead,
                 ChargeOver, Fenced, ChargeFound, HoldAnswered, RaiseAnswered, CaptureAnswered,
                 ReleaseAnswered, AbandonAnswered, AskAnswered, CostTold, CodeWatched, HoldVanished,
                 Woken, Recovered>;

// ---- the effects
// ---------------------------------------------------------------------------------------------

struct SendHold {
  OrderKey key;
  Money amount;
};
struct SendRaise {
  RaiseOrder order;
};
struct SendCapture {
  CaptureOrder order;
};
struct SendRelease {
  ReleaseOrder order;
};
struct SendAbandon {
  AbandonOrder order;
};
struct Ask {
  Question question;
};
struct StartCharge {};
struct FenceCharge {};
struct QueryCharge {};
// The outcome is in the journal: a terminal that waits for this may commit.
struct Acknowledge {
  OrderKey key;
};

using SagaEffect = std::variant<SendHold, SendRaise, SendCapture, SendRelease, SendAbandon, Ask,
                                StartCharge, FenceCharge, QueryCharge, Acknowledge>;

// Two accounts of one charge do not agree. A person should know; by itself it moves no money.
struct CostAlarm {
  enum class Kind {
    differs,  // the back end's final word is not what the tariff says
    missing,  // it should be billed and did not come in time: the tariff was billed
    late,     // it came after the amount was frozen, and is not what was billed
  };
  Kind kind = Kind::differs;
  Money ours;                 // by the tariff; of `late`: what was billed
  std::optional<Money> told;  // nothing when it is missing
};

// `journal` is the entry's kind when the new state must be committed before the effects
// ("saga.held"); nothing when only memory changed, or when an effect is repeated whose intent is
// already in the journal. `ignored` says why an event changed nothing, for the log. `alarms` go into
// the journal behind the state.
struct SagaStep {
  Saga saga;
  std::vector<SagaEffect> effects;
  std::optional<std::string> journal;
  std::string ignored;
  std::vector<CostAlarm> alarms = {};
  std::optional<MeterAlarm> meter_alarm = {};
};

// The first step: the hold is intended.
SagaStep open_saga(SessionTerms terms, Now now);

SagaStep step(Saga saga, const SagaEvent& event, Now now);

}  // namespace kerb::payment
