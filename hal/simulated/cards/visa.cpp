#include "hal/simulated/cards/visa.hpp"

#include "hal/simulated/cards/cryptogram.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr std::uint8_t kArqc = 0x80;
constexpr std::uint8_t kTc = 0x40;
constexpr std::uint8_t kAac = 0x00;

// Length, then: what was generated first, and no second time.
Bytes visa_verification_results(std::uint8_t type) {
  return hex(type == kArqc ? "03A00000" : type == kTc ? "03900000" : "03800000");
}

}  // namespace

std::uint8_t visa_cryptogram_type(Temper temper, ByteView ttq) {
  const bool online_required = (ttq[1] & 0x80U) != 0;
  switch (temper) {
    case Temper::online:
      break;
    case Temper::offline:
      return online_required ? kArqc : kTc;
    case Temper::refuses:
      return kAac;
    case Temper::oversteps:
      return kTc;
  }
  return kArqc;
}

Bytes visa_issuer_data(std::uint8_t type) {
  return join({hex("06010A"), visa_verification_results(type)});
}

Bytes visa_cryptogram(const Personalisation& who, ByteView pdol_data, const Bytes& profile,
                      const Bytes& atc, std::uint8_t type) {
  Bytes message;
  for (const std::uint32_t tag :
       {0x9F02U, 0x9F03U, 0x9F1AU, 0x95U, 0x5F2AU, 0x9AU, 0x9CU, 0x9F37U}) {
    const ByteView value = dol_value(kVisaPdol, pdol_data, tag);
    message.insert(message.end(), value.begin(), value.end());
  }
  message = join({message, profile, atc, visa_verification_results(type)});
  return mac(card_key(who.number, who.sequence), message, Padding::zeros);
}

std::uint16_t visa_objection(ByteView pdol_data) {
  if (pdol_data.size() != dol_length(kVisaPdol)) return kWrongLength;
  for (const std::uint32_t numeric : {0x9F02U, 0x9F03U, 0x9F1AU, 0x5F2AU, 0x9AU, 0x9CU}) {
    if (!digits_only(dol_value(kVisaPdol, pdol_data, numeric))) return kWrongData;
  }
  const bool emv_mode = (dol_value(kVisaPdol, pdol_data, 0x9F66)[0] & 0x20U) != 0;
  return emv_mode ? kOk : kConditionsNotSatisfied;
}

}  // namespace kerb::hal::simulated::cards
