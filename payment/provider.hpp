// The one seam between a session's money and whoever moves it. Three kinds fit behind it:
//   - a card read by Kerb's own kernel and sent to a gateway (payment/gateway);
//   - an approved terminal that talks to the bank itself: hold() runs its whole dialogue, and the
//   terminal
//     commits only when acknowledge() is called, after the outcome is in the journal;
//   - a checkout page on the driver's phone: hold() answers Pending with an address, and ask()
//   tells when
//     the driver has paid.
//
// Every order carries a key that was made once and journaled before the order left. A provider
// never makes a key of its own, never repeats an order by itself, and says Unknown whenever the
// order may have taken effect: the saga then asks, and nobody sends again under a new key.
//
// All calls block: with a gateway for seconds, at most about a minute; with an approved terminal for
// as long as its driver and its bank take, which is up to three minutes without a sign of life (ZVT,
// T4) and a quarter of an hour in all. Nobody counts on less: a saga waits for the answer without a
// limit, and what is in line behind it waits too. Those about cards come from one worker; those about
// pages (PaidBy::checkout) from another, so that no phone keeps a card waiting.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"
#include "payment/money.hpp"
#include "payment/paid_by.hpp"
#include "payment/payment_slip.hpp"

namespace kerb::payment {

// Names one order: 1 to 30 characters of [A-Za-z0-9-], unique for ever ("K7f3…-A1").
using OrderKey = std::string;

// A hold is money that the bank keeps aside for this charge. It is not a payment: it ends as a
// capture (we take what the charge cost) or a release (we take nothing), and never as both.
// `expires` is wall time; past it a capture may be refused.
struct Hold {
  std::string reference;  // the provider's id of the hold; every later order names it
  Money amount;           // what the bank really granted
  hal::Utc expires{};
  std::string approval_code;  // for the receipt; at most 6 characters; may be empty
  // Whose money it is, where the terminal read the card and not Kerb. Without a fingerprint: such a
  // card is never known again.
  std::optional<CardIdentity> card = {};
};

// Why the bank said no, as far as the driver can do something about it.
enum class DeclineReason {
  generic,       // try another card
  insufficient,  // not enough money or over the limit
  expired,       // the card is past its date
  needs_owner,   // strong authentication: use a phone or watch instead (soft decline 1A, 65, 70)
  blocked,       // lost, stolen, blocked
  try_later,     // the card's bank cannot be reached
  not_accepted,  // this kind of card is not taken here
  not_read,      // a terminal could not read it, or none came in time
};

struct Approved {
  Hold hold;
};
struct Declined {
  DeclineReason reason = DeclineReason::generic;
};
// It may have happened. Only ask() may follow under this key.
struct Unknown {
  std::string detail;  // for the log: "no answer after 60 s"
};
// It certainly did not happen: nothing left the station, or it was refused before processing.
struct NotProcessed {
  std::string detail;
};
// The driver acts elsewhere; ask again until `expires`.
struct Pending {
  std::string address;  // what the QR code shows: https, at most 2000 octets
  hal::Utc expires{};
  std::string reference = {};  // the provider's id of the page; questions and the undoing name it
};
using HoldAnswer = std::variant<Approved, Declined, Unknown, NotProcessed, Pending>;

struct Done {
  std::string reference = {};  // the provider's id of this capture or release; may be empty
  PaymentSlip slip = {};       // of a capture, where the receipt has to carry one
};
// The provider will never do this; a person has to look.
struct Refused {
  std::string detail;
};
using SettleAnswer = std::variant<Done, Refused, Unknown, NotProcessed>;

// What became of an order whose answer was lost.
struct NotFound {};  // an empty result proves nothing: the index may lag
using AskAnswer = std::variant<Approved, Declined, Done, NotFound, Unknown, Pending>;

using Presentation =
    std::variant<CardPresentation, ChargingCard, NothingToPay, CheckoutPage, CardAtTerminal>;

struct HoldOrder {
  OrderKey key;
  Money amount;
  hal::Utc at{};  // local wall time of the tap
  Presentation presentation;
  // Where the charge will be, and under which key: for who validates charging cards there.
  hal::EvseId evse = 0;
  hal::ChargeKey charge = {};
};
struct RaiseOrder {
  OrderKey key;
  std::string hold_reference;
  Money by;  // the increment
  hal::Utc at{};
  PaidBy paid_by = PaidBy::bank_card;  // whose hold it is; here and below
};
struct CaptureOrder {
  OrderKey key;
  std::string hold_reference;
  Money amount;  // not above the hold
  Money held;
  PaidBy paid_by = PaidBy::bank_card;
};
struct ReleaseOrder {
  OrderKey key;
  std::string hold_reference;
  Money held;
  hal::EvseId evse = 0;  // as in HoldOrder
  hal::ChargeKey charge = {};
  PaidBy paid_by = PaidBy::bank_card;
};
// Undoes a hold whose answer never came, by the key it was sent under (timeout reversal).
struct AbandonOrder {
  OrderKey hold_key;
  Money amount;
  PaidBy paid_by = PaidBy::bank_card;
  hal::EvseId evse = 0;  // as in HoldOrder
  hal::ChargeKey charge = {};
  std::string page = {};  // the page that Pending named; empty when its answer never came
};
struct Question {
  enum class About { hold, raise, capture, release };
  About about = About::hold;
  OrderKey key;
  hal::Utc sent_at{};
  Currency currency{};
  PaidBy paid_by = PaidBy::bank_card;
  // The hold that the order named; empty when the question is about a hold. Approved answers to a
  // raise carry it.
  std::string hold_reference = {};
  std::string page = {};  // as in AbandonOrder
};

class PaymentProvider {
 public:
  virtual ~PaymentProvider() = default;

  virtual HoldAnswer hold(const HoldOrder& order) = 0;
  // Approved carries the new total. Declined leaves the old hold as it was.
  virtual HoldAnswer raise(const RaiseOrder& order) = 0;
  // "Already captured under this key" is Done.
  virtual SettleAnswer capture(const CaptureOrder& order) = 0;
  // "Already reversed" is Done.
  virtual SettleAnswer release(const ReleaseOrder& order) = 0;
  virtual SettleAnswer abandon(const AbandonOrder& order) = 0;
  virtual AskAnswer ask(const Question& question) = 0;

  // The outcome of `key` is in the journal: a terminal that waits for this may commit now.
  virtual void acknowledge(const OrderKey& /*key*/) {}
};

}  // namespace kerb::payment
