// A PN532 on a serial port that is a pseudo terminal: what the real libnfc opens is a real port with
// a real chip to it. And everything that goes wrong with chips and cables.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include "tests/interop/pn532/chip.hpp"

namespace kerb::interop {

// What the chip does instead of answering.
enum class Mischief {
  none,
  silence,       // takes commands and says nothing, not even that it has heard
  stops_midway,  // says that it has heard, and nothing more
  trickle,  // begins an answer, one octet every 50 ms, which keeps the library waiting for ever
  noise,    // octets that are no frame
  node_address,  // says that a node address follows (bit 80 of the status): libnfc calls abort()
  empty_ats,     // tells of an answer to select of no octets: libnfc subtracts one from that
};

// Plugged in from the beginning. One thread; the chip has its own.
class Pn532Port {
 public:
  explicit Pn532Port(std::filesystem::path path);
  ~Pn532Port();
  Pn532Port(const Pn532Port&) = delete;
  Pn532Port& operator=(const Pn532Port&) = delete;

  // The cable. Whoever has the port open gets an error; the path is gone until the next plug().
  void unplug();
  void plug();

  RadioField& field() { return field_; }
  void misbehave(Mischief how) { mischief_ = how; }
  const std::filesystem::path& path() const { return path_; }
  // Commands that the chip has taken, ever.
  int commands() const { return commands_; }
  // The chip was asked to look for a card without end.
  bool was_asked_for_ever() const { return asked_for_ever_; }

 private:
  void serve();
  void respond(hal::ByteView command);
  void say(hal::ByteView octets) const;
  void trickle(std::uint8_t answer_code) const;

  const std::filesystem::path path_;
  RadioField field_;
  Pn532Chip chip_{field_};
  std::atomic<Mischief> mischief_{Mischief::none};
  std::atomic<int> commands_{0};
  std::atomic<bool> asked_for_ever_{false};
  std::atomic<bool> plugged_{false};
  int chips_end_ = -1;
  int hosts_end_ = -1;  // kept open: without anybody there the chip's end would tell of an error
  std::thread thread_;
};

}  // namespace kerb::interop
