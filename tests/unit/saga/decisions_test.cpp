// Every pair of a state and an event, decided on purpose: the decisions stand in decisions.txt,
// where a person can read them, and a change of any of them has to be made there, too.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

const hal::WattHours kFrom{1'000'000};
const hal::WattHours kTo{1'010'000};

Hold hold() {
  return approved().hold;
}

Delivery delivery() {
  return {.meter_start = kFrom,
          .meter_stop = kTo,
          .started = at(hal::Seconds{10}).utc,
          .ended = at(hal::Seconds{600}).utc,
          .cost = cost_at(terms().tariff, kTo - kFrom)};
}

Delivering delivering(Delivering::Raise raise) {
  Delivering state{.hold = hold(),
                   .meter_start = kFrom,
                   .meter_noted = kFrom,
                   .started = at(hal::Seconds{10}).utc};
  state.raise = raise;
  state.raises = raise == Delivering::Raise::none ? 0 : 1;
  return state;
}

OpenPage page() {
  return {.reference = "cs_1", .expires = at(hal::Seconds{1800}).utc};
}

Pending pending_page() {
  return {"https://pay.example/cs_1", page().expires, page().reference};
}

AwaitingPhone awaiting_phone() {
  return {.page = page(),
          .address = pending_page().address,
          .since = at(hal::Seconds{600}).monotonic,
          .until = at(hal::Seconds{1200}).monotonic};
}

struct NamedState {
  const char* name;
  SagaState state;
  PaidBy paid_by = PaidBy::bank_card;
};
std::vector<NamedState> states() {
  const Money amount = delivery().cost.gross;
  const auto reason = EndReason::driver_stopped;
  return {
      {"holding", Holding{}},
      {"holding, given up", Holding{true}},
      {"asking", Asking{1, false}},
      {"abandoning", Abandoning{}},
      {"second look", SecondLook{}},
      {"holding, by phone", Holding{}, PaidBy::checkout},
      {"holding, by phone, given up", Holding{true}, PaidBy::checkout},
      {"asking, by phone", Asking{1, false}, PaidBy::checkout},
      {"asking, by phone, given up", Asking{1, true}, PaidBy::checkout},
      {"awaiting phone", awaiting_phone(), PaidBy::checkout},
      {"awaiting phone, time over",
       AwaitingPhone{.page = page(), .until = at(hal::Seconds{700}).monotonic}, PaidBy::checkout},
      {"abandoning, by phone, nobody saw the page", Abandoning{}, PaidBy::checkout},
      {"abandoning, the page is open", Abandoning{.page = page()}, PaidBy::checkout},
      {"second look, by phone", SecondLook{}, PaidBy::checkout},
      {"second look at a page", SecondLook{.page = page()}, PaidBy::checkout},
      {"second look at an expired page",
       SecondLook{.asked = kLooksForPage, .page = OpenPage{"cs_1", {}, true}}, PaidBy::checkout},
      {"held", Held{hold()}},
      {"delivering", delivering(Delivering::Raise::none)},
      {"delivering, raise awaited", delivering(Delivering::Raise::awaited)},
      {"fencing, never began", Fencing{.hold = hold(), .meter_start = {}, .started = {}}},
      {"fencing", Fencing{.hold = hold(),
                          .meter_start = kFrom,
                          .meter_noted = kFrom,
                          .started = at(hal::Seconds{10}).utc}},
      {"awaiting cost", AwaitingCost{.hold = hold(),
                                     .delivery = delivery(),
                                     .since = at(hal::Seconds{650}).utc,
                                     .reason = reason}},
      {"capturing",
       Capturing{.hold = hold(), .delivery = delivery(), .amount = amount, .reason = reason}},
      {"releasing", Releasing{.hold = hold(), .reason = reason, .delivery = {}}},
      {"ended", Ended{WasCaptured{hold(), delivery(), amount, reason}}},
      {"for a person", ForPerson{.why = "refused", .hold = hold(), .delivery = {}}}};
}

struct NamedEvent {
  const char* name;
  SagaEvent event;
};
std::vector<NamedEvent> events() {
  using About = Question::About;
  using Phase = hal::ChargeRecord::Phase;
  const auto record = [](Phase phase) { return hal::ChargeRecord{phase, kFrom, kTo}; };
  const OrderKey raise = raise_key(terms(), 1);
  return {{"driver cancels", DriverCancels{}},
          {"driver stops", DriverStops{}},
          {"plug-in time over", PlugInTimeOver{}},
          {"charge began", ChargeBegan{kFrom}},
          {"charge refused", ChargeRefused{}},
          {"meter read", MeterRead{kTo}},
          {"charge over", ChargeOver{kTo, hal::StopReason::car}},
          {"fenced: finished", Fenced{record(Phase::finished)}},
          {"fenced: never heard of", Fenced{hal::ChargeRecord{}}},
          {"fenced: still active", Fenced{record(Phase::active)}},
          {"fenced: no answer", Fenced{}},
          {"charge found: active", ChargeFound{record(Phase::active)}},
          {"charge found: finished", ChargeFound{record(Phase::finished)}},
          {"charge found: never heard of", ChargeFound{hal::ChargeRecord{}}},
          {"charge found: no answer", ChargeFound{}},
          {"hold: approved", HoldAnswered{approved()}},
          {"hold: declined", HoldAnswered{Declined{}}},
          {"hold: not processed", HoldAnswered{NotProcessed{}}},
          {"hold: unknown", HoldAnswered{Unknown{}}},
          {"hold: pending", HoldAnswered{pending_page()}},
          {"raise: approved", RaiseAnswered{raise, approved(7500)}},
          {"raise: declined", RaiseAnswered{raise, Declined{}}},
          {"raise: not processed", RaiseAnswered{raise, NotProcessed{}}},
          {"raise: unknown", RaiseAnswered{raise, Unknown{}}},
          {"raise: of another key", RaiseAnswered{raise_key(terms(), 7), approved(7500)}},
          {"capture: done", CaptureAnswered{Done{}}},
          {"capture: refused", CaptureAnswered{Refused{"no"}}},
          {"capture: not processed", CaptureAnswered{NotProcessed{}}},
          {"capture: unknown", CaptureAnswered{Unknown{}}},
          {"release: done", ReleaseAnswered{Done{}}},
          {"release: refused", ReleaseAnswered{Refused{"no"}}},
          {"release: not processed", ReleaseAnswered{NotProcessed{}}},
          {"release: unknown", ReleaseAnswered{Unknown{}}},
          {"abandon: done", AbandonAnswered{Done{}}},
          {"abandon: refused", AbandonAnswered{Refused{"no"}}},
          {"abandon: not processed", AbandonAnswered{NotProcessed{}}},
          {"abandon: unknown", AbandonAnswered{Unknown{}}},
          {"asked about the hold: approved", AskAnswered{About::hold, approved()}},
          {"asked about the hold: declined", AskAnswered{About::hold, Declined{}}},
          {"asked about the hold: not found", AskAnswered{About::hold, NotFound{}}},
          {"asked about the hold: done", AskAnswered{About::hold, Done{}}},
          {"asked about the hold: pending", AskAnswered{About::hold, pending_page()}},
          {"asked about the raise: approved", AskAnswered{About::raise, approved(7500), raise}},
          {"asked about the raise: not found", AskAnswered{About::raise, NotFound{}, raise}},
          {"asked about the capture: done", AskAnswered{About::capture, Done{}}},
          {"asked about the capture: not found", AskAnswered{About::capture, NotFound{}}},
          {"asked about the release: done", AskAnswered{About::release, Done{}}},
          {"asked about the release: not found", AskAnswered{About::release, NotFound{}}},
          {"cost told: running", CostTold{{euro(300), false}}},
          {"cost told: final", CostTold{{euro(300), true}}},
          {"code watched", CodeWatched{true}},
          {"code watched no more", CodeWatched{false}},
          {"hold vanished", HoldVanished{}},
          {"woken", Woken{}},
          {"recovered", Recovered{}}};
}

constexpr std::array<const char*, std::variant_size_v<SagaEffect>> kEffects{
    "hold", "raise",        "capture",      "release",      "abandon",
    "ask",  "start charge", "fence charge", "query charge", "acknowledge"};

std::string decision(const NamedState& named, const SagaEvent& event) {
  const SagaState& state = named.state;
  const Now now = at(hal::Seconds{700});
  Saga saga{.terms = terms(named.paid_by),
            .state = state,
            .meter_now = kFrom,
            .wake_at = now.monotonic,
            .hold_sent = at(hal::Millis{0}).monotonic};
  if (std::holds_alternative<Delivering>(state) || std::holds_alternative<Fencing>(state)) {
    saga_steps::begin_price(saga, at(hal::Seconds{10}));
    saga.price_noted = saga.price;
  }
  const SagaStep next = step(std::move(saga), event, now);
  if (!next.ignored.empty()) return "ignored: " + next.ignored;
  std::string text(next.journal ? "→ " + next.journal->substr(5) : "stays");
  for (const SagaEffect& effect : next.effects) {
    text += std::string(", ") + kEffects.at(effect.index());
  }
  if (!next.alarms.empty()) text += ", alarm";
  if (next.saga.wake_at && *next.saga.wake_at > now.monotonic) text += ", wakes later";
  return text;
}

std::string table() {
  std::ostringstream out;
  for (const NamedState& state : states()) {
    out << state.name << '\n';
    for (const NamedEvent& event : events()) {
      out << fmt::format("    {:36}{}\n", event.name, decision(state, event.event));
    }
  }
  return out.str();
}

TEST(Saga, EveryPairOfStateAndEventIsDecidedOnPurpose) {
  std::ifstream file(KERB_DECISIONS);
  std::stringstream decided;
  decided << file.rdbuf();
  const std::string now = table();
  const auto written = std::filesystem::temp_directory_path() / "kerb-decisions.txt";
  if (decided.str() != now) std::ofstream(written) << now;
  EXPECT_TRUE(decided.str() == now)
      << "diff " << KERB_DECISIONS << ' ' << written.string() << "; copy it when it is right";
}

}  // namespace
}  // namespace kerb::payment
