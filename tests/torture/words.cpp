#include "tests/torture/words.hpp"

#include <fmt/format.h>

#include <array>

#include "payment/saga/steps.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

constexpr std::array<const char*, std::variant_size_v<kiosk::Intent>> kIntents{
    "choose",    "tariff",     "cost",  "pay",      "back",        "cancel", "stop",
    "confirm",   "keep",       "again", "done",     "help",        "report", "file report",
    "languages", "locale",     "theme", "aid",      "more time",   "scroll", "unlock",
    "notices",   "still here", "touch", "by phone", "take receipt"};
static_assert(kIntents.back() != nullptr, "an intent has no word");
constexpr std::array<const char*, std::variant_size_v<payment::SagaEvent>> kSagaEvents{
    "driver cancels",
    "driver stops",
    "plug-in time over",
    "charge began",
    "charge refused",
    "meter read",
    "charge over",
    "fenced",
    "charge found",
    "hold answered",
    "raise answered",
    "capture answered",
    "release answered",
    "abandon answered",
    "asked",
    "cost told",
    "code watched",
    "hold vanished",
    "woken",
    "recovered"};
static_assert(kSagaEvents.back() != nullptr, "an event has no word");
constexpr std::array<const char*, std::variant_size_v<payment::SagaEffect>> kSagaEffects{
    "send hold", "send raise",   "send capture", "send release", "send abandon",
    "ask",       "start charge", "fence charge", "query charge", "acknowledge"};
static_assert(kSagaEffects.back() != nullptr, "an effect has no word");
constexpr std::array<const char*, 5> kHoldAnswers{"approved", "declined", "unknown",
                                                  "not processed", "pending"};
constexpr std::array<const char*, 4> kSettleAnswers{"done", "refused", "unknown", "not processed"};
constexpr std::array<const char*, 6> kAskAnswers{"approved",  "declined", "done",
                                                 "not found", "unknown",  "pending"};
constexpr std::array<const char*, 4> kPhases{"none", "starting", "active", "finished"};

std::string record_words(const std::optional<hal::ChargeRecord>& record) {
  if (!record) return "no answer";
  return fmt::format("{} {} to {} Wh", kPhases.at(static_cast<std::size_t>(record->phase)),
                     record->meter_start.count, record->meter_now.count);
}

std::string details(const payment::SagaEvent& event) {
  return std::visit(Match{[](const auto&) { return std::string(); },
                          [](const payment::Fenced& it) { return record_words(it.record); },
                          [](const payment::ChargeFound& it) { return record_words(it.record); },
                          [](const payment::HoldAnswered& it) {
                            return std::string(kHoldAnswers.at(it.answer.index()));
                          },
                          [](const payment::RaiseAnswered& it) {
                            return it.key + " " + kHoldAnswers.at(it.answer.index());
                          },
                          [](const payment::CaptureAnswered& it) {
                            return std::string(kSettleAnswers.at(it.answer.index()));
                          },
                          [](const payment::ReleaseAnswered& it) {
                            return std::string(kSettleAnswers.at(it.answer.index()));
                          },
                          [](const payment::AbandonAnswered& it) {
                            return std::string(kSettleAnswers.at(it.answer.index()));
                          },
                          [](const payment::AskAnswered& it) {
                            return std::string(kAskAnswers.at(it.answer.index()));
                          }},
                    event);
}

std::string describe(const hal::ControllerEvent& event) {
  return std::visit(
      Match{[](const hal::EvseChanged& it) {
              return fmt::format("charger: bay {} state {}", it.evse, static_cast<int>(it.state));
            },
            [](const hal::MeterSample& it) {
              return fmt::format("charger: bay {} meter {} Wh", it.evse, it.energy.count);
            },
            [](const hal::PowerHeld& it) {
              return fmt::format("charger: bay {} held to {} W", it.evse, it.to.count);
            },
            [](const hal::ChargeStarted& it) {
              return fmt::format("charger: bay {} started {} at {} Wh", it.evse,
                                 it.charge.substr(0, 6), it.meter_start.count);
            },
            [](const hal::ChargeStartFailed& it) {
              return fmt::format("charger: bay {} start failed {}", it.evse,
                                 it.charge.substr(0, 6));
            },
            [](const hal::ChargeStopped& it) {
              return fmt::format("charger: bay {} stopped {} at {} Wh, reason {}", it.evse,
                                 it.charge.substr(0, 6), it.meter_stop.count,
                                 static_cast<int>(it.reason));
            },
            [](const hal::LinkLost&) { return std::string("charger: link lost"); },
            [](const hal::LinkRestored&) { return std::string("charger: link restored"); }},
      event);
}

}  // namespace

std::string describe(const kiosk::StationEvent& event) {
  return std::visit(
      Match{[](const auto&) { return std::string("something"); },
            [](const kiosk::Intent& it) {
              return fmt::format("driver: {}", kIntents.at(it.index()));
            },
            [](const kiosk::Tapped& it) {
              constexpr std::array<const char*, 4> kTaps{"seen", "read", "charging card", "failed"};
              return fmt::format("card: {} {}", kTaps.at(it.result.index()),
                                 it.fresh_session.substr(0, 6));
            },
            [](const kiosk::ReaderChanged&) { return std::string("the reader is there"); },
            [](const hal::ControllerEvent& it) { return describe(it); },
            [](const hal::BackEndReport& it) {
              const auto* cost = std::get_if<hal::CostReported>(&it);
              if (cost == nullptr) return std::string("the back end says something");
              return fmt::format("{}: the back end says {}e-{} {}, stage {}",
                                 cost->charge.substr(0, 6), cost->total.value, cost->total.decimals,
                                 cost->total.currency, static_cast<int>(cost->stage));
            },
            [](const kiosk::TerminalLostHold& it) { return it.key + " vanished"; },
            [](const kiosk::SessionEvent& it) {
              return fmt::format("{}: {} {}", it.session.substr(0, 6),
                                 kSagaEvents.at(it.event.index()), details(it.event));
            }},
      event);
}

std::string describe(const kiosk::StationEffect& effect) {
  return std::visit(
      Match{[](const kiosk::PlaceHold& it) {
              return fmt::format("place hold {}", it.session.substr(0, 6));
            },
            [](const kiosk::SessionEffect& it) {
              return fmt::format("{} {}", kSagaEffects.at(it.effect.index()),
                                 it.session.substr(0, 6));
            },
            [](const kiosk::SendReport& it) { return "send report " + it.number; },
            [](const kiosk::UnlockPlug& it) { return fmt::format("unlock {}", it.evse); },
            [](const kiosk::TellTrouble&) { return std::string("tell trouble"); },
            [](const kiosk::StopAtTerminal& it) { return "stop at the terminal " + it.hold; },
            [](const kiosk::Sound&) { return std::string("sound"); }},
      effect);
}

std::string describe(const BankOrder& order) {
  constexpr std::array<const char*, 6> kKinds{"hold",    "raise",   "capture",
                                              "release", "abandon", "ask"};
  return fmt::format("{} {} {}", kKinds.at(static_cast<std::size_t>(order.kind)), order.key,
                     order.amount.minor());
}

}  // namespace kerb::torture
