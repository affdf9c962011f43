// stand_in_charger --socket PATH [--speed 1..600] --evse ID:CONNECTOR:WATTS [--evse …]
//                  [--until-stdin-closes]
//
// Prints one line of JSON when it listens: {"socket":…}. Ends at SIGTERM or SIGINT, and with
// --until-stdin-closes also when its standard input does.

#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hal/simulated/fast_clock.hpp"
#include "hal/simulated/station_pulse.hpp"
#include "hal/simulated/world/world_server.hpp"
#include "tests/program_end.hpp"

namespace {

using namespace kerb::
    hal;  // NOLINT(google-build-using-namespace) a small program about nothing else

constexpr Millis kBeat{2};

struct Options {
  std::filesystem::path socket;
  int speed = 1;
  std::vector<Evse> evses;
  bool until_stdin_closes = false;
};

int number_in(std::string_view text, int least, int most) {
  int number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size() || number < least ||
      number > most) {
    throw std::runtime_error("not a whole number in its range: " + std::string(text));
  }
  return number;
}

ConnectorKind connector_in(std::string_view word) {
  constexpr std::array<std::string_view, 4> kWords{"ccs2", "type2", "chademo", "nacs"};
  for (std::size_t at = 0; at < kWords.size(); ++at) {
    if (kWords[at] == word) return static_cast<ConnectorKind>(at);
  }
  throw std::runtime_error("no such connector: " + std::string(word));
}

Evse evse_in(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) {
    throw std::runtime_error("not ID:CONNECTOR:WATTS: " + std::string(text));
  }
  return {.id = number_in(text.substr(0, first), 1, 999),
          .connector = connector_in(text.substr(first + 1, second - first - 1)),
          .max_power = {number_in(text.substr(second + 1), 1'000, 1'000'000)}};
}

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = words[i];
    if (name == "--until-stdin-closes") {
      options.until_stdin_closes = true;
      continue;
    }
    if (i + 1 >= count) {
      throw std::runtime_error("unknown or without a value: " + std::string(name));
    }
    const std::string_view value = words[++i];
    if (name == "--socket") {
      options.socket = value;
    } else if (name == "--speed") {
      options.speed = number_in(value, 1, 600);
    } else if (name == "--evse") {
      options.evses.push_back(evse_in(value));
    } else {
      throw std::runtime_error("unknown: " + std::string(name));
    }
  }
  if (options.socket.empty() || options.evses.empty()) {
    throw std::runtime_error("--socket and --evse are needed");
  }
  return options;
}

int run(const Options& options) {
  const kerb::stand_in::ProgramEnd end;

  const simulated::FastClock clock(options.speed);
  simulated::Station station(options.evses);
  simulated::Reader reader;
  const auto server = simulated::WorldServer::open(options.socket, station, reader, clock);
  if (!server) throw std::runtime_error(server.error().sentence());
  const simulated::StationPulse pulse(station, clock, kBeat);
  std::puts(simulated::line_of({{"socket", options.socket.string()}}).c_str());
  std::fflush(stdout);
  end.wait(options.until_stdin_closes);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(read_options(count, words));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "stand_in_charger: %s\n", problem.what());
    return 2;
  }
}
