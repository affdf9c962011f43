#include "hal/apdu.hpp"

#include <fmt/format.h>

namespace kerb::hal {
namespace {

constexpr std::size_t kHeader = 4;
// A card needs one "6C" for a wrong length and a few "61"; one that asks for more is playing.
constexpr int kMostRounds = 16;

tl::unexpected<ReaderFailure> unreadable(std::string detail) {
  return tl::make_unexpected(ReaderFailure{ReaderFault::unreadable, std::move(detail)});
}

// Sends data as well as a header: then octet 5 is Lc, else it is Le.
bool carries_data(ByteView command) {
  return command.size() > kHeader + 1;
}

std::size_t length_with_data(ByteView command) {
  return kHeader + 1 + command[kHeader];
}

Bytes with_le(ByteView command, std::uint8_t le) {
  Bytes changed(command.begin(), command.end());
  const bool has_le = carries_data(command) ? command.size() > length_with_data(command)
                                            : command.size() == kHeader + 1;
  if (has_le) {
    changed.back() = le;
  } else {
    changed.push_back(le);
  }
  return changed;
}

}  // namespace

ReaderResult<Bytes> exchange_apdu(ByteView command, const ApduCarrier& carry) {
  if (command.size() < kShortestCommand || command.size() > kLongestCommand) {
    return unreadable(fmt::format("a command of {} octets is not a short APDU", command.size()));
  }
  Bytes next(command.begin(), command.end());
  Bytes whole;
  for (int round = 0; round < kMostRounds; ++round) {
    auto answer = carry(next);
    if (!answer) return answer;
    if (answer->size() < kShortestResponse || answer->size() > kLongestResponse) {
      return unreadable(fmt::format("a response of {} octets", answer->size()));
    }
    const std::uint8_t sw1 = (*answer)[answer->size() - 2];
    const std::uint8_t sw2 = answer->back();
    if (sw1 == 0x6C) {
      next = with_le(next, sw2);
      continue;
    }
    const bool more_waits = sw1 == 0x61;
    whole.insert(whole.end(), answer->begin(), answer->end() - (more_waits ? 2 : 0));
    if (whole.size() > kLongestResponse) return unreadable("a chained response beyond 258 octets");
    if (!more_waits) return whole;
    next = {0x00, 0xC0, 0x00, 0x00, sw2};  // GET RESPONSE
  }
  return unreadable("the card asks for more without end");
}

Bytes without_le_for_t0(ByteView command) {
  Bytes changed(command.begin(), command.end());
  if (command.size() == kHeader) changed.push_back(0x00);
  if (carries_data(command) && command.size() > length_with_data(command)) changed.pop_back();
  return changed;
}

}  // namespace kerb::hal
