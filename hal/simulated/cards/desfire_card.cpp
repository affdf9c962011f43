#include "hal/simulated/cards/desfire_card.hpp"

#include <utility>

#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

// ISO/IEC 7816-4 and the card's own words, in their wrapped form.
constexpr std::uint16_t kNoSuchFile = 0x6A82;
constexpr std::uint16_t kNoSuchClass = 0x6E00;
constexpr std::uint16_t kBadLength = 0x6700;
constexpr std::uint16_t kDone = 0x9100;
constexpr std::uint16_t kMoreFrames = 0x91AF;
constexpr std::uint16_t kIllegalCommand = 0x911C;

class DesfireCard final : public VirtualCard {
 public:
  explicit DesfireCard(Bytes uid) : uid_(std::move(uid)) {}

  Bytes atr() const override { return hex("3B8180018080"); }
  Bytes uid() const override { return uid_; }
  bool speaks_apdu() const override { return true; }

  void power_up() override {
    next_frame_ = 0;
    if (uid_.size() != 4) return;
    drawn_ = drawn_ * 1664525U + 1013904223U;
    for (unsigned i = 1; i < 4; ++i) uid_[i] = static_cast<std::uint8_t>(drawn_ >> (8U * i));
  }

  Bytes answer(ByteView command) override {
    if (command.size() < 4) return with_status({}, kBadLength);
    const unsigned frame = std::exchange(next_frame_, 0U);
    if (command[0] == 0x00 && command[1] == 0xA4) return with_status({}, kNoSuchFile);
    if (command[0] != 0x90) return with_status({}, kNoSuchClass);
    if (command[1] == 0x60) return version(1);
    if (command[1] == 0xAF && frame > 0) return version(frame + 1);
    return with_status({}, kIllegalCommand);
  }

 private:
  // GetVersion in three frames: the hardware, the software (EV1, 4 KB), and whose it is.
  Bytes version(unsigned frame) {
    next_frame_ = frame < 3 ? frame : 0;
    if (frame == 1) return with_status(hex("04010101001805"), kMoreFrames);
    if (frame == 2) return with_status(hex("04010101041805"), kMoreFrames);
    const Bytes number = uid_.size() == 7 ? uid_ : Bytes(7, 0x00);
    return with_status(join({number, hex("BA34514490 12 15")}), kDone);
  }

  Bytes uid_;
  unsigned next_frame_ = 0;
  std::uint32_t drawn_ = 0x5EED0008U;
};

}  // namespace

std::shared_ptr<VirtualCard> make_desfire(Bytes uid) {
  return std::make_shared<DesfireCard>(std::move(uid));
}

}  // namespace kerb::hal::simulated::cards
