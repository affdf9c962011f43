// Visa (qVSDC, Book C-3): everything happens in GET PROCESSING OPTIONS.
#include "hal/simulated/cards/visa.hpp"

namespace kerb::hal::simulated::cards {
namespace {

class VisaCard : public EmvCard {
 public:
  explicit VisaCard(Personalisation who)
      : EmvCard(std::move(who)),
        application_{hex("A0000000031010"), this->who().phone ? "VISA" : "VISA DEBIT", 3,
                     dol(kVisaPdol)} {
    // A record that kernel 3 has to read before the plastic may leave; a phone puts all into one
    // answer.
    put_record(1, 1,
               join({tlv(0x5A, hex(this->who().number)), tlv(0x5F24, hex("491231")),
                     tlv(0x5F28, hex("0276")), tlv(0x9F07, hex("C080"))}));
  }

 protected:
  const Application& application() const override { return application_; }

  Bytes processing_options(ByteView data) override {
    if (const auto objection = visa_objection(data); objection != kOk) {
      return with_status({}, objection);
    }
    const std::uint8_t type =
        visa_cryptogram_type(who().temper, dol_value(kVisaPdol, data, 0x9F66));
    const bool phone = who().phone;
    const Bytes profile = hex(phone ? "0000" : "2000");
    const Bytes atc = next_atc();
    const Bytes common =
        join({tlv(0x82, profile), phone ? Bytes{} : tlv(0x94, hex("08010100")), tlv(0x57, track2()),
              tlv(0x5F34, Bytes{static_cast<std::uint8_t>(who().sequence)}),
              tlv(0x9F10, visa_issuer_data(type)),
              tlv(0x9F26, visa_cryptogram(who(), data, profile, atc, type)),
              tlv(0x9F27, Bytes{type}), tlv(0x9F36, atc)});
    // 9F6C: go online if offline data is wrong or old; a phone has asked its owner. 9F6E: card, or
    // phone.
    const Bytes qualifiers = join({tlv(0x9F6C, hex(phone ? "2880" : "2800")),
                                   tlv(0x9F6E, hex(phone ? "238C0000" : "20700000"))});
    return with_status(tlv(0x77, join({common, qualifiers})), kOk);
  }

 private:
  Application application_;
};

class LockedPhone final : public VisaCard {
 public:
  using VisaCard::VisaCard;

  void power_up() override {
    VisaCard::power_up();
    if (asked_) unlocked_ = true;
  }

 protected:
  Bytes processing_options(ByteView data) override {
    if (unlocked_) return VisaCard::processing_options(data);
    asked_ = true;
    return with_status({}, kCommandNotAllowed);
  }

 private:
  bool asked_ = false;
  bool unlocked_ = false;
};

}  // namespace

std::shared_ptr<VirtualCard> make_visa(Personalisation who) {
  return std::make_shared<VisaCard>(std::move(who));
}

std::shared_ptr<VirtualCard> make_locked_visa(Personalisation who) {
  return std::make_shared<LockedPhone>(std::move(who));
}

}  // namespace kerb::hal::simulated::cards
