// `kerb terminal`: a payment terminal on this desk, for tills other than Kerb, too.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "hal/simulated/terminal/orders.hpp"
#include "hal/simulated/terminal/server.hpp"
#include "hal/simulated/world/line_socket.hpp"
#include "kiosk/commands/commands.hpp"
#include "kiosk/runtime/ending.hpp"

namespace kerb::kiosk {
namespace {

namespace pt = hal::simulated::terminal;
using hal::simulated::LineListener;
using hal::simulated::LineSocket;

constexpr hal::Millis kTerminalSlice{50};  // how soon the end is noticed

std::optional<std::uint32_t> six_digits(const std::string& text) {
  if (text.size() != 6 || text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(std::stoul(text));
}

hal::Result<pt::Settings> terminal_settings(const TerminalCommand& command) {
  pt::Settings settings;
  settings.profile = *pt::profile_named(command.profile);
  settings.terminal_id = command.terminal;
  settings.by_receipt = command.by_receipt;
  if (command.receipts == "new") settings.profile.receipts = pt::Profile::Receipts::new_one;
  if (command.receipts == "same") settings.profile.receipts = pt::Profile::Receipts::same;
  if (command.order == "status") settings.profile.order = pt::Profile::Order::status_first;
  if (command.order == "print") settings.profile.order = pt::Profile::Order::print_first;
  if (command.password.empty()) return settings;
  settings.password = six_digits(command.password);
  if (settings.password) return settings;
  return hal::failure("terminal.password", "reading --password", "give six digits");
}

// Before it says that it is ready: what the file holds counts from the first order on.
hal::Result<void> keep_turnover(pt::Server& server, const std::filesystem::path& file) {
  if (file.empty() ||
      server.obey("keep " + file.string()).find("\"ok\":true") != std::string::npos) {
    return {};
  }
  return hal::failure("terminal.turnover", "reading the turnover store in " + file.string(),
                      "name a file that `kerb terminal` wrote, or one that is not there yet");
}

// One guest after the other, as long as he stays.
void serve_orders(const LineListener& listener, pt::Server& server) {
  std::optional<LineSocket> guest;
  std::string line;
  while (!told_to_end()) {
    if (!guest) {
      const int came = listener.accept(kTerminalSlice);
      if (came >= 0) guest.emplace(came);
      continue;
    }
    const auto heard = guest->receive(line, kTerminalSlice);
    const bool stays =
        heard != LineSocket::Heard::gone &&
        (heard == LineSocket::Heard::nothing || guest->send(server.obey(line), hal::Seconds{1}));
    if (!stays) guest.reset();
  }
}

// Until standard input ends; then until a signal does it.
void obey_standard_input(pt::Server& server) {
  std::string unread;
  bool open = true;
  while (!told_to_end()) {
    pollfd input{open ? STDIN_FILENO : -1, POLLIN, 0};
    if (::poll(&input, 1, static_cast<int>(kTerminalSlice.count())) <= 0) continue;
    std::array<char, 4096> some{};
    const ssize_t count = ::read(STDIN_FILENO, some.data(), some.size());
    if (count <= 0) {
      open = false;
      continue;
    }
    unread.append(some.data(), static_cast<std::size_t>(count));
    for (std::size_t end = unread.find('\n'); end != std::string::npos; end = unread.find('\n')) {
      const std::string line = unread.substr(0, end);
      unread.erase(0, end + 1);
      if (!line.empty()) std::cout << server.obey(line) << std::endl;
    }
    if (unread.size() > hal::simulated::kLongestLine) unread.clear();
  }
}

}  // namespace

std::string terminal_help() {
  std::string help =
      "Listens on 127.0.0.1 for one till (an ECR) that speaks ZVT over TCP. No money moves, and "
      "the\n"
      "cards are made up. Its first line on standard output is {\"ready\":true,\"port\":N}; then "
      "it obeys\n"
      "the lines of its standard input, and of whoever connects to --control, with one line of "
      "JSON "
      "for\neach. Ends at SIGINT or SIGTERM.\n\nProfiles:\n";
  for (const pt::Profile& profile : pt::profiles()) {
    help += fmt::format("  {:<8}  {} (port {})\n", profile.name, profile.what, profile.port);
  }
  return help + "\nOrders:\n" + std::string(pt::kOrders) + "\nCards:\n" + [] {
    std::string cards;
    for (const pt::Card& card : pt::cards()) {
      cards += fmt::format("  {:<11} {}\n", card.name, card.what);
    }
    return cards;
  }();
}

int terminal_command(const TerminalCommand& command) {
  const auto settings = terminal_settings(command);
  if (!settings) {
    complain(settings.error());
    return 2;
  }
  heed_ending_signals();
  std::optional<LineListener> control;
  if (!command.control.empty()) {
    auto opened = LineListener::open(command.control);
    if (!opened) return complain(opened.error());
    control.emplace(std::move(*opened));
  }
  const hal::SystemClock clock;
  const auto port = command.port.value_or(settings->profile.port);
  const auto server = pt::Server::open(port, *settings, clock);
  if (!server) return complain(server.error());
  if (const auto kept = keep_turnover(**server, command.turnover); !kept) {
    return complain(kept.error());
  }
  std::cout << fmt::format(R"({{"ready":true,"port":{}}})", (*server)->port()) << std::endl;
  std::thread desk;
  if (control) desk = std::thread([&] { serve_orders(*control, **server); });
  obey_standard_input(**server);
  if (desk.joinable()) desk.join();
  return 0;
}

}  // namespace kerb::kiosk
