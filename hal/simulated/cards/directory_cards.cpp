#include "hal/simulated/cards/directory_cards.hpp"

#include "hal/simulated/cards/altered_card.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

class OtherSchemeCard final : public EmvCard {
 public:
  OtherSchemeCard(Personalisation who, Application application)
      : EmvCard(std::move(who)), application_(std::move(application)) {}

  static CardPointer make(Personalisation who, const Bytes& aid, const std::string& label,
                          std::uint8_t kernel) {
    return std::make_shared<OtherSchemeCard>(std::move(who), Application{aid, label, kernel, {}});
  }

 protected:
  const Application& application() const override { return application_; }
  Bytes processing_options(ByteView /*data*/) override {
    return with_status({}, kConditionsNotSatisfied);
  }

 private:
  Application application_;
};

// Speaks for whichever of the two was selected last.
class CoBadgedCard final : public VirtualCard {
 public:
  CoBadgedCard(CardPointer first, CardPointer second, std::vector<DirectoryEntry> entries)
      : first_(std::move(first)), second_(std::move(second)), entries_(std::move(entries)) {}

  Bytes atr() const override { return first_->atr(); }
  Bytes uid() const override { return first_->uid(); }
  bool speaks_apdu() const override { return true; }
  void power_up() override {
    first_->power_up();
    second_->power_up();
    selected_ = first_;
  }
  Bytes answer(ByteView command) override {
    if (selects_directory(command)) return with_status(directory_answer(entries_), kOk);
    for (const auto& [card, entry] : {std::pair(first_, 0U), std::pair(second_, 1U)}) {
      if (selects(command, entries_[entry].aid)) selected_ = card;
    }
    return selected_->answer(command);
  }

 private:
  CardPointer first_;
  CardPointer second_;
  std::vector<DirectoryEntry> entries_;
  CardPointer selected_ = first_;
};

}  // namespace

CardPointer other_scheme(const Bytes& aid, const std::string& label, std::uint8_t kernel,
                         const Bytes& uid) {
  Personalisation who;
  who.uid = uid;
  return OtherSchemeCard::make(std::move(who), aid, label, kernel);
}

CardPointer with_directory(CardPointer card, std::vector<DirectoryEntry> entries) {
  return altered(std::move(card), [listed = std::move(entries)](ByteView command, Bytes& answer) {
    if (selects_directory(command)) answer = with_status(directory_answer(listed), kOk);
  });
}

CardPointer without_directory(CardPointer card) {
  return altered(std::move(card), [](ByteView command, Bytes& answer) {
    if (selects_directory(command)) answer = with_status({}, kFileNotFound);
  });
}

CardPointer co_badged(CardPointer first, const DirectoryEntry& first_entry, CardPointer second,
                      const DirectoryEntry& second_entry) {
  return std::make_shared<CoBadgedCard>(std::move(first), std::move(second),
                                        std::vector<DirectoryEntry>{first_entry, second_entry});
}

}  // namespace kerb::hal::simulated::cards
