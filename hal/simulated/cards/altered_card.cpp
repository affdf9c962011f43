#include "hal/simulated/cards/altered_card.hpp"

namespace kerb::hal::simulated::cards {
namespace {

class AlteredCard final : public VirtualCard {
 public:
  AlteredCard(std::shared_ptr<VirtualCard> card, Alteration alteration)
      : card_(std::move(card)), alteration_(std::move(alteration)) {}

  Bytes atr() const override { return card_->atr(); }
  Bytes uid() const override { return card_->uid(); }
  bool speaks_apdu() const override { return card_->speaks_apdu(); }
  void power_up() override { card_->power_up(); }
  Bytes answer(ByteView command) override {
    Bytes answer = card_->answer(command);
    alteration_(command, answer);
    return answer;
  }

 private:
  std::shared_ptr<VirtualCard> card_;
  Alteration alteration_;
};

}  // namespace

std::shared_ptr<VirtualCard> altered(std::shared_ptr<VirtualCard> card, Alteration alteration) {
  return std::make_shared<AlteredCard>(std::move(card), std::move(alteration));
}

}  // namespace kerb::hal::simulated::cards
