#include "payment/emv/terminal.hpp"

namespace kerb::payment::emv {
namespace {

Combination visa(const Money& cvm_limit) {
  Combination combination;
  combination.aid = {0xA0, 0x00, 0x00, 0x00, 0x03, 0x10, 0x10};
  combination.kernel = Kernel::visa;
  combination.floor_limit = Money(0, cvm_limit.currency());
  combination.cvm_limit = cvm_limit;
  combination.zero_amount_allowed = true;
  return combination;
}

// Above the CVM limit plastic has no way left to verify its owner here, so its own limit (DF8124)
// is the CVM limit; a phone has none.
Combination mastercard(hal::Bytes aid, const Money& cvm_limit) {
  Combination combination;
  combination.aid = std::move(aid);
  combination.kernel = Kernel::mastercard;
  combination.floor_limit = Money(0, cvm_limit.currency());
  combination.cvm_limit = cvm_limit;
  combination.zero_amount_allowed = true;
  combination.plastic_limit = cvm_limit;
  combination.device_limit = Money(kLargestAmount, cvm_limit.currency());
  return combination;
}

}  // namespace

hal::Result<Terminal> no_pin_kiosk(std::string_view country, const Currency& currency,
                                   const Money& cvm_limit, Secret identity_key) {
  const auto numeric = country_numeric(country);
  if (!numeric) {
    return hal::failure("emv.unknown_country",
                        "describing the station to cards: country \"" + std::string(country) + "\"",
                        "use the two capital letters of ISO 3166-1, for example \"DE\"");
  }
  if (!(cvm_limit.currency() == currency) || cvm_limit.minor() < 0 ||
      cvm_limit.minor() > kLargestAmount) {
    return hal::failure("emv.bad_limit", "describing the station to cards: the limit without a PIN",
                        "give an amount of zero or more in the station's currency");
  }
  if (identity_key.reveal().size() < kShortestIdentityKey) {
    return hal::failure("emv.weak_identity_key", "reading the key that recognises a card again",
                        "use at least 16 random octets");
  }
  Terminal terminal;
  terminal.country = *numeric;
  terminal.currency = currency;
  terminal.combinations = {
      visa(cvm_limit),
      mastercard({0xA0, 0x00, 0x00, 0x00, 0x04, 0x10, 0x10}, cvm_limit),
      mastercard({0xA0, 0x00, 0x00, 0x00, 0x04, 0x30, 0x60}, cvm_limit),
  };
  terminal.identity_key = std::move(identity_key);
  return terminal;
}

}  // namespace kerb::payment::emv
