// The only source of chance: a seed gives the same numbers for ever, on every machine.
#pragma once

#include <cstdint>

namespace kerb::torture {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): every bit of the result depends on every bit.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(mix(seed)) {}

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15U); }
  // 0 to bound - 1; the tiny bias of a remainder does no harm here.
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>((next() >> 1U) % static_cast<std::uint64_t>(bound));
  }
  // Both ends included.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + below(most - least + 1);
  }
  bool one_in(std::int64_t bound) { return below(bound) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace kerb::torture
