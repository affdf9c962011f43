// What the oracle says when all is quiet: session by session, the bank's and the charger's truth
// beside the books.
#include <fmt/format.h>

#include "tests/torture/flat_price.hpp"
#include "tests/torture/oracle.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
bool Oracle::settles(SessionNumber session) {
  const Paper& paper = file(session).acked;
  return paper.state == kIs<payment::AwaitingCost> || paper.state == kIs<payment::Capturing> ||
         paper.state == kIs<payment::Releasing> || !paper.open;
}

// What a terminal has open and nobody can close is in one of the two queues that people look at.
bool Oracle::may_stay_open(const BankHold& hold, bool for_person) {
  if (hold.at_terminal) return for_person || hold.queued || hold.listed;
  return for_person && (hold.refused_release || hold.foreign);
}

void Oracle::must_be_quiet() {
  const auto* conductor = world_.conductor();
  if (conductor == nullptr) return violation(Invariant::quiet_within_an_hour, 0, "no kiosk runs");
  for (const auto& [id, session] : conductor->station().sessions) {
    // It goes on asking until the person has looked.
    if (world_.queued_at_terminal(number_in(id))) continue;
    expect(payment::at_rest(session.saga), Invariant::quiet_within_an_hour, number_in(id),
           "it is not at rest");
  }
  for (const SessionNumber session : open_) {
    if (world_.queued_at_terminal(session)) continue;
    expect(false, Invariant::quiet_within_an_hour, session, "the books still have it open");
  }
}

void Oracle::judge() {
  for (SessionNumber session = 0; session < world_.ids(); ++session) judge(session);
}

void Oracle::judge(SessionNumber session) {
  const File& it = file(session);
  const bool for_person = it.acked.state == kIs<payment::ForPerson>;
  const auto& holds = world_.holds_of(session);
  std::int64_t captured = 0;
  int captures = 0;
  bool released = false;
  for (const BankHold& hold : holds) {
    std::int64_t taken = 0;
    for (const BankCapture& one : hold.captures) taken += one.amount;
    for (std::size_t i = 1; i < hold.captures.size(); ++i) {
      expect(hold.captures[i].key == hold.captures[0].key, Invariant::one_capture_per_key, session,
             "the same charge was captured again under another key");
    }
    expect(hold.charging_card || taken <= hold.granted, Invariant::capture_within_hold, session,
           "more was captured than is held");
    expect(hold.captures.empty() || !hold.released, Invariant::never_both, session,
           "captured and released");
    expect(may_stay_open(hold, for_person) || !hold.open(world_.now), Invariant::no_hold_left_open,
           session, "the bank still holds money");
    captured += taken;
    captures += static_cast<int>(hold.captures.size());
    released = released || hold.released;
  }
  expect(captures <= 1, Invariant::one_capture_per_session, session, "captured more than once");
  expect(holds.size() <= 1, Invariant::one_key_per_order, session, "holds under several keys");
  judge_raises(session);
  judge_end(session);
  judge_expiry(session);
  judge_capture(session, captured);
  judge_books(session, captured, released);
}

void Oracle::judge_raises(SessionNumber session) {
  for (const BankHold& hold : world_.holds_of(session)) {
    expect(static_cast<int>(hold.raises.size()) <= file(session).raises,
           Invariant::one_key_per_order, session, "more raises at the bank than were intended");
    for (const BankRaise& raise : hold.raises) {
      expect(raise.by <= world_.settings.payment.raise_by.minor(), Invariant::hold_as_granted,
             session, "a hold was raised by more than the terms say");
    }
  }
}

// A charger that forgot leaves the kiosk's own last note; and so does one that swears to a reading
// that cannot be. One that did not hear the end ends the charge where it heard of it last.
std::int64_t Oracle::certain_energy(SessionNumber session) {
  const ChargeTruth& truth = world_.charger.truth(session);
  const std::int64_t noted = std::max<std::int64_t>(0, file(session).noted);
  if (truth.forgotten_early || truth.said > truth.stop) return std::min(noted, truth.energy());
  return std::min(std::max(noted, truth.said - truth.start), truth.energy());
}

void Oracle::judge_capture(SessionNumber session, std::int64_t captured) {
  const File& it = file(session);
  const ChargeTruth& truth = world_.charger.truth(session);
  const bool for_person = it.acked.state == kIs<payment::ForPerson>;
  const auto& holds = world_.holds_of(session);
  const std::int64_t held = std::max<std::int64_t>(0, it.held);  // see compare_hold
  const auto price_of = [&](std::int64_t energy) {
    const std::int64_t cost = flat_cost(world_.price(), {energy}).minor();
    return it.charging_card ? cost : std::min(cost, held);
  };
  // What the back end said, where that is billed; else what was delivered.
  const bool by_word = it.acked.billed >= 0 && truth.energy() > 0;
  const std::int64_t most = by_word ? std::min(it.acked.billed, held) : price_of(truth.energy());
  const std::int64_t least = by_word ? most : price_of(certain_energy(session));
  if (truth.phase == hal::ChargeRecord::Phase::active) {
    violation(Invariant::energy_is_paid, session, "energy still flows");
  }
  if (most == 0) {
    expect(captured == 0, Invariant::no_energy_no_charge, session, "paid for nothing");
    return;
  }
  if (captured == 0) {
    const bool refused = !holds.empty() && holds.front().refused_expired_capture;
    if (world_.queued_at_terminal(session)) return;
    if ((for_person && refused) || least == 0) return;
    return violation(Invariant::energy_is_paid, session,
                     fmt::format("{} Wh were delivered and not paid", truth.energy()));
  }
  if (captured < least || captured > most) {
    violation(Invariant::capture_is_the_cost, session,
              fmt::format("{} was taken for {} Wh, which is {} to {}", captured, truth.energy(),
                          least, most));
  }
}

void Oracle::judge_books(SessionNumber session, std::int64_t captured, bool released) {
  const File& it = file(session);
  if (it.acked.state < 0) {
    expect(world_.holds_of(session).empty(), Invariant::intent_before_effect, session,
           "the bank knows a session that the books never had");
    return;
  }
  if (it.acked.state == kIs<payment::ForPerson> || world_.queued_at_terminal(session)) return;
  expect(it.acked.state == kIs<payment::Ended>, Invariant::quiet_within_an_hour, session,
         "its last entry is no end");
  const auto says = [&](std::int8_t outcome) { return it.acked.outcome == outcome; };
  if (says(kEndedAs<payment::WasCaptured>)) {
    expect(captured == it.acked.amount, Invariant::books_say_what_bank_says, session,
           "the books say captured, the bank took something else");
    return;
  }
  expect(captured == 0, Invariant::books_say_what_bank_says, session,
         "the bank captured what the books do not know");
  if (says(kEndedAs<payment::WasReleased>)) {
    expect(released, Invariant::books_say_what_bank_says, session,
           "the books say released, the bank did not");
  }
}

}  // namespace kerb::torture
