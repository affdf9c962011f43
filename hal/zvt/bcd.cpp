#include "hal/zvt/bcd.hpp"

#include <cassert>

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kMostBcdOctets = 9;
constexpr std::uint64_t kHundred = 100;

}  // namespace

std::optional<std::uint64_t> from_bcd(ByteView octets) {
  if (octets.size() > kMostBcdOctets) return std::nullopt;
  std::uint64_t number = 0;
  for (const std::uint8_t octet : octets) {
    const unsigned high = octet >> 4U;
    const unsigned low = octet & 0x0FU;
    if (high > 9 || low > 9) return std::nullopt;
    number = number * kHundred + high * 10 + low;
  }
  return number;
}

void append_bcd(Bytes& out, std::uint64_t number, std::size_t size) {
  const std::size_t start = out.size();
  out.resize(start + size);
  for (std::size_t i = size; i > 0; --i) {
    const auto pair = static_cast<unsigned>(number % kHundred);
    out[start + i - 1] = static_cast<std::uint8_t>(pair / 10 << 4U | pair % 10);
    number /= kHundred;
  }
  assert(number == 0);
}

}  // namespace kerb::hal::zvt
