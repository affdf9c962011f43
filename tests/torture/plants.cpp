#include "tests/torture/plants.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/saga/steps.hpp"
#include "tests/torture/flat_price.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

template <typename Answer>
void outlast(Answer& answer) {
  constexpr hal::Seconds kWeek{7 * 24 * 3600};
  if (auto* yes = std::get_if<payment::Approved>(&answer)) yes->hold.expires += kWeek;
}

}  // namespace

const std::vector<PlantName>& plants() {
  static const std::vector<PlantName> kAll{
      {Plant::new_key_per_retry, "new-key-per-retry", 500},
      {Plant::send_before_journal, "send-before-journal", 500},
      {Plant::give_up_on_timeout, "give-up-on-timeout", 500},
      {Plant::reverse_without_fencing, "reverse-without-fencing", 500},
      {Plant::fire_and_forget_reversal, "fire-and-forget-reversal", 500},
      {Plant::stale_meter, "capture-from-stale-meter", 500},
      {Plant::captured_before_answer, "captured-before-answer", 500},
      {Plant::no_sync, "journal-without-sync", 1000},
      {Plant::capture_key_per_retry, "capture-key-per-retry", 500, Invariant::one_capture_per_key},
      {Plant::session_id_reuse, "session-id-reuse", 500},
      {Plant::ignore_hold_intent_at_boot, "ignore-hold-intent-at-boot", 500},
      {Plant::ignore_charge_at_boot, "ignore-charge-at-boot", 500},
      {Plant::restore_nothing, "restore-nothing", 500},
      {Plant::books_read_stale, "books-read-stale", 500},
      {Plant::write_error_is_success, "write-error-is-success", 500},
      {Plant::held_not_written, "held-not-written", 500},
      {Plant::for_person_not_written, "for-person-not-written", 500},
      {Plant::start_before_hold, "start-before-hold", 500},
      {Plant::start_under_new_key, "start-under-new-key", 500},
      {Plant::declined_is_approved, "declined-is-approved", 500},
      {Plant::not_found_means_done, "not-found-means-done", 500},
      {Plant::not_found_means_never, "not-found-means-never", 500},
      {Plant::refused_means_done, "refused-means-done", 500},
      {Plant::no_second_look, "no-second-look", 1000},
      {Plant::release_after_capture, "release-after-capture", 500},
      {Plant::capture_whole_hold, "capture-whole-hold", 500},
      {Plant::one_cent_more, "one-cent-more", 500},
      {Plant::recompute_amount, "recompute-amount", 500},
      {Plant::meter_start_is_zero, "meter-start-is-zero", 500},
      {Plant::meter_adds_1234_wh, "meter-adds-1234-wh", 500},
      {Plant::capture_while_charging, "capture-while-charging", 500},
      {Plant::answers_matched_by_order, "answers-matched-by-order", 500},
      {Plant::hold_sent_twice, "hold-sent-twice", 500},
      {Plant::receipt_before_capture, "receipt-before-capture", 500},
      {Plant::released_before_release, "released-before-release", 500},
      {Plant::card_number_in_log, "card-number-in-log", 500},
      {Plant::give_up_without_refusal, "give-up-without-refusal", 500,
       Invariant::for_person_has_a_reason},
      {Plant::new_key_per_raise, "new-key-per-raise", 500, Invariant::one_key_per_order},
      {Plant::raise_counts_at_once, "raise-counts-at-once", 500, Invariant::hold_as_granted},
      {Plant::limit_ignored, "limit-ignored", 500, Invariant::stops_in_time},
      {Plant::expiry_ignored, "expiry-ignored", 5000, Invariant::captured_before_expiry},
      {Plant::told_cost_misread, "told-cost-misread", 500, Invariant::billed_as_told},
      {Plant::final_cost_ignored, "final-cost-ignored", 500, Invariant::billed_as_told},
      {Plant::cost_alarm_not_written, "cost-alarm-not-written", 500, Invariant::costs_are_compared},
      {Plant::page_not_withdrawn, "page-not-withdrawn", 500},
      {Plant::pending_is_paid, "pending-is-paid", 500},
      {Plant::nobodys_end_believed, "nobodys-end-believed", 500,
       Invariant::settled_after_the_charge},
      {Plant::second_start_believed, "second-start-believed", 500, Invariant::capture_is_the_cost},
      {Plant::jump_believed, "jump-believed", 500, Invariant::capture_is_the_cost},
      {Plant::meter_alarm_not_written, "meter-alarm-not-written", 500, Invariant::doubts_are_told},
      {Plant::foreign_meter_billed, "foreign-meter-billed", 10000, Invariant::capture_is_the_cost},
      {Plant::acknowledged_before_journal, "acknowledged-before-journal", 500,
       Invariant::intent_before_effect, true},
      {Plant::never_acknowledged, "never-acknowledged", 500, Invariant::energy_is_paid, true},
      {Plant::hold_again_after_silence, "hold-again-after-silence", 500,
       Invariant::one_key_per_order, true},
      {Plant::order_book_forgotten, "order-book-forgotten", 500, Invariant::for_person_has_a_reason,
       true},
      {Plant::forget_one_at_boot, "forget-one-at-boot", 500, Invariant::recovery_takes_up_all},
  };
  return kAll;
}

std::optional<Plant> plant_named(std::string_view name) {
  const auto& all = plants();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const PlantName& one) { return one.name == name; });
  return found == all.end() ? std::nullopt : std::optional<Plant>(found->plant);
}

// ---- effects

bool Plants::on_effect(kiosk::StationEffect& effect) {
  if (auto* it = std::get_if<kiosk::SessionEffect>(&effect)) return on_session_effect(*it);
  auto* hold = std::get_if<kiosk::PlaceHold>(&effect);
  if (hold == nullptr) return false;
  if (is(Plant::start_before_hold)) {
    const auto& sessions = world_.conductor()->station().sessions;
    const auto found = sessions.find(hold->session);
    if (found != sessions.end()) {
      world_.start_charge(hold->session, found->second.saga.terms.evse - 1);
    }
  }
  if (is(Plant::card_number_in_log)) {
    const auto* card = std::get_if<payment::CardPresentation>(&hold->order.presentation);
    if (card != nullptr) {
      const hal::ByteView track = card->track2.reveal();
      world_.log("sent " + std::string(track.begin(), track.end()));
    }
  }
  if (is(Plant::hold_sent_twice)) {
    BankOrder twice;
    twice.session = number_in(hold->session);
    twice.key = hold->order.key + "b";
    twice.amount = hold->order.amount;
    world_.to_bank(hold->session, twice);
  }
  return is(Plant::send_before_journal);  // it left before
}

bool Plants::on_session_effect(kiosk::SessionEffect& effect) {
  auto* capture = std::get_if<payment::SendCapture>(&effect.effect);
  if (is(Plant::reverse_without_fencing) &&
      std::holds_alternative<payment::FenceCharge>(effect.effect)) {
    world_.to_kiosk(10, kiosk::SessionEvent{effect.session, payment::Fenced{hal::ChargeRecord{}}});
    return true;
  }
  if (is(Plant::send_before_journal)) {
    return capture != nullptr || std::holds_alternative<payment::SendRelease>(effect.effect);
  }
  if (is(Plant::capture_key_per_retry) && capture != nullptr) {
    capture->order.key += std::to_string(++counter_);
  }
  if (is(Plant::capture_whole_hold) && capture != nullptr) {
    capture->order.amount = capture->order.held;
  }
  if (is(Plant::one_cent_more) && capture != nullptr) {
    capture->order.amount = {capture->order.amount.minor() + 1, capture->order.amount.currency()};
  }
  if (is(Plant::recompute_amount) && capture != nullptr && ++counter_ % 2 == 0) {
    capture->order.amount = {capture->order.amount.minor() * 9 / 10,
                             capture->order.amount.currency()};
  }
  auto* raise = std::get_if<payment::SendRaise>(&effect.effect);
  if (is(Plant::new_key_per_raise) && raise != nullptr) {
    raise->order.key += "r" + std::to_string(++counter_);
  }
  if (is(Plant::raise_counts_at_once) && raise != nullptr) count_raise(effect.session, *raise);
  if (is(Plant::start_under_new_key) &&
      std::holds_alternative<payment::StartCharge>(effect.effect)) {
    std::string other = effect.session;
    other.back() = other.back() == '0' ? '1' : '0';
    world_.start_charge(other, effect.evse - 1);
    return true;
  }
  const auto* abandon = std::get_if<payment::SendAbandon>(&effect.effect);
  if (is(Plant::page_not_withdrawn) && abandon != nullptr && !abandon->order.page.empty()) {
    world_.to_kiosk(10,
                    kiosk::SessionEvent{effect.session, payment::AbandonAnswered{payment::Done{}}});
    return true;
  }
  const auto* ask = std::get_if<payment::Ask>(&effect.effect);
  if (is(Plant::new_key_per_retry) && ask != nullptr &&
      ask->question.about == payment::Question::About::hold) {
    BankOrder again;
    again.kind = BankOrder::Kind::hold;
    again.session = number_in(effect.session);
    again.key = ask->question.key + "r" + std::to_string(++counter_);
    again.amount = {1000, world_.price().currency};
    world_.to_bank(effect.session, again);
    return true;
  }
  return false;
}

void Plants::count_raise(const std::string& session, const payment::SendRaise& raise) {
  const auto& sessions = world_.conductor()->station().sessions;
  const auto* state = std::get_if<payment::Delivering>(&sessions.at(session).saga.state);
  if (state == nullptr) return;
  payment::Hold hold = state->hold;
  hold.amount = hold.amount + raise.order.by;
  world_.to_kiosk(0, kiosk::SessionEvent{session, payment::RaiseAnswered{raise.order.key,
                                                                         payment::Approved{hold}}});
}

void Plants::order_before_write(const payment::Saga& saga) {
  BankOrder order;
  order.session = number_in(saga.terms.session);
  order.charging_card = saga.terms.paid_by == payment::PaidBy::charging_card;
  if (std::holds_alternative<payment::Holding>(saga.state)) {
    order.kind = BankOrder::Kind::hold;
    order.key = payment::hold_key(saga.terms);
    order.amount = saga.terms.hold;
  } else if (const auto* capturing = std::get_if<payment::Capturing>(&saga.state)) {
    order.kind = BankOrder::Kind::capture;
    order.key = payment::capture_key(saga.terms);
    order.reference = capturing->hold.reference;
    order.amount = capturing->amount;
  } else if (const auto* releasing = std::get_if<payment::Releasing>(&saga.state)) {
    order.kind = BankOrder::Kind::release;
    order.key = payment::release_key(saga.terms);
    order.reference = releasing->hold.reference;
  } else {
    return;
  }
  world_.to_bank(saga.terms.session, order);
}

// ---- events

bool Plants::on_event(kiosk::StationEvent& event) {
  if (auto* answer = std::get_if<kiosk::SessionEvent>(&event)) return on_answer(*answer);
  if (auto* report = std::get_if<hal::ControllerEvent>(&event)) return on_report(*report);
  if (auto* report = std::get_if<hal::BackEndReport>(&event)) on_cost(*report);
  return true;
}

void Plants::on_cost(hal::BackEndReport& event) const {
  auto* cost = std::get_if<hal::CostReported>(&event);
  if (cost == nullptr) return;
  if (is(Plant::told_cost_misread)) cost->total.value += 70;
  if (is(Plant::final_cost_ignored)) cost->stage = hal::CostReported::Stage::running;
}

bool Plants::on_report(hal::ControllerEvent& event) {
  if (auto* started = std::get_if<hal::ChargeStarted>(&event)) {
    if (is(Plant::meter_start_is_zero)) started->meter_start = {0};
    last_meter_[started->charge] = started->meter_start.count;
    const auto first = first_start_.emplace(started->charge, started->meter_start.count).first;
    moved_by_[started->charge] = started->meter_start.count - first->second;
  }
  auto* stopped = std::get_if<hal::ChargeStopped>(&event);
  if (stopped != nullptr) on_end(*stopped);
  if (stopped != nullptr && is(Plant::stale_meter)) {
    stopped->meter_stop = {std::max(last_meter_[stopped->charge], stopped->meter_stop.count - 700)};
  }
  if (stopped != nullptr && is(Plant::meter_adds_1234_wh)) {
    stopped->meter_stop = {stopped->meter_stop.count + 1234};
  }
  auto* sample = std::get_if<hal::MeterSample>(&event);
  // Nobody charges here whom the kiosk knows: what the meter counts now is somebody else's.
  const bool foreign = sample != nullptr && world_.charger.charging_at(sample->evse - 1) < 0 &&
                       sample->energy.count <= world_.charger.meter(sample->evse - 1);
  if (foreign) register_[sample->evse] = sample->energy.count;
  if (sample != nullptr && is(Plant::limit_ignored)) sample->energy = hide(*sample);
  if (sample != nullptr && is(Plant::capture_while_charging)) {
    const SessionNumber active = world_.charger.charging_at(sample->evse - 1);
    if (active >= 0) {
      for (const auto& [id, session] : world_.conductor()->station().sessions) {
        if (number_in(id) != active) continue;
        event = hal::ChargeStopped{sample->evse, id, sample->energy, hal::StopReason::car};
        return true;
      }
    }
  }
  return true;
}

void Plants::on_end(hal::ChargeStopped& event) {
  const auto& sessions = world_.conductor()->station().sessions;
  if (is(Plant::nobodys_end_believed)) {
    for (const auto& [id, session] : sessions) {
      const bool charges = std::holds_alternative<payment::Delivering>(session.saga.state);
      if (charges && session.saga.terms.evse == event.evse) event.charge = id;
    }
  }
  correct_end(event.evse, event.charge, event.meter_stop);
}

void Plants::correct_end(hal::EvseId evse, const std::string& session, hal::WattHours& stop) {
  if (is(Plant::second_start_believed)) stop.count -= moved_by_[session];
  if (is(Plant::foreign_meter_billed)) stop.count = std::max(stop.count, register_[evse]);
}

// Never more than the hold pays.
hal::WattHours Plants::hide(const hal::MeterSample& sample) const {
  for (const auto& [id, session] : world_.conductor()->station().sessions) {
    const auto* at = std::get_if<payment::Delivering>(&session.saga.state);
    if (at == nullptr || session.saga.terms.evse != sample.evse) continue;
    const auto payable = energy_for(world_.price(), at->hold.amount);
    constexpr std::int64_t kShort = 200;
    return {std::min(sample.energy.count, at->meter_start.count + payable.count - kShort)};
  }
  return sample.energy;
}

void Plants::correct_record(const std::string& session, std::optional<hal::ChargeRecord>& record) {
  if (!record || record->phase != hal::ChargeRecord::Phase::finished) return;
  const auto& sessions = world_.conductor()->station().sessions;
  if (const auto found = sessions.find(session); found != sessions.end()) {
    correct_end(found->second.saga.terms.evse, session, record->meter_now);
  }
  if (is(Plant::stale_meter)) {
    const auto last = last_meter_.find(session);
    record->meter_now =
        last == last_meter_.end() ? record->meter_start : hal::WattHours{last->second};
  }
  if (is(Plant::meter_start_is_zero)) record->meter_start = {0};
}

bool Plants::on_answer(kiosk::SessionEvent& event) {
  payment::SagaEvent& it = event.event;
  if (auto* fenced = std::get_if<payment::Fenced>(&it)) {
    correct_record(event.session, fenced->record);
  }
  if (auto* found = std::get_if<payment::ChargeFound>(&it)) {
    correct_record(event.session, found->record);
  }
  auto* hold = std::get_if<payment::HoldAnswered>(&it);
  auto* asked = std::get_if<payment::AskAnswered>(&it);
  auto* captured = std::get_if<payment::CaptureAnswered>(&it);
  auto* released = std::get_if<payment::ReleaseAnswered>(&it);
  const auto& sessions = world_.conductor()->station().sessions;
  const auto found = sessions.find(event.session);
  const payment::Saga* saga = found == sessions.end() ? nullptr : &found->second.saga;
  switch (plant_) {
    case Plant::give_up_on_timeout:
      if (hold != nullptr && std::holds_alternative<payment::Unknown>(hold->answer)) {
        hold->answer = payment::NotProcessed{};
      }
      break;
    case Plant::fire_and_forget_reversal:
      if (released != nullptr) released->answer = payment::Done{};
      break;
    case Plant::expiry_ignored:
      if (hold != nullptr) outlast(hold->answer);
      if (asked != nullptr) outlast(asked->answer);
      break;
    case Plant::give_up_without_refusal:
      if (captured != nullptr && std::holds_alternative<payment::Unknown>(captured->answer)) {
        captured->answer = payment::Refused{"no answer"};
      }
      break;
    case Plant::captured_before_answer:
      if (captured != nullptr) captured->answer = payment::Done{};
      break;
    case Plant::declined_is_approved:
      if (hold != nullptr && saga != nullptr &&
          std::holds_alternative<payment::Declined>(hold->answer)) {
        hold->answer = payment::Approved{{"R0", saga->terms.hold, {}, ""}};
      }
      break;
    case Plant::not_found_means_done:
      if (asked != nullptr && asked->about == payment::Question::About::capture) {
        asked->answer = payment::Done{};
      }
      break;
    case Plant::not_found_means_never:
      if (asked != nullptr && std::holds_alternative<payment::NotFound>(asked->answer)) {
        asked->answer = payment::Declined{};
      }
      break;
    case Plant::refused_means_done:
      if (captured != nullptr && std::holds_alternative<payment::Refused>(captured->answer)) {
        captured->answer = payment::Done{};
      }
      if (released != nullptr && std::holds_alternative<payment::Refused>(released->answer)) {
        released->answer = payment::Done{};
      }
      break;
    case Plant::pending_is_paid:
      if (asked != nullptr && saga != nullptr &&
          std::holds_alternative<payment::Pending>(asked->answer)) {
        const std::string reference = fmt::format("R{}.0", number_in(event.session));
        asked->answer = payment::Approved{{reference, saga->terms.hold, {}, ""}};
      }
      break;
    case Plant::page_not_withdrawn:
    case Plant::no_second_look:
      if (asked != nullptr && saga != nullptr &&
          std::holds_alternative<payment::SecondLook>(saga->state)) {
        asked->answer = payment::Declined{};
      }
      break;
    case Plant::release_after_capture:
      if (captured != nullptr && saga != nullptr &&
          std::holds_alternative<payment::Done>(captured->answer)) {
        BankOrder order;
        order.kind = BankOrder::Kind::release;
        order.session = number_in(event.session);
        order.key = payment::release_key(saga->terms);
        order.reference = "R" + std::to_string(order.session) + ".0";
        world_.oracle.leaves(
            kiosk::SessionEffect{event.session, saga->terms.evse,
                                 payment::SendRelease{{order.key, order.reference, {}}}});
        world_.to_bank(event.session, order);
      }
      break;
    case Plant::answers_matched_by_order:
      if (hold != nullptr) {
        if (kept_) std::swap(kept_->event, event.event);
        kept_ = event;
      }
      break;
    default:
      break;
  }
  return true;
}

void Plants::on_screen(kiosk::ScreenModel& screen) const {
  if (auto* receipt = std::get_if<kiosk::ReceiptModel>(&screen)) {
    if (is(Plant::receipt_before_capture)) receipt->receipt.captured = true;
  }
  if (auto* failure = std::get_if<kiosk::FailureModel>(&screen)) {
    const bool soon = failure->hold_fate == kiosk::HoldFate::releasing;
    if (is(Plant::released_before_release) && soon) {
      failure->hold_fate = kiosk::HoldFate::released;
    }
  }
}

std::string Plants::on_fresh_session(std::string session) {
  constexpr int kForgetsAfter = 6;
  static constexpr std::string_view kSame = "000001aaaaaaaaaaaaaaaaaaaaaaaaaa";
  if (is(Plant::session_id_reuse) && ++counter_ % kForgetsAfter == 0) return std::string(kSame);
  return session;
}

}  // namespace kerb::torture
