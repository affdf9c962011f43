#include "kiosk/simulator/journey_player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "kiosk/simulator/journey_deed.hpp"

namespace kerb::kiosk {
namespace {

using journey::Mismatch;
using journey::Verdict;
using journey::verdict_of;

constexpr hal::Millis kGrace = hal::Seconds{5};
constexpr hal::Millis kTouchStep{100};
constexpr hal::Millis kBankStep{500};
constexpr hal::Millis kWaitStep{250};
constexpr hal::Millis kStayStep = hal::Seconds{5};  // a warning is up for 20 s at least
constexpr int kMostPresses = 80;
constexpr const char* kStillHere = "still.here";

}  // namespace

std::string JourneyFailure::sentence() const {
  std::string text = fmt::format("{}:{}: {}\n  expected:  {}\n  there was: {}\n", file, line,
                                 statement, mismatch.expected, mismatch.found);
  if (!mismatch.closest.empty()) text += fmt::format("  closest:   {}\n", mismatch.closest);
  if (picture) text += fmt::format("  picture:   {}\n", picture->string());
  return text;
}

JourneyPlayer::JourneyPlayer(Stage& stage, Options options)
    : stage_(stage), options_(std::move(options)) {}

PlayedJourney JourneyPlayer::play(const Journey& journey) {
  played_ = {};
  log_.clear();
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  if (error) {
    played_.failure = JourneyFailure{journey.file, 0, journey.title, {}, std::nullopt};
    played_.failure->mismatch = {fmt::format("a folder {}", options_.folder.string()),
                                 error.message(), ""};
    return played_;
  }
  for (const JourneyStep& step : journey.steps) {
    const Verdict verdict = act(step.action);
    log(step, !verdict);
    if (!verdict) continue;
    const bool pictured = !take_picture(fmt::format("failed-line-{}", step.line));
    played_.failure = JourneyFailure{journey.file, step.line, step.statement, *verdict, {}};
    if (pictured) played_.failure->picture = played_.pictures.back();
    break;
  }
  std::ofstream(options_.folder / "steps.log") << log_;
  return std::move(played_);
}

void JourneyPlayer::log(const JourneyStep& step, bool held) {
  const auto tenths = played_.took.count() / 100;
  const std::string line =
      fmt::format("{:>7}.{} s  line {:>3}  {:<7}{:<44}  {}", tenths / 10, tenths % 10, step.line,
                  held ? "" : "FAILED", step.statement, stage_.screen());
  log_ += line + "\n";
  if (options_.say) options_.say(line);
}

void JourneyPlayer::pass(hal::Millis span) {
  stage_.advance(span);
  played_.took += span;
}

Verdict JourneyPlayer::until(hal::Millis within, hal::Millis step,
                             const std::function<Verdict()>& look) {
  hal::Millis left = within;
  while (true) {
    Verdict verdict = look();
    if (!verdict || left <= hal::Millis{0}) return verdict;
    const hal::Millis span = std::min(step, left);
    pass(span);
    left -= span;
  }
}

Verdict JourneyPlayer::wait_until(const journey::WaitUntil& wait) {
  Verdict verdict = until(wait.within, kWaitStep, [&] {
    if (wait.screen) return check(stage_, journey::ExpectScreen{*wait.screen});
    return check(stage_, journey::ExpectText{.text = *wait.text});
  });
  if (verdict) {
    verdict->expected += fmt::format(" within {} s", wait.within / hal::Seconds{1});
  }
  return verdict;
}

Verdict JourneyPlayer::take_picture(const std::string& name) {
  const auto file =
      options_.folder / fmt::format("{:02}-{}.png", played_.pictures.size() + 1, name);
  const auto drawn = stage_.picture(file);
  if (drawn) played_.pictures.push_back(file);
  return verdict_of(drawn, "a picture");
}

Verdict JourneyPlayer::connector_is_there(hal::EvseId evse) {
  const auto there = stage_.connectors();
  if (there.empty() || std::find(there.begin(), there.end(), evse) != there.end()) {
    return std::nullopt;
  }
  return Mismatch{fmt::format("a connector {}", evse),
                  fmt::format("the connectors {}", fmt::join(there, ", ")), ""};
}

Verdict JourneyPlayer::touch(const std::string& element) {
  Verdict verdict =
      until(kGrace, kTouchStep, [&] { return journey::check_touchable(stage_, element); });
  return verdict ? verdict : verdict_of(stage_.touch(element), "a button");
}

Verdict JourneyPlayer::go_to(const std::string& element) {
  if (Verdict verdict =
          until(kGrace, kTouchStep, [&] { return journey::check_touchable(stage_, element); })) {
    return verdict;
  }
  for (int presses = 0; presses < kMostPresses; ++presses) {
    if (stage_.focused() == element) return std::nullopt;
    const auto pressed = stage_.press(hal::Key::Meaning::next);
    if (!pressed) return verdict_of(pressed, "a keypad");
  }
  return Mismatch{"the arrow key to reach " + element, "it stands on " + stage_.focused(), ""};
}

Verdict JourneyPlayer::stay(hal::Millis span) {
  while (span > hal::Millis{0}) {
    const hal::Millis step = std::min(span, kStayStep);
    pass(step);
    span -= step;
    if (journey::check_touchable(stage_, kStillHere)) continue;
    if (Verdict verdict = verdict_of(stage_.touch(kStillHere), "a button")) return verdict;
  }
  return std::nullopt;
}

template <typename Statement>
Verdict JourneyPlayer::carry_out(const Statement& statement) {
  using namespace journey;
  if constexpr (std::is_same_v<Statement, Touch>) {
    return touch(statement.element);
  } else if constexpr (std::is_same_v<Statement, GoTo>) {
    return go_to(statement.element);
  } else if constexpr (std::is_same_v<Statement, Wait>) {
    return pass(statement.span), std::nullopt;
  } else if constexpr (std::is_same_v<Statement, Stay>) {
    return stay(statement.span);
  } else if constexpr (std::is_same_v<Statement, WaitUntil>) {
    return wait_until(statement);
  } else if constexpr (std::is_same_v<Statement, Picture>) {
    return take_picture(statement.name);
  } else if constexpr (requires { check(stage_, statement); }) {
    bool at_once = false;
    if constexpr (requires { statement.present; }) at_once = !statement.present;
    const bool asks_bank = std::is_same_v<Statement, ExpectBank> ||
                           std::is_same_v<Statement, ExpectReceiptMatchesBank>;
    return until(at_once ? hal::Millis{0} : kGrace, asks_bank ? kBankStep : kTouchStep,
                 [&] { return check(stage_, statement); });
  } else {
    if constexpr (requires { statement.evse; }) {
      if (Verdict missing = connector_is_there(statement.evse)) return missing;
    }
    return perform(stage_, statement);
  }
}

Verdict JourneyPlayer::act(const journey::Action& action) {
  return std::visit([&](const auto& statement) { return carry_out(statement); }, action);
}

}  // namespace kerb::kiosk
