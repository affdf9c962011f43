// From the tap to a hold, or to the certainty that there is none. A page on a phone: phone_states.cpp.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {

// The bank said yes. If the driver has left meanwhile, the money goes back at once; money in
// another currency than was asked for is nothing to reckon with, and a person's to look at.
SagaStep approved(Saga saga, const Hold& told, bool given_up) {
  Hold hold = told;
  if (const auto card = std::exchange(hold.card, std::nullopt)) saga.terms.card = *card;
  if (!(hold.amount.currency() == saga.terms.hold.currency())) {
    return enter(std::move(saga), ForPerson{"the hold came in another currency", hold, {}});
  }
  saga.wake_at.reset();
  if (given_up) return release(std::move(saga), hold, EndReason::cancelled);
  const Acknowledge acknowledge{hold_key(saga.terms)};
  return enter(std::move(saga), Held{hold}, {acknowledge, StartCharge{}});
}

SagaStep declined(Saga saga, DeclineReason reason) {
  saga.wake_at.reset();
  return enter(std::move(saga), Ended{WasDeclined{reason}});
}

namespace {

SagaStep ask_again(const Asking& state, Saga saga) {
  saga.state = Asking{state.asked + 1, state.given_up};
  const Ask ask = question(saga, Question::About::hold);
  return stay(std::move(saga), {ask});
}

SagaStep still_unknown(const Asking& state, Saga saga, Now now) {
  if (state.asked < kAsksWhileDriverWaits) return later(std::move(saga), now, kAskPause);
  const hal::Millis waited = saga.hold_sent ? now.monotonic - *saga.hold_sent : hal::Millis{0};
  return abandon(std::move(saga), now, std::max(hal::Millis{0}, kBeforeAbandon - waited));
}

void note_expiry(std::optional<OpenPage>& page, Now now) {
  if (page && now.utc >= page->expires) page->over = true;
}

hal::Millis look_pause(const SecondLook& state) {
  return state.page ? retry_pause(state.asked + 1) : kBeforeSecondLook;
}

SagaStep look_again(const Abandoning& state, Saga saga, Now now) {
  const SecondLook next{.asked = 0, .page = state.page};
  saga.wake_at = now.monotonic + look_pause(next);
  if (!state.page) return enter(std::move(saga), next);
  const Ask ask = question(saga, Question::About::hold);
  return enter(std::move(saga), next, {ask});
}

// A page that should be gone, and is not.
SagaStep withdraw_again(const SecondLook& state, Saga saga, const Pending& open, Now now) {
  if (saga.terms.paid_by != PaidBy::checkout) {
    return ignore(std::move(saga), "there is no page to pay on");
  }
  OpenPage page = state.page.value_or(OpenPage{});
  if (!open.reference.empty()) page.reference = open.reference;
  page.expires = open.expires;
  return abandon(std::move(saga), now, kBeforeWithdrawingAgain, page);
}

}  // namespace

SagaStep abandon(Saga saga, Now now, hal::Millis pause, std::optional<OpenPage> page) {
  saga.wake_at = now.monotonic + pause;
  return enter(std::move(saga), Abandoning{.attempts = 0, .page = std::move(page)});
}

SagaStep on(const Holding& state, Saga saga, const SagaEvent& event, Now now) {
  const auto asks = [&] {
    const Ask ask = question(saga, Question::About::hold);
    return enter(std::move(saga), Asking{1, state.given_up}, {ask});
  };
  const auto answered = [&](const HoldAnswered& it) {
    return std::visit(
        Match{[&](const Approved& yes) {
                return approved(std::move(saga), yes.hold, state.given_up);
              },
              [&](const Declined& no) { return declined(std::move(saga), no.reason); },
              [&](const NotProcessed&) { return enter(std::move(saga), Ended{WasNotProcessed{}}); },
              [&](const Pending& page) {
                // Nobody is sent to a phone who held a card here.
                if (saga.terms.paid_by != PaidBy::checkout) return asks();
                return pending(std::move(saga), page, state.given_up, now);
              },
              [&](const Unknown&) { return asks(); }},
        it.answer);
  };
  return std::visit(
      Match{answered,
            [&](const DriverCancels&) {
              saga.state = Holding{true};
              return stay(std::move(saga));
            },
            [&](const Recovered&) { return abandon(std::move(saga), now, kBeforeAbandon); },
            [&](const auto&) { return ignore(std::move(saga), "no hold yet"); }},
      event);
}

SagaStep on(const Asking& state, Saga saga, const SagaEvent& event, Now now) {
  const auto told = [&](const AskAnswered& it) {
    if (it.about != Question::About::hold) {
      return ignore(std::move(saga), "an answer to another question");
    }
    return std::visit(
        Match{[&](const Approved& yes) {
                return approved(std::move(saga), yes.hold, state.given_up);
              },
              [&](const Declined& no) { return declined(std::move(saga), no.reason); },
              [&](const Pending& page) {
                if (saga.terms.paid_by != PaidBy::checkout) {
                  return still_unknown(state, std::move(saga), now);
                }
                return pending(std::move(saga), page, state.given_up, now);
              },
              [&](const auto&) { return still_unknown(state, std::move(saga), now); }},
        it.answer);
  };
  const auto late = [&](const HoldAnswered& it) {
    if (const auto* yes = std::get_if<Approved>(&it.answer)) {
      return approved(std::move(saga), yes->hold, state.given_up);
    }
    if (const auto* no = std::get_if<Declined>(&it.answer))
      return declined(std::move(saga), no->reason);
    const auto* page = std::get_if<Pending>(&it.answer);
    if (page != nullptr && saga.terms.paid_by == PaidBy::checkout) {
      return pending(std::move(saga), *page, state.given_up, now);
    }
    return ignore(std::move(saga), "still unknown");
  };
  return std::visit(
      Match{told, late, [&](const Woken&) { return ask_again(state, std::move(saga)); },
            [&](const DriverCancels&) {
              saga.state = Asking{state.asked, true};
              return stay(std::move(saga));
            },
            [&](const Recovered&) { return abandon(std::move(saga), now, kBeforeAbandon); },
            [&](const auto&) { return ignore(std::move(saga), "no hold yet"); }},
      event);
}

SagaStep on(const Abandoning& state, Saga saga, const SagaEvent& event, Now now) {
  const auto send = [&](const Woken&) {
    Abandoning next = state;
    ++next.attempts;
    note_expiry(next.page, now);
    const SendAbandon order{{.hold_key = hold_key(saga.terms),
                             .amount = saga.terms.hold,
                             .paid_by = saga.terms.paid_by,
                             .evse = saga.terms.evse,
                             .charge = saga.terms.session,
                             .page = state.page ? state.page->reference : std::string()}};
    saga.state = std::move(next);
    return stay(std::move(saga), {order});
  };
  const auto answered = [&](const AbandonAnswered& it) {
    // Refused usually means that there was nothing to undo; the second look makes sure.
    if (std::holds_alternative<Done>(it.answer) || std::holds_alternative<Refused>(it.answer)) {
      return look_again(state, std::move(saga), now);
    }
    return later(std::move(saga), now, retry_pause(state.attempts));
  };
  // The answer to a question that left before.
  const auto told = [&](const AskAnswered& it) {
    const auto* yes = std::get_if<Approved>(&it.answer);
    if (it.about == Question::About::hold && yes != nullptr) {
      return approved(std::move(saga), yes->hold, true);
    }
    return ignore(std::move(saga), "the hold is being undone");
  };
  return std::visit(
      Match{send, answered, told,
            [&](const HoldAnswered& late) {
              // Now its reference is known: releasing by reference is surer than undoing by key.
              if (const auto* yes = std::get_if<Approved>(&late.answer)) {
                return approved(std::move(saga), yes->hold, true);
              }
              const auto* page = std::get_if<Pending>(&late.answer);
              if (page != nullptr && saga.terms.paid_by == PaidBy::checkout && !state.page) {
                return pending(std::move(saga), *page, true, now);
              }
              return ignore(std::move(saga), "the hold is being undone");
            },
            [&](const Recovered&) {
              return later(std::move(saga), now, state.page ? hal::Millis{0} : kBeforeAbandon);
            },
            [&](const auto&) { return ignore(std::move(saga), "the hold is being undone"); }},
      event);
}

SagaStep on(const SecondLook& state, Saga saga, const SagaEvent& event, Now now) {
  const auto look = [&](const Woken&) {
    SecondLook next = state;
    ++next.asked;
    note_expiry(next.page, now);
    saga.state = std::move(next);
    const Ask ask = question(saga, Question::About::hold);
    return stay(std::move(saga), {ask});
  };
  const auto told = [&](const AskAnswered& it) {
    if (it.about != Question::About::hold) {
      return ignore(std::move(saga), "an answer to another question");
    }
    if (const auto* yes = std::get_if<Approved>(&it.answer)) {
      return approved(std::move(saga), yes->hold, true);
    }
    if (const auto* page = std::get_if<Pending>(&it.answer)) {
      return withdraw_again(state, std::move(saga), *page, now);
    }
    // A page that was there is not gone because nobody finds it, as long as it may be paid; and our
    // clock, which says how long that is, may be wrong by hours.
    const bool nothing_there =
        std::holds_alternative<NotFound>(it.answer) && (!state.page || state.page->over);
    const bool surely_none =
        std::holds_alternative<Declined>(it.answer) || std::holds_alternative<Done>(it.answer);
    const int enough = state.page ? kLooksForPage : kSecondLooks;
    if (surely_none || (nothing_there && state.asked >= enough)) {
      return enter(std::move(saga), Ended{WasAbandoned{}});
    }
    return later(std::move(saga), now, look_pause(state));
  };
  return std::visit(
      Match{look, told,
            [&](const HoldAnswered& late) {
              if (const auto* yes = std::get_if<Approved>(&late.answer)) {
                return approved(std::move(saga), yes->hold, true);
              }
              if (const auto* page = std::get_if<Pending>(&late.answer)) {
                return withdraw_again(state, std::move(saga), *page, now);
              }
              return ignore(std::move(saga), "the hold was undone");
            },
            // A station that restarts again and again would wait for ever: an answer that leaves no
            // doubt counts at once, any other only after the whole pause.
            [&](const Recovered&) {
              saga.wake_at = now.monotonic + look_pause(state);
              const Ask ask = question(saga, Question::About::hold);
              return stay(std::move(saga), {ask});
            },
            [&](const auto&) { return ignore(std::move(saga), "the hold was undone"); }},
      event);
}

}  // namespace kerb::payment::saga_steps
