// The real mosquitto, started for a test on a free port of 127.0.0.1 and stopped after it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "hal/error.hpp"

namespace kerb::interop {

class MosquittoService {
 public:
  struct Wishes {
    std::string user;  // then anonymous clients are refused
    std::string password;
    std::filesystem::path certificate;  // of the broker: then it speaks TLS only
    std::filesystem::path key;
    std::filesystem::path ca;  // of clients: then they need a certificate of this
  };
  // Ready for clients. Errors: mosquitto.not_started.
  static hal::Result<std::unique_ptr<MosquittoService>> create(const Wishes& wishes);
  static hal::Result<std::unique_ptr<MosquittoService>> create() { return create(Wishes()); }
  ~MosquittoService();
  MosquittoService(const MosquittoService&) = delete;
  MosquittoService& operator=(const MosquittoService&) = delete;

  void crash();               // SIGKILL
  hal::Result<void> start();  // once more, at the same port
  int port() const { return port_; }

 private:
  MosquittoService(std::filesystem::path folder, int port);

  const std::filesystem::path folder_;
  const int port_;
  pid_t pid_ = -1;
};

}  // namespace kerb::interop
