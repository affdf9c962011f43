// Octets that held what a card said are overwritten before their memory goes back: a core dump, or
// the next owner of that memory, must not find a card number in it.
#pragma once

#include <cstring>

#include "hal/bytes.hpp"

namespace kerb::hal {

// A store that the optimiser may not leave out.
inline void wipe(std::span<std::uint8_t> octets) {
  if (!octets.empty()) ::explicit_bzero(octets.data(), octets.size());
}

// Wipes someone else's octets when it leaves scope, on every way out. They must outlive it, and
// must not have grown meanwhile: a vector that grows leaves its old memory behind.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(Bytes& octets) : octets_(octets) {}
  ~WipeAtEnd() { wipe(octets_); }
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

 private:
  Bytes& octets_;
};

}  // namespace kerb::hal
