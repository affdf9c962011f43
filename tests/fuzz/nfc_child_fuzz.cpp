// What the process that runs libnfc, or a card through it, can tell Kerb: a frame that is taken says
// the same when it is sent again, and a card that comes of it has a uid and an ATR of the right
// sizes.
#include <cstdlib>

#include "hal/libnfc/frame.hpp"
#include "hal/libnfc/target.hpp"

using namespace kerb::hal;          // NOLINT(google-build-using-namespace)
using namespace kerb::hal::libnfc;  // NOLINT(google-build-using-namespace)

namespace {

void demand(bool right) {
  if (!right) std::abort();
}

// A reader of PC/SC parts would take the ATR apart as pcscd does.
void look_at(const CardInField& card) {
  const std::size_t uid = card.uid.size();
  demand(uid == 4 || uid == 7 || uid == 10);
  demand(card.atr.size() >= 5 && card.atr.size() <= 33);
  demand(card.atr[0] == 0x3B && card.atr[1] == (0x80U | (card.atr.size() - 5)));
  unsigned check = 0;
  for (std::size_t i = 1; i < card.atr.size(); ++i) check ^= card.atr[i];
  demand(check == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const ByteView octets(data, size);
  const auto frame = frame_in(octets);
  if (!frame) return 0;
  demand(frame->payload.size() <= kMostPayload);
  demand(octets_of(*frame) == Bytes(octets.begin(), octets.end()));
  demand(millis_in(*frame) >= Millis{0} && millis_in(*frame) <= kLongestWait);
  for (const char c : failure_in(*frame).detail) demand(c >= 0x20 && c < 0x7F);
  if (frame->kind != FrameKind::card) return 0;
  const auto target = target_in(frame->payload);
  if (!target) return 0;
  demand(octets_of(*target) == frame->payload);
  demand(may_be_same(*target, *target));
  const auto card = card_of(*target);
  if (card) {
    look_at(*card);
  } else {
    demand(card.error().fault == ReaderFault::unreadable && !card.error().detail.empty());
  }
  return 0;
}
