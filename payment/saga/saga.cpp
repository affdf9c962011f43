#include "payment/saga/saga.hpp"

#include <array>

#include "payment/saga/steps.hpp"

namespace kerb::payment {
namespace {

// 20 of 32 digits of a random id: unique for ever, and short enough for every acquirer's field
// of 30.
OrderKey key_of(const SessionTerms& terms, const char* operation) {
  return "K" + terms.session.substr(0, 20) + operation;
}

std::string_view outcome_word(const Outcome& outcome) {
  constexpr std::array<std::string_view, std::variant_size_v<Outcome>> kWords{
      "captured", "released", "declined", "not_processed", "abandoned"};
  return kWords[outcome.index()];
}

}  // namespace

OrderKey hold_key(const SessionTerms& terms) {
  return key_of(terms, "-H1");
}
OrderKey capture_key(const SessionTerms& terms) {
  return key_of(terms, "-C1");
}
OrderKey release_key(const SessionTerms& terms) {
  return key_of(terms, "-R1");
}
OrderKey raise_key(const SessionTerms& terms, int number) {
  return key_of(terms, "-I") + std::to_string(number);
}

std::string_view state_word(const SagaState& state) {
  if (const auto* ended = std::get_if<Ended>(&state)) return outcome_word(ended->outcome);
  constexpr std::array<std::string_view, std::variant_size_v<SagaState>> kWords{
      "holding",   "asking",     "awaiting_phone", "abandoning",    "second_look",
      "held",      "delivering", "fencing",        "awaiting_cost", "capturing",
      "releasing", "ended",      "for_person"};
  return kWords[state.index()];
}

bool at_rest(const Saga& saga) {
  return std::holds_alternative<Ended>(saga.state) || std::holds_alternative<ForPerson>(saga.state);
}

const OpenPage* open_page(const SagaState& state) {
  if (const auto* waits = std::get_if<AwaitingPhone>(&state)) return &waits->page;
  const std::optional<OpenPage>* page = nullptr;
  if (const auto* abandoning = std::get_if<Abandoning>(&state)) page = &abandoning->page;
  if (const auto* looking = std::get_if<SecondLook>(&state)) page = &looking->page;
  return page != nullptr && *page ? &**page : nullptr;
}

bool bay_is_free(const Saga& saga) {
  if (const OpenPage* page = open_page(saga.state); page != nullptr && !page->over) return false;
  return !std::holds_alternative<Holding>(saga.state) &&
         !std::holds_alternative<Asking>(saga.state) && !std::holds_alternative<Held>(saga.state) &&
         !std::holds_alternative<Delivering>(saga.state) &&
         !std::holds_alternative<Fencing>(saga.state);
}

Cost cost_so_far(const Saga& saga) {
  if (const auto* capturing = std::get_if<Capturing>(&saga.state)) return capturing->delivery.cost;
  const Money nothing(0, saga.terms.hold.currency());
  if (!saga.price) return {{}, nothing, nothing, nothing};
  return cost_of(*saga.price, nothing.currency());
}

Money cost_to_show(const Saga& saga) {
  if (saga.terms.told_cost.billed && saga.told) return saga.told->total;
  return cost_so_far(saga).gross;
}

Money due_for(const Delivery& delivery) {
  return delivery.told.value_or(delivery.cost.gross);
}

bool limit_is_near(const Saga& saga) {
  const auto* delivering = std::get_if<Delivering>(&saga.state);
  return delivering != nullptr && saga_steps::hold_is_nearly_used(saga, *delivering) &&
         delivering->raise != Delivering::Raise::awaited &&
         !saga_steps::may_raise(saga, *delivering);
}

SagaStep open_saga(SessionTerms terms, Now now) {
  Saga saga{.terms = std::move(terms),
            .state = Holding{},
            .meter_now = {},
            .wake_at = {},
            .hold_sent = {}};
  saga.hold_sent = now.monotonic;
  const SendHold send{hold_key(saga.terms), saga.terms.hold};
  return saga_steps::enter(std::move(saga), Holding{}, {send});
}

SagaStep step(Saga saga, const SagaEvent& event, Now now) {
  const auto* told = std::get_if<CostTold>(&event);
  if (told != nullptr && saga_steps::is_settled(saga)) {
    return saga_steps::told_late(std::move(saga), *told);
  }
  if (at_rest(saga)) return saga_steps::ignore(std::move(saga), "the session is at rest");
  if (std::holds_alternative<Woken>(event)) {
    if (!saga.wake_at || *saga.wake_at > now.monotonic) {
      return saga_steps::ignore(std::move(saga), "it is not yet time");
    }
    saga.wake_at.reset();
  }
  const SagaState state = saga.state;
  const bool doubted_before = saga.belief.alarm().has_value();
  SagaStep next = std::visit(
      saga_steps::Match{
          [&](const Ended&) {
            return saga_steps::ignore(std::move(saga), "the session is at rest");
          },
          [&](const ForPerson&) { return saga_steps::ignore(std::move(saga), "a person decides"); },
          [&](const auto& at) { return saga_steps::on(at, std::move(saga), event, now); }},
      state);
  if (!doubted_before) next.meter_alarm = next.saga.belief.alarm();
  return next;
}

namespace saga_steps {

SagaStep enter(Saga saga, SagaState state, std::vector<SagaEffect> effects) {
  saga.state = std::move(state);
  saga.price_noted = saga.price;
  // Whoever waits for nothing any more is not woken, or the station would do nothing else.
  if (at_rest(saga)) saga.wake_at.reset();
  std::string kind = "saga." + std::string(state_word(saga.state));
  return {.saga = std::move(saga),
          .effects = std::move(effects),
          .journal = std::move(kind),
          .ignored = {}};
}

Ask question(const Saga& saga, Question::About about) {
  Question question;
  question.about = about;
  question.key = hold_key(saga.terms);
  question.sent_at = saga.terms.opened;
  question.currency = saga.terms.hold.currency();
  question.paid_by = saga.terms.paid_by;
  if (const OpenPage* page = open_page(saga.state)) question.page = page->reference;
  if (const auto* capturing = std::get_if<Capturing>(&saga.state)) {
    question.key = capture_key(saga.terms);
    question.hold_reference = capturing->hold.reference;
  } else if (const auto* releasing = std::get_if<Releasing>(&saga.state)) {
    question.key = release_key(saga.terms);
    question.hold_reference = releasing->hold.reference;
  } else if (const auto* delivering = std::get_if<Delivering>(&saga.state)) {
    question.key = raise_key(saga.terms, delivering->raises);
    question.hold_reference = delivering->hold.reference;
  }
  return {std::move(question)};
}

}  // namespace saga_steps
}  // namespace kerb::payment
