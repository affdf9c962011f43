// Octets that must never be seen: track data, keys. They are wiped when they leave scope, cannot be
// printed or compared by accident, and have to be asked for by name: reveal() is what a review
// looks for.
#pragma once

#include <utility>

#include "hal/bytes.hpp"

namespace kerb::payment {

class Secret {
 public:
  Secret() = default;
  explicit Secret(hal::Bytes octets) : octets_(std::move(octets)) {}
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept : octets_(std::move(other.octets_)) { other.octets_.clear(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  // The only way in; the result must not outlive this object nor be copied into a log, journal or
  // message other than the encrypted request that it is for.
  hal::ByteView reveal() const { return octets_; }
  bool empty() const { return octets_.empty(); }

 private:
  void wipe() noexcept;  // a store that the optimiser may not remove
  hal::Bytes octets_;
};

}  // namespace kerb::payment
