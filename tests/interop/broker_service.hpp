// A mosquitto for one test, with everything that it and its clients need to trust each other.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/interop/mosquitto_service.hpp"

namespace kerb::interop {

// Threading: one thread.
class BrokerService {
 public:
  struct Wishes {
    bool tls = false;       // with a certificate for localhost and 127.0.0.1, made for this broker
    bool password = false;  // nobody without one: kUser with password()
  };
  // Listening. Errors: mosquitto.not_started.
  static hal::Result<std::unique_ptr<BrokerService>> create(Wishes wishes);
  static hal::Result<std::unique_ptr<BrokerService>> create() { return create(Wishes()); }
  ~BrokerService();
  BrokerService(const BrokerService&) = delete;
  BrokerService& operator=(const BrokerService&) = delete;

  void crash() { mosquitto_->crash(); }
  hal::Result<void> start() { return mosquitto_->start(); }  // once more, at the same port
  int port() const { return mosquitto_->port(); }

  static constexpr const char* kUser = "kiosk";
  const std::string& password() const { return password_; }
  // Mode 0600. Only with a password.
  std::filesystem::path password_file() const { return folder_ / "password.txt"; }
  // Only with TLS.
  std::filesystem::path ca_file() const { return folder_ / "ca.pem"; }
  // Also for what the test writes; gone after it.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit BrokerService(std::filesystem::path folder);

  const std::filesystem::path folder_;
  const std::string password_;
  std::unique_ptr<MosquittoService> mosquitto_;
};

}  // namespace kerb::interop
