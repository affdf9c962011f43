// A Visa that can prove itself without its bank (fDDA, Book C-3 annex C): certificates in records,
// and a signature over what makes this tap this tap.
#include "hal/simulated/cards/cryptogram.hpp"
#include "hal/simulated/cards/visa.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr std::string_view kFddaProfile = "2000";     // dynamic data authentication
constexpr std::string_view kFddaQualifiers = "2800";  // go online if ODA fails or the card is old
constexpr std::uint8_t kFddaTc = 0x40;

class OfflineVisaCard final : public EmvCard {
 public:
  explicit OfflineVisaCard(Personalisation who)
      : EmvCard(std::move(who)),
        application_{hex("A0000000031010"), "VISA DEBIT", 3, dol(kVisaPdol)} {
    const Bytes data =
        join({tlv(0x5A, hex(this->who().number)), tlv(0x5F24, hex("491231")),
              tlv(0x5F28, hex("0276")), tlv(0x9F07, hex("FF80")), tlv(0x9F4A, hex("82"))});
    const CardCertificates made =
        issue_certificates(this->who().number, join({data, hex(kFddaProfile)}), this->who().flaw);
    put_record(1, 1, data);
    put_record(2, 1,
               join({tlv(0x8F, hex("99")), tlv(0x9F32, hex("03")), tlv(0x92, made.issuer_remainder),
                     tlv(0x9F47, hex("03")), tlv(0x9F48, made.card_remainder)}));
    put_record(2, 2, tlv(0x90, made.issuer));
    put_record(2, 3, tlv(0x9F46, made.card));
  }

 protected:
  const Application& application() const override { return application_; }

  Bytes processing_options(ByteView data) override {
    if (const auto objection = visa_objection(data); objection != kOk) {
      return with_status({}, objection);
    }
    const ByteView ttq = dol_value(kVisaPdol, data, 0x9F66);
    const std::uint8_t type = visa_cryptogram_type(who().temper, ttq);
    const bool for_the_bank = (ttq[0] & 0x01U) != 0;
    const bool signs = type == kFddaTc || for_the_bank;
    const Bytes atc = next_atc();
    const Bytes files = hex(signs ? "08010101 10010300 18010100" : "08010100");
    const Bytes signature =
        signs ? tlv(0x9F4B, proof(data, atc, type == kFddaTc ? 0x05 : 0x95)) : Bytes{};
    const Bytes profile = hex(kFddaProfile);
    return with_status(
        tlv(0x77,
            join({tlv(0x82, profile), tlv(0x94, files), tlv(0x57, track2()),
                  tlv(0x5F34, Bytes{static_cast<std::uint8_t>(who().sequence)}),
                  tlv(0x9F10, visa_issuer_data(type)),
                  tlv(0x9F26, visa_cryptogram(who(), data, profile, atc, type)),
                  tlv(0x9F27, Bytes{type}), tlv(0x9F36, atc), tlv(0x9F6C, hex(kFddaQualifiers)),
                  tlv(0x9F6E, hex("20700000")), signature})),
        kOk);
  }

 private:
  // The signature covers the dynamic number (here the ATC), and by its hash also the terminal's
  // number, amount and currency and 9F69: version, the card's own number, its qualifiers.
  Bytes proof(ByteView data, const Bytes& atc, std::uint8_t format) {
    const Bytes key = session_key(card_key(who().number, who().sequence), atc);
    const Bytes own_number(key.begin(), key.begin() + 4);
    const Bytes related = join({hex("01"), own_number, hex(kFddaQualifiers)});
    put_record(3, 1, tlv(0x9F69, related));
    Bytes hashed_too;
    for (const std::uint32_t tag : {0x9F37U, 0x9F02U, 0x5F2AU}) {
      const ByteView value = dol_value(kVisaPdol, data, tag);
      hashed_too.insert(hashed_too.end(), value.begin(), value.end());
    }
    return sign_dynamic_data(join({{0x02}, atc}), join({hashed_too, related}), format, who().flaw);
  }

  Application application_;
};

}  // namespace

std::shared_ptr<VirtualCard> make_offline_visa(Personalisation who) {
  return std::make_shared<OfflineVisaCard>(std::move(who));
}

}  // namespace kerb::hal::simulated::cards
