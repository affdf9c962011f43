// One session as its driver sees it: from "asking your bank" to the receipt, or to what went wrong.
#include "kiosk/station/session_view.hpp"

#include <algorithm>
#include <array>

#include "kiosk/station/receipt_link.hpp"
#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

constexpr hal::Millis kSlowBank{10'000};
// Then the driver takes along what needs no service.
constexpr hal::Millis kReceiptOnItsWay{6'000};

constexpr std::array<std::string_view, 11> kFailureCodes{"K-101", "K-102", "K-103", "K-104",
                                                         "K-201", "K-202", "K-203", "K-204",
                                                         "K-205", "K-206", "K-207"};

}  // namespace

std::optional<To80> to_80(const Bay& bay, hal::Monotonic now) {
  constexpr int kTarget = 80;
  constexpr int kEnoughGain = 2;
  if (!bay.soc_percent || !bay.first_soc || *bay.soc_percent >= kTarget) return std::nullopt;
  const int gained = *bay.soc_percent - bay.first_soc->percent;
  if (gained < kEnoughGain) return std::nullopt;
  const int missing = kTarget - *bay.soc_percent;
  const auto spent = std::chrono::duration_cast<hal::Seconds>(now - bay.first_soc->at);
  const std::int64_t taken =
      std::max<std::int64_t>(0, bay.meter.count - bay.first_soc->meter.count);
  return To80{spent * missing / gained, {taken * missing / gained}};
}

std::optional<hal::Minutes> minutes_to_80(const Bay& bay, hal::Monotonic now) {
  const auto ahead = to_80(bay, now);
  if (!ahead) return std::nullopt;
  return std::chrono::ceil<hal::Minutes>(ahead->left);
}

bool may_leave_terminal(const Station& station, const Session& session) {
  const auto* holding = std::get_if<payment::Holding>(&session.saga.state);
  return holding != nullptr && !holding->given_up && station.settings->cards_at_terminal &&
         session.saga.terms.paid_by == payment::PaidBy::bank_card &&
         station.terminal_step != TerminalStep::bank;
}

FailureModel failure(FailureKind kind, HoldFate fate, payment::Money hold, bool again) {
  FailureModel model;
  model.kind = kind;
  model.hold_fate = fate;
  model.hold = hold;
  model.code = kFailureCodes.at(static_cast<std::size_t>(kind));
  model.may_try_again = again;
  return model;
}

namespace {

FailureKind kind_of(payment::EndReason reason) {
  switch (reason) {
    case payment::EndReason::cancelled:
      return FailureKind::cancelled;
    case payment::EndReason::not_plugged_in:
      return FailureKind::not_plugged_in;
    case payment::EndReason::start_failed:
    case payment::EndReason::power_loss:
      return FailureKind::start_failed;
    case payment::EndReason::emergency_stop:
      return FailureKind::emergency_stop;
    case payment::EndReason::hold_vanished:
      return FailureKind::bank_unreachable;
    case payment::EndReason::driver_stopped:
    case payment::EndReason::car_stopped:
    case payment::EndReason::unplugged:
    case payment::EndReason::limit_reached:
    case payment::EndReason::hold_expires:
    case payment::EndReason::charger_fault:
    case payment::EndReason::stopped_elsewhere:
      return FailureKind::nothing_delivered;
  }
  return FailureKind::nothing_delivered;
}

// One session as its driver sees it.
class SessionView {
 public:
  SessionView(const Station& station, const Session& session, const AtSession& at, Now now)
      : station_(station),
        session_(session),
        saga_(session.saga),
        at_(at),
        now_(now),
        bay_(bay_at(station, session.saga.terms.evse)) {}

  ScreenModel screen() const {
    if (answered_at_once()) return authorising();
    if (may_be_paid_by_phone(saga_)) return scan();
    return std::visit(Match{[&](const payment::Holding&) { return authorising(); },
                            [&](const payment::Asking&) { return authorising(); },
                            [&](const payment::AwaitingPhone&) { return scan(); },
                            [&](const payment::Abandoning&) { return unknown(HoldFate::unknown); },
                            [&](const payment::SecondLook&) { return unknown(HoldFate::unknown); },
                            [&](const payment::Held& held) { return plug_in(held); },
                            [&](const payment::Delivering& it) { return delivering(it); },
                            [&](const payment::Fencing& it) { return fencing(it); },
                            [&](const payment::AwaitingCost& it) { return pricing(it); },
                            [&](const payment::Capturing& it) { return paying(it.reason); },
                            [&](const payment::Releasing& it) {
                              return released(it.reason, it.hold.amount, HoldFate::releasing);
                            },
                            [&](const payment::Ended& it) { return ended(it); },
                            [&](const payment::ForPerson& it) {
                              return it.delivery ? for_person() : unknown(HoldFate::unknown);
                            }},
                      saga_.state);
  }

 private:
  bool card_just_read() const { return now_.monotonic < session_.card_read_until; }

  // A page that is gone before it could be read unsettles people.
  bool answered_at_once() const {
    return card_just_read() && (std::holds_alternative<payment::Held>(saga_.state) ||
                                std::holds_alternative<payment::Ended>(saga_.state));
  }

  ScreenModel authorising() const {
    AuthorisingModel model{saga_.terms.hold, saga_.terms.card.label, saga_.terms.card.last_four,
                           now_.monotonic - session_.opened >= kSlowBank, card_just_read()};
    const bool at_terminal =
        station_.settings->cards_at_terminal && saga_.terms.paid_by == payment::PaidBy::bank_card;
    if (at_terminal) model.terminal = station_.terminal_step;
    model.may_cancel = may_leave_terminal(station_, session_);
    return model;
  }

  ScreenModel scan() const {
    using Stage = ScanModel::Stage;
    ScanModel model{.connector = connector_view(station_, bay_, now_), .hold = saga_.terms.hold};
    model.card_next = at_.card_next;
    if (const auto* waits = std::get_if<payment::AwaitingPhone>(&saga_.state)) {
      model.stage = Stage::open;
      model.address = waits->address;
      const auto left = std::max(hal::Millis{0}, waits->until - now_.monotonic);
      model.left = std::chrono::ceil<hal::Seconds>(left);
    } else if (payment::open_page(saga_.state) != nullptr || at_.card_next) {
      model.stage = Stage::withdrawing;
    }
    return model;
  }

  ScreenModel plug_in(const payment::Held& held) const {
    PlugInModel model;
    model.connector = connector_view(station_, bay_, now_);
    model.hold = held.hold.amount;
    model.plugged = bay_.state != hal::EvseState::available &&
                    bay_.state != hal::EvseState::unknown && bay_.state != hal::EvseState::quiet;
    model.whole = plug_in_time(station_);
    model.ends_soon = !model.plugged && plug_in_ends_soon(bay_, now_.monotonic);
    model.may_extend = may_extend(bay_);
    if (bay_.plug_in_deadline) {
      const auto left = std::max(hal::Millis{0}, *bay_.plug_in_deadline - now_.monotonic);
      model.left = std::chrono::ceil<hal::Seconds>(left);
    }
    return model;
  }

  ChargingModel figures(const payment::Delivering& it) const {
    ChargingModel model;
    model.connector = connector_view(station_, bay_, now_);
    model.energy = std::max(hal::WattHours{0}, saga_.meter_now - it.meter_start);
    model.power = bay_.power;
    model.cost = payment::cost_to_show(saga_);
    model.elapsed = std::chrono::duration_cast<hal::Seconds>(now_.utc - it.started);
    model.soc_percent = bay_.soc_percent;
    model.limit_near = payment::limit_is_near(saga_);
    // A charge that is about to end at its hold will not see 80 percent.
    const auto ahead = model.limit_near ? std::nullopt : to_80(bay_, now_.monotonic);
    if (ahead) {
      model.to_80_percent = std::chrono::ceil<hal::Minutes>(ahead->left);
      // What a back end will say then, nobody can guess.
      if (!saga_.terms.told_cost.billed) {
        model.cost_at_80_percent = cost_later(saga_, ahead->energy, ahead->left);
      }
    }
    model.curve = bay_.curve;
    model.paused_by_car = bay_.state == hal::EvseState::paused_by_car;
    model.paused_by_station = bay_.state == hal::EvseState::paused_by_station;
    if (model.paused_by_station) model.pause = bay_.pause;
    if (bay_.state == hal::EvseState::charging) model.held = bay_.held;
    model.link_lost = !station_.link_up;
    model.hold = it.hold.amount;
    model.card_last_four = saga_.terms.card.last_four;
    model.card_stops = !saga_.terms.card.fingerprint.empty();
    model.stray_tap = stray_tap(station_, now_);
    model.price_notice = price_notice(saga_, bay_, station_.settings->price_style);
    return model;
  }

  ScreenModel delivering(const payment::Delivering& it) const {
    if (!station_.link_up && !at_.trouble_seen) {
      return failure(FailureKind::charger_lost, HoldFate::kept, it.hold.amount, false);
    }
    if (at_.showing_cost) {
      return CostModel{figures(it), cost_lines(saga_, station_.settings->price_style)};
    }
    if (at_.confirming_stop) return StopConfirmModel{figures(it), at_.by_card};
    return figures(it);
  }

  ScreenModel fencing(const payment::Fencing& it) const {
    if (!station_.link_up)
      return failure(FailureKind::charger_lost, HoldFate::kept, it.hold.amount, false);
    if (!it.meter_start) return released(it.reason, it.hold.amount, HoldFate::releasing);
    return FinishingModel{false, payment::cost_so_far(saga_).energy, payment::cost_to_show(saga_)};
  }

  ScreenModel pricing(const payment::AwaitingCost& it) const {
    if (it.reason == payment::EndReason::emergency_stop && !at_.trouble_seen) {
      return failure(FailureKind::emergency_stop, HoldFate::kept, it.hold.amount, false);
    }
    return FinishingModel{true, it.delivery.cost.energy, payment::cost_to_show(saga_), true};
  }

  // Money is on its way or taken: the receipt, after the driver has read what went wrong, if
  // anything did.
  ScreenModel paying(payment::EndReason reason) const {
    if (reason == payment::EndReason::emergency_stop && !at_.trouble_seen) {
      return failure(FailureKind::emergency_stop, HoldFate::kept, saga_.terms.hold, false);
    }
    return receipt(reason);
  }

  ScreenModel receipt(payment::EndReason reason) const {
    const auto made = receipt_of(*station_.settings, saga_);
    if (!made) return unknown(HoldFate::unknown);
    ReceiptModel model{*made, bay_.state != hal::EvseState::available, reason};
    model.stuck = stuck_plug(station_);
    model.final = made->captured || made->paid_by == payment::PaidBy::charging_card ||
                  made->paid_by == payment::PaidBy::nobody;
    model.code_open = model.final && at_.code_open;
    if (!model.code_open || session_.receipt_token.empty()) return model;
    if (session_.receipt_there) {
      model.address = receipt_address(station_.settings->receipt_page, session_.receipt_token);
    } else {
      model.code_on_its_way = now_.monotonic - session_.receipt_asked < kReceiptOnItsWay;
    }
    return model;
  }

  ScreenModel for_person() const {
    ScreenModel shown = receipt({});
    if (auto* model = std::get_if<ReceiptModel>(&shown)) model->for_person = true;
    return shown;
  }

  ScreenModel released(payment::EndReason reason, payment::Money held, HoldFate fate) const {
    if (receipt_of(*station_.settings, saga_)) return paying(reason);
    const bool held_nothing = held.is_zero();
    const bool again = may_sell(station_, bay_) && reason != payment::EndReason::emergency_stop;
    FailureModel model =
        failure(kind_of(reason), held_nothing ? HoldFate::none : fate, held, again);
    model.fault = bay_.fault;
    return model;
  }

  ScreenModel unknown(HoldFate fate) const {
    // Not while a hold may stand: trying again could hold money twice.
    const bool again = fate == HoldFate::released && may_sell(station_, bay_);
    return failure(FailureKind::outcome_unknown, fate, saga_.terms.hold, again);
  }

  ScreenModel ended(const payment::Ended& it) const {
    const bool again = may_sell(station_, bay_);
    return std::visit(Match{[&](const payment::WasCaptured& was) { return paying(was.reason); },
                            [&](const payment::WasReleased& was) {
                              return released(was.reason, was.held, HoldFate::released);
                            },
                            [&](const payment::WasDeclined& was) -> ScreenModel {
                              if (session_.left) return left();
                              FailureModel model = failure(FailureKind::declined, HoldFate::none,
                                                           saga_.terms.hold, again);
                              model.decline = was.reason;
                              return model;
                            },
                            [&](const payment::WasNotProcessed&) -> ScreenModel {
                              if (session_.left) return left();
                              return failure(FailureKind::bank_unreachable, HoldFate::none,
                                             saga_.terms.hold, again);
                            },
                            [&](const payment::WasAbandoned&) -> ScreenModel {
                              if (saga_.terms.paid_by != payment::PaidBy::checkout) {
                                return unknown(HoldFate::released);
                              }
                              return failure(FailureKind::phone_not_paid, HoldFate::none,
                                             saga_.terms.hold, again);
                            }},
                      it.outcome);
  }

  // What a terminal was stopped at is no refusal of a card.
  ScreenModel left() const {
    return failure(FailureKind::cancelled, HoldFate::none, saga_.terms.hold,
                   may_sell(station_, bay_));
  }

  const Station& station_;
  const Session& session_;
  const payment::Saga& saga_;
  const AtSession& at_;
  const Now now_;
  const Bay& bay_;
};

}  // namespace

ScreenModel session_screen(const Station& station, const Session& session, const AtSession& at,
                           Now now) {
  return SessionView(station, session, at, now).screen();
}

}  // namespace kerb::kiosk::steps
