// The stand-in bank as a child process: the simulator and the tests start it, tell it how to
// behave, and ask what it holds. The bank makes its own authority and keys in a folder at every
// start.
//
// Threading: one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "kiosk/simulator/stage.hpp"

namespace kerb::kiosk {

struct BankSettings {
  std::filesystem::path executable;  // build/tests/kerb_stand_in_bank
  std::filesystem::path folder;      // made when missing; gets ca.pem, key.txt (0600) and bank.log
  std::string merchant_id = "kerb_test";
  std::string declined_last_four = "0028";     // cards that have no money (51)
  std::string needs_owner_last_four = "0036";  // cards whose bank wants strong authentication (1A)
  hal::Seconds reversal_after{
      60};  // how old a lost authorisation must be before its timeout reversal
};

class BankProcess {
 public:
  // Starts the bank and waits until it listens, at most 10 seconds.
  // Errors: bank.not_started (why in `tried`), bank.not_ready.
  static hal::Result<std::unique_ptr<BankProcess>> start(const BankSettings& settings);
  // Ends the process that was started, and only that one.
  ~BankProcess();
  BankProcess(const BankProcess&) = delete;
  BankProcess& operator=(const BankProcess&) = delete;

  // Where a gateway::Account must point: host "localhost", this port, this authority and key file.
  std::string host() const { return "localhost"; }
  int port() const { return port_; }
  std::filesystem::path ca_file() const { return settings_.folder / "ca.pem"; }
  std::filesystem::path key_file() const { return settings_.folder / "key.txt"; }
  std::filesystem::path log_file() const { return settings_.folder / "bank.log"; }
  const std::string& merchant_id() const { return settings_.merchant_id; }

  // How the bank treats every request from now on. Errors: bank.control.
  hal::Result<void> mood(BankMood mood);
  // The same by the bank's own word, which knows more: normal, slow, unreachable, declines,
  // drops_before, drops_after, answers_html, error_502, answers_twice, garbage. `delay` is for
  // slow.
  hal::Result<void> mood(std::string_view word, hal::Millis delay);

  hal::Result<Stage::BankBook> book();
  // What the receipt service on the same machine serves there, "/r/…". Errors: bank.control.
  hal::Result<std::string> page(const std::string& path);
  // The last request to the payment API as JSON with the card data masked: {method, path, body}.
  hal::Result<std::string> last_request();
  // How many requests the payment API has got and accepted as genuine.
  hal::Result<int> request_count();

 private:
  explicit BankProcess(BankSettings settings) : settings_(std::move(settings)) {}
  hal::Result<void> spawn();
  hal::Result<void> await_ready();
  hal::Result<std::string> control(const std::string& method, const std::string& resource,
                                   const std::string& body);
  hal::Result<std::string> fetch(const std::string& url, const std::string& header,
                                 const std::string& post);

  BankSettings settings_;
  int pid_ = -1;
  int child_stdin_ = -1;  // the bank ends when this closes, so it cannot outlive us
  int child_stdout_ = -1;
  int port_ = 0;
  int control_port_ = 0;
  std::string token_;
};

}  // namespace kerb::kiosk
