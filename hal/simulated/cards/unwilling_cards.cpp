#include "hal/simulated/cards/unwilling_cards.hpp"

#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr std::uint16_t kUseOtherInterface = 0x6984;
constexpr DolField kShortPdol[] = {{0x9F66, 4}, {0x9F02, 6}, {0x9F37, 4}};

class InsertOnly final : public EmvCard {
 public:
  explicit InsertOnly(Personalisation who)
      : EmvCard(std::move(who)),
        application_{hex("A0000000031010"), "VISA DEBIT", 3, dol(kShortPdol)} {}

 protected:
  const Application& application() const override { return application_; }
  Bytes processing_options(ByteView /*data*/) override {
    return with_status({}, kUseOtherInterface);
  }

 private:
  Application application_;
};

class Refusing final : public EmvCard {
 public:
  explicit Refusing(Personalisation who)
      : EmvCard(std::move(who)),
        application_{hex("A0000000031010"), "VISA DEBIT", 3, dol(kShortPdol)} {}

 protected:
  const Application& application() const override { return application_; }
  Bytes processing_options(ByteView data) override {
    if (data.size() != dol_length(kShortPdol)) return with_status({}, kWrongLength);
    // 9F10: the card's verification results say AAC, too.
    const Bytes content =
        join({tlv(0x82, hex("2000")), tlv(0x57, track2()), tlv(0x5F34, hex("01")),
              tlv(0x9F10, hex("06010A03800000")), tlv(0x9F26, hex("0000000000000000")),
              tlv(0x9F27, hex("00")), tlv(0x9F36, next_atc()), tlv(0x9F6C, hex("2800"))});
    return with_status(tlv(0x77, content), kOk);
  }

 private:
  Application application_;
};

class OtherScheme final : public EmvCard {
 public:
  explicit OtherScheme(Personalisation who)
      : EmvCard(std::move(who)),
        application_{hex("A00000002501"), "OTHER SCHEME", 4, dol(kShortPdol)} {}

 protected:
  const Application& application() const override { return application_; }
  Bytes processing_options(ByteView /*data*/) override {
    return with_status({}, kConditionsNotSatisfied);
  }

 private:
  Application application_;
};

}  // namespace

std::shared_ptr<VirtualCard> make_insert_only(Personalisation who) {
  return std::make_shared<InsertOnly>(std::move(who));
}

std::shared_ptr<VirtualCard> make_refusing(Personalisation who) {
  return std::make_shared<Refusing>(std::move(who));
}

std::shared_ptr<VirtualCard> make_other_scheme(Personalisation who) {
  return std::make_shared<OtherScheme>(std::move(who));
}

}  // namespace kerb::hal::simulated::cards
