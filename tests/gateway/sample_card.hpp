// A tap as the kernel would hand it over, for tests of the gateway. The numbers belong to no issued
// card.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "payment/card_presentation.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::testing {

inline Money euros(std::int64_t cents) {
  return {cents, Currency{}};
}

// Track 2 and last four digits follow from `number`; `amount` is what the card signed.
inline CardPresentation sample_card(const std::string& number, const Money& amount,
                                    const std::string& expiry = "3012") {
  CardPresentation card;
  card.identity.scheme = number.front() == '4' ? Scheme::visa : Scheme::mastercard;
  card.identity.label = "Test Debit";
  card.identity.last_four = number.substr(number.size() - 4);
  card.identity.fingerprint = std::string(32, 'a');
  const std::string track = ";" + number + "=" + expiry + "2010000012345?";
  card.track2 = Secret(hal::Bytes(track.begin(), track.end()));
  card.service_code = "201";
  card.sequence_number = 1;
  const std::string cents = std::to_string(amount.minor());
  const std::string tags =
      "9A03261001 9C0100 5F2A020978 9F1A020276 9F0206" + std::string(12 - cents.size(), '0') +
      cents +
      "9F0306000000000000 9F36020042 82022000 8407A0000000031010 95050000000000"
      "9F100706010A03A00000 9F26080123456789ABCDEF 9F3303000808 9F370412345678"
      "9F270180 9F34031F0000 5F340101";
  card.emv_tags = hal::from_hex(tags).value();
  return card;
}

inline const std::string kVisaNumber = "4761739001010010";
inline const std::string kMastercardNumber = "5413330089020011";
inline const std::string kNoMoneyNumber = "4761739001010028";
inline const std::string kNeedsOwnerNumber = "4761739001010036";

}  // namespace kerb::payment::testing
