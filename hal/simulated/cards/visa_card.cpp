// Visa (qVSDC, Book C-3): everything happens in GET PROCESSING OPTIONS.
#include "hal/simulated/cards/cryptogram.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

// In this order, as real cards ask for them.
constexpr DolField kVisaPdol[] = {{0x9F66, 4}, {0x9F02, 6}, {0x9F03, 6}, {0x9F1A, 2}, {0x95, 5},
                                  {0x5F2A, 2}, {0x9A, 3},   {0x9C, 1},   {0x9F37, 4}};

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
    if (data.size() != dol_length(kVisaPdol)) return with_status({}, kWrongLength);
    for (const std::uint32_t numeric : {0x9F02U, 0x9F03U, 0x9F1AU, 0x5F2AU, 0x9AU, 0x9CU}) {
      if (!digits_only(dol_value(kVisaPdol, data, numeric))) return with_status({}, kWrongData);
    }
    const ByteView ttq = dol_value(kVisaPdol, data, 0x9F66);
    if ((ttq[0] & 0x20U) == 0) return with_status({}, kConditionsNotSatisfied);  // no EMV mode
    const bool phone = who().phone;
    const Bytes profile = hex(phone ? "0000" : "2000");
    const Bytes atc = next_atc();
    const Bytes cvr = hex("03A00000");  // length, then: ARQC asked for
    const Bytes common =
        join({tlv(0x82, profile), phone ? Bytes{} : tlv(0x94, hex("08010100")), tlv(0x57, track2()),
              tlv(0x5F34, Bytes{static_cast<std::uint8_t>(who().sequence)}),
              tlv(0x9F10, join({hex("06010A"), cvr})), tlv(0x9F26, arqc(data, profile, atc, cvr)),
              tlv(0x9F27, hex("80")), tlv(0x9F36, atc)});
    // 9F6C: go online if offline data is wrong or old; a phone has asked its owner. 9F6E: card, or
    // phone.
    const Bytes qualifiers = join({tlv(0x9F6C, hex(phone ? "2880" : "2800")),
                                   tlv(0x9F6E, hex(phone ? "238C0000" : "20700000"))});
    return with_status(tlv(0x77, join({common, qualifiers})), kOk);
  }

 private:
  // CVN 10.
  Bytes arqc(ByteView data, const Bytes& profile, const Bytes& atc, const Bytes& cvr) const {
    Bytes message;
    for (const std::uint32_t tag :
         {0x9F02U, 0x9F03U, 0x9F1AU, 0x95U, 0x5F2AU, 0x9AU, 0x9CU, 0x9F37U}) {
      const ByteView value = dol_value(kVisaPdol, data, tag);
      message.insert(message.end(), value.begin(), value.end());
    }
    message = join({message, profile, atc, cvr});
    return mac(card_key(who().number, who().sequence), message, Padding::zeros);
  }

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
