// Mastercard (M/Chip, Book C-2 in EMV mode): records with certificates, then GENERATE AC, signed
// when the terminal asks for it (CDA).
#include "hal/simulated/cards/cryptogram.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr DolField kMastercardPdol[] = {{0x9F1D, 8}, {0x9F1A, 2}, {0x9F35, 1}};
constexpr DolField kCdol1[] = {{0x9F02, 6}, {0x9F03, 6}, {0x9F1A, 2}, {0x95, 5},
                               {0x5F2A, 2}, {0x9A, 3},   {0x9C, 1},   {0x9F37, 4},
                               {0x9F35, 1}, {0x9F34, 3}, {0x9F21, 3}, {0x9F7C, 20}};
// CVM list, terminal risk management, CDA; a phone verifies its owner itself; EMV mode.
constexpr std::string_view kPlasticProfile = "1980";
constexpr std::string_view kDeviceProfile = "1B80";
constexpr std::uint8_t kAsksBank = 0x80;
constexpr std::uint8_t kApproves = 0x40;

class MastercardCard : public EmvCard {
 public:
  MastercardCard(Personalisation who, std::string_view aid, std::string label)
      : EmvCard(std::move(who)),
        application_{hex(aid), std::move(label), 2, dol(kMastercardPdol)},
        profile_(hex(this->who().phone ? kDeviceProfile : kPlasticProfile)) {
    // PIN online, signature, then nothing, each only if the terminal can.
    const Bytes data = join(
        {tlv(0x5F24, hex("491231")), tlv(0x5F25, hex("200101")), tlv(0x5A, hex(this->who().number)),
         tlv(0x5F34, Bytes{static_cast<std::uint8_t>(this->who().sequence)}), tlv(0x57, track2()),
         tlv(0x5F28, hex("0276")), tlv(0x9F07, hex("FF80")), tlv(0x9F08, hex("0002")),
         tlv(0x8C, dol(kCdol1)), tlv(0x8E, hex("000000000000000042031E031F03")),
         tlv(0x9F0D, hex("B450840000")), tlv(0x9F0E, hex("0000000000")),
         tlv(0x9F0F, hex("B470848000")), tlv(0x9F42, hex("0978")), tlv(0x9F4A, hex("82"))});
    const CardCertificates made =
        issue_certificates(this->who().number, join({data, profile_}), this->who().flaw);
    put_record(1, 1, data);
    put_record(
        2, 1,
        join({tlv(0x8F, hex("99")), tlv(0x9F32, hex("03")), optional(0x92, made.issuer_remainder),
              tlv(0x9F47, hex("03")), optional(0x9F48, made.card_remainder)}));
    put_record(2, 2, tlv(0x90, made.issuer));
    put_record(2, 3, tlv(0x9F46, made.card));
  }

 protected:
  const Application& application() const override { return application_; }

  Bytes processing_options(ByteView data) override {
    if (data.size() != dol_length(kMastercardPdol)) return with_status({}, kWrongLength);
    pdol_data_.assign(data.begin(), data.end());
    atc_ = next_atc();
    return with_status(tlv(0x77, join({tlv(0x82, profile_), tlv(0x94, hex("0801010110010300"))})),
                       kOk);
  }

  Bytes generate_ac(std::uint8_t p1, ByteView data) override {
    const std::uint8_t asked = p1 & 0xC0U;
    if ((p1 & 0x2FU) != 0 || asked == 0xC0U) return with_status({}, kWrongParameters);
    if (data.size() != dol_length(kCdol1)) return with_status({}, kWrongLength);
    for (const std::uint32_t numeric : {0x9F02U, 0x9F03U, 0x9F1AU, 0x5F2AU, 0x9AU, 0x9CU}) {
      if (!digits_only(dol_value(kCdol1, data, numeric))) return with_status({}, kWrongData);
    }
    return cryptogram_of(type_for(asked), (p1 & 0x10U) != 0, data, {});
  }

  // 9F27, 9F36, 9F26 or the signature in which it is, 9F10, and `more`.
  Bytes cryptogram_of(std::uint8_t type, bool sign, ByteView data, const Bytes& more) {
    const Bytes information{type};
    const Bytes cvr = hex(type == kAsksBank   ? "A00003220000"
                          : type == kApproves ? "900003220000"
                                              : "800003220000");
    // Key index, CVN, what the card found, then data authentication code and counters.
    const Bytes issuer_data = join({hex("0110"), cvr, hex("00000000000000000000")});
    const Bytes cryptogram = application_cryptogram(data, cvr);
    const Bytes head = join({tlv(0x9F27, information), tlv(0x9F36, atc_)});
    const Bytes tail = join({tlv(0x9F10, issuer_data), more});
    if (!sign || type == 0) {
      return with_status(tlv(0x77, join({head, tlv(0x9F26, cryptogram), tail})), kOk);
    }
    const Bytes hash = sha1(join({pdol_data_, Bytes(data.begin(), data.end()), head, tail}));
    const Bytes number =
        session_key(key(), atc_);  // an ICC dynamic number that changes with each tap
    const Bytes dynamic =
        join({{0x08}, Bytes(number.begin(), number.begin() + 8), information, cryptogram, hash});
    const Bytes signature =
        sign_dynamic_data(dynamic, dol_value(kCdol1, data, 0x9F37), 0x05, who().flaw);
    return with_status(tlv(0x77, join({head, tlv(0x9F4B, signature), tail})), kOk);
  }

 private:
  static Bytes optional(std::uint32_t tag, const Bytes& value) {
    return value.empty() ? Bytes{} : tlv(tag, value);
  }
  std::uint8_t type_for(std::uint8_t asked) const {
    switch (who().temper) {
      case Temper::online:
        break;
      case Temper::offline:
        return asked;
      case Temper::refuses:
        return 0;
      case Temper::oversteps:
        return kApproves;
    }
    return asked == 0 ? std::uint8_t{0} : kAsksBank;
  }
  Bytes key() const { return card_key(who().number, who().sequence); }

  Bytes application_cryptogram(ByteView data, const Bytes& cvr) const {
    Bytes message;
    for (const std::uint32_t tag :
         {0x9F02U, 0x9F03U, 0x9F1AU, 0x95U, 0x5F2AU, 0x9AU, 0x9CU, 0x9F37U}) {
      const ByteView value = dol_value(kCdol1, data, tag);
      message.insert(message.end(), value.begin(), value.end());
    }
    message = join({message, profile_, atc_, cvr});
    return mac(session_key(key(), atc_), message, Padding::one_then_zeros);
  }

  Application application_;
  Bytes profile_;
  Bytes pdol_data_;
  Bytes atc_;
};

// Refuses once, and says why in the POS Cardholder Interaction Information: its owner has to
// unlock it, which happens between two taps.
class LockedMastercard final : public MastercardCard {
 public:
  using MastercardCard::MastercardCard;

  void power_up() override {
    MastercardCard::power_up();
    if (asked_) unlocked_ = true;
  }

 protected:
  Bytes generate_ac(std::uint8_t p1, ByteView data) override {
    if (unlocked_ || data.size() != dol_length(kCdol1)) {
      return MastercardCard::generate_ac(p1, data);
    }
    asked_ = true;
    return cryptogram_of(0, false, data, tlv(0xDF4B, hex("000100")));
  }

 private:
  bool asked_ = false;
  bool unlocked_ = false;
};

constexpr std::string_view kMastercardAid = "A0000000041010";
constexpr std::string_view kMaestroAid = "A0000000043060";

}  // namespace

std::shared_ptr<VirtualCard> make_mastercard(Personalisation who) {
  return std::make_shared<MastercardCard>(std::move(who), kMastercardAid, "MASTERCARD");
}

std::shared_ptr<VirtualCard> make_locked_mastercard(Personalisation who) {
  return std::make_shared<LockedMastercard>(std::move(who), kMastercardAid, "MASTERCARD");
}

std::shared_ptr<VirtualCard> make_maestro(Personalisation who) {
  return std::make_shared<MastercardCard>(std::move(who), kMaestroAid, "MAESTRO");
}

}  // namespace kerb::hal::simulated::cards
