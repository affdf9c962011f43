// stand_in_psp --folder DIR [--service stripe|mollie] [--until-stdin-closes]
//
// Writes ca.pem, control-ca.pem and the API key (key.txt, mode 0600) into the folder, and prints one
// line of JSON when it listens: {"port":…,"control_port":…,"token":"…"}. Ends at SIGTERM or SIGINT,
// and with --until-stdin-closes also when its standard input does.
#include <signal.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "tests/program_end.hpp"
#include "tests/secret_file.hpp"
#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_psp/control.hpp"
#include "tests/stand_in_psp/server.hpp"

namespace {

using namespace kerb::stand_in_psp;
using kerb::stand_in_bank::random_octets;
using kerb::stand_in_bank::to_hex;

struct Options {
  std::filesystem::path folder;
  Service service = Service::stripe;
  bool until_stdin_closes = false;
};

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
    } else if (name == "--service" && service_from_word(value)) {
      options.service = *service_from_word(value);
    } else {
      throw std::runtime_error("unknown: " + name + " " + value);
    }
  }
  if (options.folder.empty()) throw std::runtime_error("--folder is missing");
  return options;
}

int run(const Options& options) {
  const kerb::stand_in::ProgramEnd end;
  ::signal(SIGPIPE, SIG_IGN);
  std::filesystem::create_directories(options.folder);
  const std::string key =
      (options.service == Service::stripe ? "sk_test_" : "test_") + to_hex(random_octets(16));
  kerb::stand_in::write_secret_file(options.folder / "key.txt", key + "\n");
  Server server({options.service, key, options.folder / "ca.pem"});
  const std::string token = to_hex(random_octets(16));
  const Control control(server, token, options.folder / "control-ca.pem");
  const nlohmann::json ready = {
      {"port", server.port()}, {"control_port", control.port()}, {"token", token}};
  std::puts(ready.dump().c_str());
  std::fflush(stdout);
  end.wait(options.until_stdin_closes);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(read_options(count, words));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "stand_in_psp: %s\n", problem.what());
    return 2;
  }
}
