// The real pcscd, started for a test with the reader of tests/interop/ifd and stopped after it.
//
// There can only be one pcscd for a /run. Where the kernel allows it this one gets a /run of its
// own, in a mount namespace, so that the pcscd of the machine is not disturbed; elsewhere (a plain
// container or chroot) it is started as it is, provided that none is running. The client library
// finds it through the environment (PCSCLITE_CSOCK_NAME), which processes started by the test
// inherit.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "hal/error.hpp"

namespace kerb::interop {

// One in a process at a time, from one thread, before anything in the process has called the PC/SC
// library: it remembers the first socket that it was told of. Each start in a process uses the same
// one.
class PcscdService {
 public:
  // Ready for clients, with the reader plugged in. Errors: pcscd.not_started, with the end of its
  // log.
  static hal::Result<std::unique_ptr<PcscdService>> create();
  ~PcscdService();
  PcscdService(const PcscdService&) = delete;
  PcscdService& operator=(const PcscdService&) = delete;

  enum class Readers { one, none, two };
  // Once more, after stop() or crash().
  hal::Result<void> start(Readers readers = Readers::one);
  void stop();   // in good order
  void crash();  // SIGKILL: its socket stays behind

  // The first reader's plug: its driver notices within 0.1 s. pcscd goes on listing a reader whose driver
  // reports it gone; a list that really has none is start(Readers::none).
  void plug_reader();
  void unplug_reader();

  // Where a VirtualPicc connects.
  std::filesystem::path socket() const;
  std::filesystem::path second_socket() const;
  std::string log() const;
  static constexpr const char* kReaderName = "Kerb Test PICC 00 00";
  static constexpr const char* kSecondReaderName = "Kerb Test PICC 01 00";

 private:
  explicit PcscdService(std::filesystem::path folder) : folder_(std::move(folder)) {}

  hal::Result<void> wait_until_ready(Readers readers);
  hal::Error not_started(const std::string& tried) const;
  void write_reader_conf(Readers readers) const;
  void end(int signal);

  const std::filesystem::path folder_;
  std::filesystem::path service_socket_;
  pid_t pid_ = -1;
};

}  // namespace kerb::interop
