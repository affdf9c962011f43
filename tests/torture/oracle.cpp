// What the oracle checks at once: the disk, and everything that leaves the kiosk.
#include "tests/torture/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "payment/saga/steps.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

// In the order of Invariant.
constexpr std::array<std::string_view, kInvariants> kWords{"one_capture_per_key",
                                                           "capture_within_hold",
                                                           "one_capture_per_session",
                                                           "capture_is_the_cost",
                                                           "energy_is_paid",
                                                           "no_energy_no_charge",
                                                           "no_hold_left_open",
                                                           "never_both",
                                                           "no_power_before_held",
                                                           "intent_before_effect",
                                                           "recovery_takes_up_all",
                                                           "quiet_within_an_hour",
                                                           "books_say_what_bank_says",
                                                           "no_card_data",
                                                           "chain_holds",
                                                           "screen_is_true",
                                                           "commit_survives",
                                                           "stops_in_time",
                                                           "captured_before_expiry",
                                                           "hold_as_granted",
                                                           "one_key_per_order",
                                                           "bay_sold_once",
                                                           "settled_after_the_charge",
                                                           "amount_is_frozen",
                                                           "for_person_has_a_reason",
                                                           "billed_as_told",
                                                           "costs_are_compared",
                                                           "doubts_are_told",
                                                           "restart_possible"};

std::string expected_key(const std::string& session, const char* operation) {
  return "K" + session.substr(0, 20) + operation;
}

}  // namespace

std::string_view word_for(Invariant invariant) {
  return kWords[static_cast<std::size_t>(invariant)];
}

Paper paper_of(const payment::Saga& saga) {
  Paper paper;
  paper.state = static_cast<std::int8_t>(saga.state.index());
  paper.open = !payment::at_rest(saga);
  const auto delivered = [&](const payment::Delivery& delivery) {
    paper.energy = (delivery.meter_stop - delivery.meter_start).count;
    paper.cost = delivery.cost.gross.minor();
    if (delivery.told) paper.billed = delivery.told->minor();
  };
  if (saga.told && saga.told->is_final) paper.told = saga.told->total.minor();
  const auto held = [&](const payment::Hold& hold) { paper.held = hold.amount.minor(); };
  std::visit(Match{[](const auto&) {}, [&](const payment::Held& it) { held(it.hold); },
                   [&](const payment::Delivering& it) {
                     held(it.hold);
                     paper.meter_start = it.meter_start.count;
                     paper.raises = it.raises;
                     paper.raise_awaited = it.raise == payment::Delivering::Raise::awaited;
                     paper.energy = (it.meter_noted - it.meter_start).count;
                   },
                   [&](const payment::Fencing& it) { held(it.hold); },
                   [&](const payment::AwaitingCost& it) {
                     held(it.hold);
                     delivered(it.delivery);
                   },
                   [&](const payment::Capturing& it) {
                     held(it.hold);
                     paper.amount = it.amount.minor();
                     delivered(it.delivery);
                   },
                   [&](const payment::Releasing& it) {
                     held(it.hold);
                     if (it.delivery) delivered(*it.delivery);
                   },
                   [&](const payment::Ended& it) {
                     paper.outcome = static_cast<std::int8_t>(it.outcome.index());
                     const auto* free = std::get_if<payment::WasReleased>(&it.outcome);
                     if (free != nullptr && free->delivery) delivered(*free->delivery);
                     const auto* was = std::get_if<payment::WasCaptured>(&it.outcome);
                     if (was == nullptr) return;
                     held(was->hold);
                     paper.amount = was->amount.minor();
                     delivered(was->delivery);
                   },
                   [&](const payment::ForPerson& it) {
                     if (it.delivery) delivered(*it.delivery);
                   }},
             saga.state);
  return paper;
}

Oracle::File& Oracle::file(SessionNumber session) {
  const auto index = static_cast<std::size_t>(session);
  if (index >= files_.size()) files_.resize(index + 1);
  return files_[index];
}

void Oracle::violation(Invariant invariant, SessionNumber session, const std::string& what) {
  ++violations_[static_cast<std::size_t>(invariant)];
  found_ = true;
  world_.say("VIOLATION {} in session {:06x}: {}", word_for(invariant), session, what);
}

// ---- the disk

void Oracle::writing(const kiosk::Commit& commit) {
  const auto* saga = std::get_if<payment::Saga>(&commit.content);
  if (saga == nullptr) return;
  File& it = file(number_in(commit.session));
  it.pending = paper_of(*saga);
  it.has_pending = true;
  it.pending_since = world_.now;
  if (it.id.empty()) it.id = commit.session;
  it.bay = saga->terms.evse - 1;
  it.hold = saga->terms.hold.minor();
  it.charging_card = saga->terms.paid_by == payment::PaidBy::charging_card;
}

void Oracle::written(const kiosk::Commit& commit) {
  const SessionNumber session = number_in(commit.session);
  if (commit.kind.starts_with("alarm.cost")) ++file(session).alarms;
  if (commit.kind.starts_with("alarm.meter")) ++file(session).doubts;
  if (!std::holds_alternative<payment::Saga>(commit.content)) return;
  settle_pending(session, file(session).pending);
}

void Oracle::settle_pending(SessionNumber session, const Paper& paper) {
  File& it = file(session);
  const std::int8_t before = it.acked.state;
  it.acked = paper;
  it.has_pending = false;
  it.raises = std::max(it.raises, paper.raises);
  if (paper.held >= 0) compare_hold(session, paper);
  compare_told(session, paper);
  const bool frozen =
      paper.state == kIs<payment::Capturing> || paper.state == kIs<payment::Releasing>;
  if (frozen && before != paper.state) freezes(session, paper);
  if (paper.state == kIs<payment::ForPerson> && before != paper.state) given_up(session, before);
  expect(before != kIs<payment::ForPerson> || paper.state == before,
         Invariant::for_person_has_a_reason, session, "it was taken from the person's queue");
  it.ever |= 1U << static_cast<unsigned>(it.acked.state);
  it.noted = std::max(it.noted, it.acked.energy);
  if (it.acked.open) {
    open_.insert(session);
  } else {
    open_.erase(session);
  }
  // Freezing is for ever: once an amount is on the disk no other follows.
  if (before == kIs<payment::Capturing> && it.captures_sent >= 0 && it.acked.amount >= 0) {
    expect(it.acked.amount == it.captures_sent, Invariant::amount_is_frozen, session,
           "the books changed the amount after it was sent");
  }
}

// After any start the books must give back exactly what was acknowledged; a write whose outcome
// nobody knew may be there or not.
void Oracle::read_back(const kiosk::Books::Open& open) {
  for (const std::string& words : open.unreadable) violation(Invariant::commit_survives, 0, words);
  std::set<SessionNumber> there;
  for (const payment::Saga& saga : open.sagas) {
    const SessionNumber session = number_in(saga.terms.session);
    const Paper paper = paper_of(saga);
    there.insert(session);
    const File& it = file(session);
    if (it.has_pending && paper == it.pending) {
      settle_pending(session, paper);
    } else if (!(paper == it.acked)) {
      violation(Invariant::commit_survives, session, "the books say something else than before");
    }
  }
  const std::set<SessionNumber> expected = open_;
  for (const SessionNumber session : expected) {
    if (there.count(session) != 0) continue;
    const File& it = file(session);
    if (it.has_pending && !it.pending.open) {
      settle_pending(session, it.pending);
    } else {
      violation(Invariant::commit_survives, session, "the books have lost an open session");
    }
  }
  for (File& it : files_) it.has_pending = false;
  read_ = true;
}

// The books may know of a raise later than the bank, and never earlier.
void Oracle::compare_hold(SessionNumber session, const Paper& paper) {
  File& it = file(session);
  const auto& holds = world_.holds_of(session);
  const auto agrees = [&](const BankHold& hold) {
    return !hold.declined && hold.granted_at_first <= paper.held && paper.held <= hold.granted;
  };
  expect(std::any_of(holds.begin(), holds.end(), agrees), Invariant::hold_as_granted, session,
         "the books count on another hold than the bank granted");
  expect(paper.held >= it.held, Invariant::hold_as_granted, session, "a hold has shrunk");
  it.held = paper.held;
}

// Only what the bank said no to, or cannot be read as an answer, may be left to a person.
void Oracle::given_up(SessionNumber session, std::int8_t before) {
  bool reason = false;
  for (const BankHold& hold : world_.holds_of(session)) {
    if (before == kIs<payment::Capturing>) {
      reason = reason || hold.refused_expired_capture;
    } else if (before == kIs<payment::Releasing>) {
      reason = reason || hold.refused_release;
    } else {
      reason = reason || hold.foreign;
    }
    reason = reason || hold.taken_back;
  }
  reason = reason || world_.queued_at_terminal(session);
  expect(reason, Invariant::for_person_has_a_reason, session,
         "it was left to a person, but the bank refused nothing");
}

void Oracle::taken_up(const kiosk::Conductor& conductor) {
  if (!std::exchange(read_, false)) return;
  const auto& sessions = conductor.station().sessions;
  for (const SessionNumber session : open_) {
    expect(sessions.count(file(session).id) != 0, Invariant::recovery_takes_up_all, session,
           "the books have it open, and the kiosk does not know it");
  }
}

std::vector<std::string> Oracle::for_person() const {
  std::vector<std::string> sessions;
  for (const File& it : files_) {
    if (it.acked.state == kIs<payment::ForPerson>) sessions.push_back(it.id);
  }
  return sessions;
}

// ---- what leaves the kiosk

void Oracle::leaves(const kiosk::StationEffect& effect) {
  std::visit(Match{[&](const kiosk::PlaceHold& it) { hold_leaves(it); },
                   [&](const kiosk::SessionEffect& it) {
                     const SessionNumber session = number_in(it.session);
                     expect(file(session).acked.state >= 0, Invariant::intent_before_effect,
                            session, "an effect of a session that the books do not know");
                     order_leaves(session, it.effect);
                   },
                   [](const kiosk::Sound&) {}, [](const kiosk::SendReport&) {},
                   [](const kiosk::UnlockPlug&) {}, [](const kiosk::TellTrouble&) {},
                   [](const kiosk::StopAtTerminal&) {}},
             effect);
}

void Oracle::hold_leaves(const kiosk::PlaceHold& hold) {
  const SessionNumber session = number_in(hold.session);
  File& it = file(session);
  expect(it.acked.state == kIs<payment::Holding>, Invariant::intent_before_effect, session,
         "a hold was ordered before its intent was on the disk");
  expect(++it.holds_sent == 1, Invariant::one_key_per_order, session, "a second hold");
  expect(hold.order.key == expected_key(hold.session, "-H1"), Invariant::one_key_per_order, session,
         "a hold under a key that is not the session's");
  for (const SessionNumber other : open_) {
    if (other == session) continue;
    const File& its = file(other);
    const bool occupies =
        its.acked.state == kIs<payment::Holding> || its.acked.state == kIs<payment::Asking> ||
        its.acked.state == kIs<payment::AwaitingPhone> || its.acked.state == kIs<payment::Held> ||
        its.acked.state == kIs<payment::Delivering> || its.acked.state == kIs<payment::Fencing>;
    expect(!(occupies && its.bay == it.bay), Invariant::bay_sold_once, session,
           "a hold was ordered for a bay that another session occupies");
  }
  no_page_is_open_at(it.bay, session);
  const bool busy = it.bay >= 0 && world_.charger.charging_at(it.bay) >= 0;
  expect(!busy, Invariant::bay_sold_once, session, "a hold was ordered while a car charges there");
}

// A driver who turns from the phone to the card must not pay twice. Only a clock that ran away may
// take a page for expired that is not.
void Oracle::no_page_is_open_at(int bay, SessionNumber session) {
  if (world_.clock_jump_within(world_.now - kHour, world_.now)) return;
  for (SessionNumber other = 0; other < static_cast<SessionNumber>(files_.size()); ++other) {
    if (other == session || file(other).bay != bay || !showed_code(other)) continue;
    for (const BankHold& hold : world_.holds_of(other)) {
      expect(!hold.can_be_paid(world_.now), Invariant::bay_sold_once, session,
             "a hold was ordered for a bay whose page on a phone can still be paid");
    }
  }
}

void Oracle::raise_leaves(SessionNumber session, const payment::RaiseOrder& order) {
  const File& it = file(session);
  expect(it.acked.state == kIs<payment::Delivering> && it.acked.raise_awaited,
         Invariant::intent_before_effect, session, "a raise without its intent on the disk");
  expect(order.key == expected_key(it.id, "-I") + std::to_string(it.acked.raises),
         Invariant::one_key_per_order, session, "a raise under a key that is not its number's");
  expect(order.by == world_.settings.payment.raise_by, Invariant::amount_is_frozen, session,
         "a raise by another amount than the terms say");
  expect(it.acked.raises <= world_.settings.payment.raises_at_most, Invariant::intent_before_effect,
         session, "more raises than the terms allow");
}

void Oracle::order_leaves(SessionNumber session, const payment::SagaEffect& effect) {
  File& it = file(session);
  const auto state = it.acked.state;
  const auto intended = [&](std::int8_t wanted, const char* what) {
    expect(state == wanted, Invariant::intent_before_effect, session, what);
  };
  const auto over = [&](const char* what) {
    expect(world_.charger.truth(session).phase != hal::ChargeRecord::Phase::active,
           Invariant::settled_after_the_charge, session, what);
  };
  std::visit(
      Match{[&](const payment::SendHold&) {},
            [&](const payment::SendRaise& send) { raise_leaves(session, send.order); },
            [&](const payment::SendCapture& send) {
              intended(kIs<payment::Capturing>, "a capture without its intent on the disk");
              over("a capture was ordered while energy flows");
              expect(it.charging_card || send.order.amount.minor() <= it.held,
                     Invariant::capture_within_hold, session,
                     "a capture above what the books know to be held");
              if (it.capture_ordered_at < 0) it.capture_ordered_at = world_.now;
              if (it.captures_sent < 0) it.captures_sent = send.order.amount.minor();
              expect(it.captures_sent == send.order.amount.minor() &&
                         send.order.amount.minor() == it.acked.amount,
                     Invariant::amount_is_frozen, session, "another amount than the intended one");
            },
            [&](const payment::SendRelease&) {
              intended(kIs<payment::Releasing>, "a release without its intent on the disk");
              over("a release was ordered while energy flows");
            },
            [&](const payment::SendAbandon&) {
              intended(kIs<payment::Abandoning>, "an undoing without its intent on the disk");
            },
            [&](const payment::Ask&) {},
            [&](const payment::StartCharge&) {
              intended(kIs<payment::Held>, "a start without a hold on the disk");
            },
            [&](const payment::FenceCharge&) {
              ++it.fences;
              intended(kIs<payment::Fencing>, "a stop without its intent on the disk");
            },
            [&](const payment::QueryCharge&) {},
            [&](const payment::Acknowledge& done) {
              const bool raised =
                  state == kIs<payment::Delivering> && !it.acked.raise_awaited &&
                  done.key == expected_key(it.id, "-I") + std::to_string(it.acked.raises);
              expect(raised || state == kIs<payment::Held> || state == kIs<payment::Ended>,
                     Invariant::intent_before_effect, session,
                     "an outcome was acknowledged that is not on the disk");
            }},
      effect);
}

// ---- the charger

void Oracle::power_flows(SessionNumber session, int bay, const hal::ChargeKey& key) {
  const File& it = file(session);
  expect(key == it.id, Invariant::one_key_per_order, session,
         "power flows under a key that is not the session's");
  expect((it.ever & (1U << static_cast<unsigned>(kIs<payment::Held>))) != 0,
         Invariant::no_power_before_held, session, "power flows that the books know no hold for");
  expect(it.bay == bay, Invariant::bay_sold_once, session, "power flows at another bay");
  bool held = false;
  for (const BankHold& hold : world_.holds_of(session)) {
    held = held || (!hold.declined && !hold.released && hold.captures.empty());
    // It did not hear that its yes was written down: judge_capture() sees who knows of it.
    held = held || hold.taken_back;
  }
  expect(held, Invariant::no_power_before_held, session, "power flows without a hold at the bank");
}

// ---- the terminal

void Oracle::terminal_keeps_hold(SessionNumber session) {
  const auto state = file(session).acked.state;
  const bool open = state < 0 || state == kIs<payment::Holding> || state == kIs<payment::Asking>;
  expect(!open, Invariant::intent_before_effect, session,
         "the terminal was told to keep a hold that is not on the disk");
}

void Oracle::terminal_keeps_booking(SessionNumber session, std::int64_t amount, bool found_out) {
  const Paper& paper = file(session).acked;
  const bool intended = paper.state == kIs<payment::Capturing> && found_out;
  const bool captured =
      paper.state == kIs<payment::Ended> && paper.outcome == kEndedAs<payment::WasCaptured>;
  const bool person = paper.state == kIs<payment::ForPerson>;
  expect(person || ((intended || captured) && paper.amount == amount),
         Invariant::intent_before_effect, session,
         "the terminal was told to keep a booking that is not on the disk");
}

}  // namespace kerb::torture
