// The real mosquitto, started for a test on a free port of 127.0.0.1 with a configuration of its own,
// and stopped after it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "hal/error.hpp"

namespace kerb::interop {

// Threading: one thread.
class BrokerService {
 public:
  struct Wishes {
    bool tls = false;       // with a certificate for localhost and 127.0.0.1, made for this broker
    bool password = false;  // nobody without one: kUser with password()
  };
  // Listening. Errors: broker.not_started, with the end of its log.
  static hal::Result<std::unique_ptr<BrokerService>> create(Wishes wishes);
  static hal::Result<std::unique_ptr<BrokerService>> create() { return create(Wishes()); }
  ~BrokerService();
  BrokerService(const BrokerService&) = delete;
  BrokerService& operator=(const BrokerService&) = delete;

  // Once more on the same port, after stop() or crash().
  hal::Result<void> start();
  void stop();   // in good order
  void crash();  // SIGKILL

  int port() const { return port_; }
  pid_t pid() const { return pid_; }
  static constexpr const char* kUser = "kiosk";
  std::string password() const { return wishes_.password ? password_ : std::string(); }
  // Mode 0600. Only with a password.
  std::filesystem::path password_file() const { return folder_ / "password.txt"; }
  // Only with TLS.
  std::filesystem::path ca_file() const { return folder_ / "ca.pem"; }
  const std::filesystem::path& folder() const { return folder_; }
  std::string log() const;

 private:
  BrokerService(std::filesystem::path folder, Wishes wishes);
  hal::Result<void> prepare();
  hal::Error not_started(const std::string& tried) const;
  void end(int signal);

  const std::filesystem::path folder_;
  const Wishes wishes_;
  const std::string password_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace kerb::interop
