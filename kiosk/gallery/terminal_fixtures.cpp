#include "kiosk/gallery/terminal_fixtures.hpp"

namespace kerb::kiosk::gallery {

std::vector<Fixture> terminal_fixtures(const Snapshot& tap, const Snapshot& authorising) {
  std::vector<Fixture> all;
  Snapshot beside = tap;
  std::get<TapModel>(beside.screen).at_terminal = true;
  all.push_back({"tap.at_terminal", beside});
  Snapshot there = authorising;
  for (const auto& [name, step] :
       {std::pair{"authorising.terminal", TerminalStep::follow},
        std::pair{"authorising.terminal_present", TerminalStep::present},
        std::pair{"authorising.terminal_remove", TerminalStep::remove},
        std::pair{"authorising.terminal_pin", TerminalStep::pin},
        std::pair{"authorising.terminal_wrong_pin", TerminalStep::wrong_pin},
        std::pair{"authorising.terminal_refused", TerminalStep::refused}}) {
    std::get<AuthorisingModel>(there.screen).terminal = step;
    std::get<AuthorisingModel>(there.screen).may_cancel = true;
    all.push_back({name, there});
  }
  return all;
}

}  // namespace kerb::kiosk::gallery
