#include "kiosk/doctor/terminal.hpp"

#include <fmt/format.h>

namespace kerb::kiosk::doctor {
namespace {

constexpr std::uint8_t kDayNotEnded = 0xF0;  // terminal status: reconciliation required

// A cable that ends in this machine. Whether it may be opened, the terminal's finding says.
Finding look_at_cable(const std::string& device, int speed) {
  return {
      "terminal link", Verdict::pass, fmt::format("a cable at {}, {} bit/s", device, speed), {}};
}

Finding look_at_link(const hal::zvt::TerminalSettings& settings) {
  if (!settings.device.empty()) return look_at_cable(settings.device, settings.speed);
  const std::string& host = settings.host;
  if (hal::zvt::is_local_address(host)) {
    return {"terminal link", Verdict::pass, host + " is on a link of this machine", {}};
  }
  return {"terminal link", Verdict::warn,
          host + " may be reached by others, and ZVT has no protection of its own",
          "Put the terminal on a link or VLAN that only this machine shares, and name it by its "
          "address there."};
}

Finding look_at_settings(const CardTerminalSeen& seen, const hal::zvt::TerminalSettings& settings) {
  const hal::zvt::Portrait& who = seen.portrait;
  const std::string name = who.device.empty() ? std::string("a terminal") : who.device;
  Finding finding{"terminal",
                  Verdict::pass,
                  fmt::format("{} {}, id {}, software {}, {} open", name, who.serial,
                              who.terminal_id, who.software, seen.open_reservations),
                  {}};
  if (who.status == kDayNotEnded) {
    finding.verdict = Verdict::warn;
    finding.seen += ": it wants its end of day";
    finding.remedy = "Let it run its end of day; with reservations open it may refuse.";
  } else if (settings.terminal_id.empty() && settings.serial.empty()) {
    finding.verdict = Verdict::warn;
    finding.remedy = fmt::format(
        "Write terminal_id = \"{}\" into [terminal]: then an exchanged terminal is noticed.",
        who.terminal_id);
  } else if (!seen.tells_cards) {
    finding.verdict = Verdict::warn;
    finding.seen += "; it cannot tell whether a card is there";
    finding.remedy = "Drivers have to choose \"pay by card\" first; newer software may know it.";
  }
  return finding;
}

}  // namespace

std::vector<Finding> examine_terminal(const Config& config, const Probes& probes) {
  if (!config.terminal.used) return {};
  std::vector<Finding> findings{look_at_link(config.terminal.settings)};
  if (!probes.terminal) return findings;
  const auto seen = probes.terminal(config);
  if (!seen) {
    findings.push_back({"terminal", Verdict::fail, seen.error().tried, seen.error().remedy});
    return findings;
  }
  findings.push_back(look_at_settings(*seen, config.terminal.settings));
  for (const std::string& concern : seen->concerns) {
    findings.push_back({"terminal books", Verdict::warn, concern,
                        "Compare the terminal's own journal, and book or reverse it there."});
  }
  return findings;
}

}  // namespace kerb::kiosk::doctor
