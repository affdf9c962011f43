#include "kiosk/screens/failure_words.hpp"

#include "kiosk/screens/fault_words.hpp"

namespace kerb::kiosk {
namespace {

FailureWords words(TextId title, TextId text, TextId next, ui::Icon icon, ui::Tone tone) {
  return {title, text, next, icon, tone};
}

FailureWords not_read_words() {
  return words("failure.card_not_read.title"_text, "failure.card_not_read.text"_text,
               "failure.card_not_read.next"_text, ui::Icon::card, ui::Tone::warn);
}

FailureWords declined_words(payment::DeclineReason reason) {
  switch (reason) {
    case payment::DeclineReason::insufficient:
      return words("failure.insufficient.title"_text, "failure.insufficient.text"_text,
                   "failure.insufficient.next"_text, ui::Icon::payments, ui::Tone::warn);
    case payment::DeclineReason::expired:
      return words("failure.expired.title"_text, "failure.expired.text"_text,
                   "failure.expired.next"_text, ui::Icon::card, ui::Tone::warn);
    case payment::DeclineReason::needs_owner:
      return words("failure.needs_owner.title"_text, "failure.needs_owner.text"_text,
                   "failure.needs_owner.next"_text, ui::Icon::smartphone, ui::Tone::busy);
    case payment::DeclineReason::blocked:
      return words("failure.blocked.title"_text, "failure.blocked.text"_text,
                   "failure.blocked.next"_text, ui::Icon::block, ui::Tone::bad);
    case payment::DeclineReason::try_later:
      return words("failure.try_later.title"_text, "failure.try_later.text"_text,
                   "failure.try_later.next"_text, ui::Icon::cloud_off, ui::Tone::warn);
    case payment::DeclineReason::not_accepted:
      return words("failure.not_accepted.title"_text, "failure.not_accepted.text"_text,
                   "failure.not_accepted.next"_text, ui::Icon::card, ui::Tone::warn);
    case payment::DeclineReason::not_read:
      return not_read_words();
    case payment::DeclineReason::generic:
      break;
  }
  return words("failure.declined.title"_text, "failure.declined.text"_text,
               "failure.declined.next"_text, ui::Icon::card, ui::Tone::warn);
}

// Where the charger says why, that is the headline.
FailureWords start_failed_words(hal::ChargerFault fault) {
  const bool says_why = fault != hal::ChargerFault::none && fault != hal::ChargerFault::internal;
  if (says_why) {
    const FaultWords why = fault_words(fault);
    return words(why.reason, "failure.partial_insertion.text"_text, why.next, why.icon, why.tone);
  }
  return words("failure.start_failed.title"_text, "failure.start_failed.text"_text,
               "failure.start_failed.next"_text, ui::Icon::car, ui::Tone::warn);
}

}  // namespace

FailureWords failure_words(const FailureModel& model) {
  switch (model.kind) {
    case FailureKind::declined:
      break;
    case FailureKind::start_failed:
      return start_failed_words(model.fault);
    case FailureKind::card_not_read:
      return not_read_words();
    case FailureKind::bank_unreachable:
      return words("failure.bank_unreachable.title"_text, "failure.bank_unreachable.text"_text,
                   "failure.bank_unreachable.next"_text, ui::Icon::cloud_off, ui::Tone::warn);
    case FailureKind::outcome_unknown:
      return words("failure.outcome_unknown.title"_text, "failure.outcome_unknown.text"_text,
                   "failure.outcome_unknown.next"_text, ui::Icon::help, ui::Tone::warn);
    case FailureKind::not_plugged_in:
      return words("failure.not_plugged_in.title"_text, "failure.not_plugged_in.text"_text,
                   "failure.not_plugged_in.next"_text, ui::Icon::timer, ui::Tone::neutral);
    case FailureKind::charger_lost:
      return words("failure.charger_lost.title"_text, "failure.charger_lost.text"_text,
                   "failure.charger_lost.next"_text, ui::Icon::wifi_off, ui::Tone::bad);
    case FailureKind::emergency_stop:
      return words("failure.emergency_stop.title"_text, "failure.emergency_stop.text"_text,
                   "fault.next.emergency"_text, ui::Icon::power_off, ui::Tone::bad);
    case FailureKind::cancelled:
      return words("failure.cancelled.title"_text, "failure.cancelled.text"_text,
                   "failure.cancelled.next"_text, ui::Icon::close, ui::Tone::neutral);
    case FailureKind::phone_not_paid:
      return words("failure.phone.title"_text, "failure.phone.text"_text, "failure.phone.next"_text,
                   ui::Icon::smartphone, ui::Tone::neutral);
    case FailureKind::nothing_delivered:
      return words("failure.nothing_delivered.title"_text, "failure.nothing_delivered.text"_text,
                   "failure.nothing_delivered.next"_text, ui::Icon::battery, ui::Tone::neutral);
  }
  return declined_words(model.decline);
}

}  // namespace kerb::kiosk
