// A payment code that the merchant shows and the payer's banking app reads: EMVCo QR Code
// Specification for Payment Systems, Merchant-Presented Mode 1.1. PIX, PayNow, PromptPay and many
// others are templates of it (payment/codes/schemes.hpp).
//
// Such a code says whom to pay and how much. That it was paid it tells nobody: it starts a charge
// only where whoever supplies it also confirms the payment.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "payment/codes/code_objects.hpp"
#include "payment/money.hpp"

namespace kerb::payment::codes {

struct MerchantCode {
  // 11: the same code for every payment; 12: for one only. Some leave it out.
  enum class Use { unsaid, many_times, once };
  Use use = Use::unsaid;
  // 02 to 51: whom to pay, one at least. 02 to 25 belong to card schemes, 26 to 51 hold objects, of
  // which 00 says whose they are.
  CodeObjects accounts = {};
  std::string category = {};  // ISO 18245: "5552" is charging of electric vehicles; may be empty
  Currency currency = {};
  std::optional<Money> amount =
      {};                        // in that currency, more than zero; nothing: the payer types it
  std::string country = {};      // ISO 3166-1 alpha-2
  std::string name = {};         // at most 25 characters; PromptPay leaves it out
  std::string city = {};         // at most 15; PromptPay leaves it out
  std::string postal_code = {};  // at most 10; may be empty
  CodeObjects additional = {};   // 62: 05 is the merchant's reference
  CodeObjects others = {};       // 55 to 57, 64 to 99, as they came
};

// Errors: codes.merchant_code and codes.object, each with what is wrong.
hal::Result<std::string> written(const MerchantCode& code);

// Takes hostile text, at most 512 octets. Strict: the version, the checksum over everything before
// it and as the last object, every value in its bounds, a currency that Kerb knows. Errors as above.
hal::Result<MerchantCode> read_merchant_code(std::string_view text);

}  // namespace kerb::payment::codes
