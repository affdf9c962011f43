// What of this station itself is broken, as its operator should see it from afar: told when it
// begins and when it is over.
#include <algorithm>
#include <variant>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using hal::OwnTrouble;
using payment::saga_steps::Match;

// One order that did not leave may be a hiccup of the network.
constexpr int kPaymentsThatFail = 3;

enum class BankSaid { nothing, not_reached, something };

template <typename Answer>
BankSaid said(const Answer& answer) {
  if (std::holds_alternative<payment::NotProcessed>(answer)) return BankSaid::not_reached;
  // Nobody knows what became of it: that says nothing about the next one.
  return std::holds_alternative<payment::Unknown>(answer) ? BankSaid::nothing : BankSaid::something;
}

BankSaid bank_said(const payment::SagaEvent& event) {
  return std::visit(Match{[](const auto&) { return BankSaid::nothing; },
                          [](const payment::HoldAnswered& it) { return said(it.answer); },
                          [](const payment::RaiseAnswered& it) { return said(it.answer); },
                          [](const payment::CaptureAnswered& it) { return said(it.answer); },
                          [](const payment::ReleaseAnswered& it) { return said(it.answer); },
                          [](const payment::AbandonAnswered& it) { return said(it.answer); }},
                    event);
}

void tell(Progress& step, OwnTrouble trouble, bool broken, const char* detail) {
  bool& told = step.station.told_broken.at(static_cast<std::size_t>(trouble));
  if (told == broken) return;
  told = broken;
  step.effect(TellTrouble{trouble, broken ? std::optional<std::string>(detail) : std::nullopt});
}

}  // namespace

void hear_bank(Progress& step, const SessionEvent& it) {
  const Session* session = step.session(it.session);
  if (session == nullptr) return;
  // A page that cannot be had is the phones' trouble: cards are taken all the same.
  if (session->saga.terms.paid_by != payment::PaidBy::bank_card) return;
  int& failed = step.station.payments_failed;
  switch (bank_said(it.event)) {
    case BankSaid::nothing:
      return;
    case BankSaid::not_reached:
      failed = std::min(failed + 1, kPaymentsThatFail);
      return;
    case BankSaid::something:
      failed = 0;
  }
}

void watch_own_health(Progress& step) {
  const Station& station = step.station;
  tell(step, OwnTrouble::reader, station.reader_heard && !station.reader_ready,
       "the card reader does not answer");
  const bool unreached = station.payments_failed >= kPaymentsThatFail;
  tell(step, OwnTrouble::payment, unreached || station.terminal_disagrees,
       unreached ? "payments cannot be made: nobody answers"
                 : "the payment terminal and the journal do not agree: kerb doctor says on what");
  tell(step, OwnTrouble::journal, !station.journal_healthy || !station.journal_has_room,
       station.journal_healthy ? "the disk of the journal is full"
                               : "the journal cannot be written");
}

}  // namespace kerb::kiosk::steps
