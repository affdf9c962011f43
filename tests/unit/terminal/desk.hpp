// A terminal on a desk, and a till that says octets and hears octets, in a time that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "hal/simulated/terminal/terminal.hpp"

namespace kerb::hal::simulated::terminal {

using Heard = std::vector<std::string>;  // messages in hex without blanks; "cut" for the end

inline std::string without_blanks(std::string_view hex) {
  return to_hex(from_hex(hex).value());
}

inline Settings settings_of(std::string_view profile) {
  Settings settings;
  settings.profile = *profile_named(profile);
  return settings;
}

class Desk {
 public:
  explicit Desk(Settings settings) : terminal(std::move(settings)) { terminal.connected(); }
  explicit Desk(std::string_view profile = "generic") : Desk(settings_of(profile)) {}

  // The messages that come at once.
  Heard say(std::string_view hex) { return heard(terminal.hear(from_hex(hex).value(), now)); }
  Heard ack() { return say("80 00 00"); }
  // Time passes; what the terminal says meanwhile.
  Heard pass(Millis span) {
    Heard all;
    const Monotonic until = now.monotonic + span;
    for (auto at = terminal.wake_at(); at && *at <= until; at = terminal.wake_at()) {
      move_to(std::max(*at, now.monotonic));
      append(all, heard(terminal.wake(now)));
    }
    move_to(until);
    append(all, heard(terminal.wake(now)));
    return all;
  }
  // Says an order, acknowledges every message, and waits up to two minutes for each.
  Heard order(std::string_view hex) {
    Heard all = say(hex);
    finish(all);
    return all;
  }
  Heard tap(std::string_view card, Millis stays = Millis{0}) {
    return heard(terminal.tap(*card_named(card), stays, now));
  }
  Heard heard(const Moves& moves) {
    Heard all;
    for (const Move& move : moves) {
      if (std::holds_alternative<HangUp>(move)) {
        all.emplace_back("cut");
        terminal.gone(now);
        terminal.connected();
      } else {
        all.push_back(to_hex(std::get<Send>(move).octets));
      }
    }
    return all;
  }
  // Until the dialogue is over, or waits for somebody without end.
  void finish(Heard& all) {
    bool answered = false;  // the last message, and nothing came yet
    while (terminal.running()) {
      const bool answers = !all.empty() && !all.back().starts_with("80") && all.back() != "cut";
      const Heard more = answers && !answered ? ack() : pass_to_next();
      answered = answers && more.empty();
      if (more.empty() && !terminal.wake_at()) return;
      append(all, more);
    }
  }
  Heard pass_to_next() {
    const auto at = terminal.wake_at();
    return at ? pass(std::max(Millis{0}, *at - now.monotonic)) : Heard{};
  }

  static void append(Heard& all, const Heard& more) {
    all.insert(all.end(), more.begin(), more.end());
  }

  Terminal terminal;
  Moment now{Monotonic(Millis(1'000)), Utc(Millis(1'795'000'000'000))};

 private:
  void move_to(Monotonic at) {
    now.utc += at - now.monotonic;
    now.monotonic = at;
  }
};

inline bool any_starts_with(const Heard& heard, std::string_view beginning) {
  const std::string wanted = without_blanks(beginning);
  return std::any_of(heard.begin(), heard.end(),
                     [&](const std::string& one) { return one.starts_with(wanted); });
}

}  // namespace kerb::hal::simulated::terminal
