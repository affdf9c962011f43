#include "tests/stand_in_everest/bus.hpp"

#include <fmt/format.h>

#include <random>

namespace kerb::stand_in_everest {

std::string make_uuid() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  const std::uint64_t high = (random() & ~0xF000ULL) | 0x4000ULL;
  const std::uint64_t low = (random() & ~(0xC000ULL << 48U)) | (0x8000ULL << 48U);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace kerb::stand_in_everest
