// stand_in_everest --port N [--host NAME] [--user NAME --password-file FILE] [--ca FILE]
//                  [--prefix TEXT] [--evses N] [--faster N] [--store] [--ocpp] [--ocpp16] [--dc]
//                  [--plug-in-timeout] [--connection-timeout SECONDS] [--card UID]...
//
// Prints {"ready":true} when it speaks, and then obeys the lines of its standard input (commands.hpp),
// with one line of JSON for each. Ends with its standard input, or at SIGTERM or SIGINT.
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

#include "tests/stand_in_everest/commands.hpp"

namespace {

using namespace kerb::stand_in_everest;

int number_from(const std::string& text, int least, int most) {
  int value = -1;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ptr != text.data() + text.size() || value < least || value > most) {
    throw std::runtime_error("not " + std::to_string(least) + " to " + std::to_string(most) + ": " +
                             text);
  }
  return value;
}

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error("cannot read " + file);
  return line;
}

bool read_switch(Settings& settings, const std::string& name) {
  if (name == "--store") return settings.store = true;
  if (name == "--ocpp") return settings.ocpp = true;
  if (name == "--ocpp16") return settings.ocpp = settings.ocpp16 = true;
  if (name == "--dc") return settings.dc = true;
  if (name == "--plug-in-timeout") return settings.plug_in_timeout = true;
  return false;
}

void read_value(Settings& settings, const std::string& name, const std::string& value) {
  if (name == "--host") {
    settings.broker.host = value;
  } else if (name == "--port") {
    settings.broker.port = number_from(value, 1, 65535);
  } else if (name == "--user") {
    settings.broker.user = value;
  } else if (name == "--password-file") {
    settings.broker.password = first_line(value);
  } else if (name == "--ca") {
    settings.broker.ca_file = value;
  } else if (name == "--prefix") {
    settings.prefix = value;
  } else if (name == "--evses") {
    settings.evses = number_from(value, 1, 64);
  } else if (name == "--faster") {
    settings.faster = number_from(value, 1, 1000);
  } else if (name == "--connection-timeout") {
    settings.connection_timeout = Milliseconds(1000 * number_from(value, 1, 3600));
  } else if (name == "--card") {
    settings.cards.insert(value);
  } else {
    throw std::runtime_error("unknown: " + name);
  }
}

Settings read_settings(int count, char** words) {
  Settings settings;
  for (int i = 1; i < count; ++i) {
    const std::string name = words[i];
    if (read_switch(settings, name)) continue;
    if (i + 1 >= count) throw std::runtime_error("unknown or without a value: " + name);
    read_value(settings, name, words[++i]);
  }
  return settings;
}

void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

// Before any thread starts: the signals then come here and nowhere else.
int signals_of_the_end() {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTERM);
  sigaddset(&mask, SIGINT);
  pthread_sigmask(SIG_BLOCK, &mask, nullptr);
  return ::signalfd(-1, &mask, SFD_CLOEXEC);
}

void obey_until_the_end(Station& station, int signals) {
  std::string unread;
  for (;;) {
    pollfd ends[2] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    if (::poll(ends, 2, -1) < 0) continue;
    if (ends[0].revents != 0) return;
    char some[4096];
    const ssize_t got = ::read(STDIN_FILENO, some, sizeof some);
    if (got <= 0) return;
    unread.append(some, static_cast<std::size_t>(got));
    for (std::size_t end; (end = unread.find('\n')) != std::string::npos;) {
      const std::string line = unread.substr(0, end);
      unread.erase(0, end + 1);
      if (!line.empty()) say(obey(station, line));
    }
  }
}

}  // namespace

int main(int count, char** words) {
  try {
    const int signals = signals_of_the_end();
    Station station(read_settings(count, words));
    say(R"({"ready":true})");
    obey_until_the_end(station, signals);
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "stand_in_everest: %s\n", problem.what());
    return 2;
  }
}
