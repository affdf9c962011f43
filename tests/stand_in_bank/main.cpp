// stand_in_bank --folder DIR [--merchant ID] [--decline-last4 NNNN] [--owner-last4 NNNN]
// [--reversal-after SECONDS]
//               [--index-lag SECONDS] [--until-stdin-closes]
//
// Prints one line of JSON when it listens: {"port":…,"control_port":…,"token":"…"}. Ends at SIGTERM
// or SIGINT, and with --until-stdin-closes also when its standard input does.
#include <signal.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/program_end.hpp"
#include "tests/secret_file.hpp"
#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_bank/server.hpp"

namespace {

using namespace kerb::stand_in_bank;

struct Options {
  std::filesystem::path folder;
  std::string merchant = "kerb_test";
  BankRules rules;
  bool until_stdin_closes = false;
};

std::int64_t seconds_from(const std::string& text) {
  std::int64_t seconds = -1;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end.ptr != text.data() + text.size() || seconds < 0 || seconds > 3600) {
    throw std::runtime_error("not 0 to 3600 seconds: " + text);
  }
  return seconds;
}

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string name = words[i];
    if (name == "--until-stdin-closes") {
      options.until_stdin_closes = true;
      continue;
    }
    if (i + 1 >= count) throw std::runtime_error("unknown or without a value: " + name);
    const std::string value = words[++i];
    if (name == "--folder") {
      options.folder = value;
    } else if (name == "--merchant") {
      options.merchant = value;
    } else if (name == "--decline-last4") {
      options.rules.declined_last_four = value;
    } else if (name == "--owner-last4") {
      options.rules.needs_owner_last_four = value;
    } else if (name == "--reversal-after") {
      options.rules.reversal_after = seconds_from(value);
    } else if (name == "--index-lag") {
      options.rules.index_lag = seconds_from(value);
    } else {
      throw std::runtime_error("unknown: " + name);
    }
  }
  if (options.folder.empty()) throw std::runtime_error("--folder is missing");
  return options;
}

std::string key_id() {
  std::string id = to_hex(random_octets(16));
  for (const std::size_t at : {8, 13, 18, 23}) id.insert(at, 1, '-');
  return id;
}

int run(const Options& options) {
  const kerb::stand_in::ProgramEnd end;
  ::signal(SIGPIPE, SIG_IGN);

  std::filesystem::create_directories(options.folder);
  const std::string id = key_id();
  const std::string secret = random_octets(32);
  kerb::stand_in::write_secret_file(
      options.folder / "key.txt",
      "key_id = " + id + "\nshared_secret = " + to_base64(secret) + "\n");
  const std::string token = to_hex(random_octets(16));
  Server server(make_identity(options.folder / "ca.pem"), options.rules,
                TokenCheck(id, secret, options.merchant), token, options.folder / "bank.log");

  const nlohmann::json ready = {
      {"port", server.port()}, {"control_port", server.control_port()}, {"token", token}};
  std::puts(ready.dump().c_str());
  std::fflush(stdout);
  end.wait(options.until_stdin_closes);
  server.stop();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(read_options(count, words));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "stand_in_bank: %s\n", problem.what());
    return 2;
  }
}
