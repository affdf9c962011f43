// Payment codes of the countries' own schemes: PIX (Banco Central do Brasil, Manual de Padrões para
// Iniciação do Pix), PayNow (Association of Banks in Singapore, SGQR), PromptPay (Bank of Thailand,
// Thai QR). Each is a template within an EMVCo code; what else the code says stays the caller's.
//
// All of them are read from hostile codes, too; errors: codes.scheme, with what is wrong.
#pragma once

#include <string>

#include "payment/codes/merchant_code.hpp"

namespace kerb::payment::codes {

// Exactly one of `url` and `key` is there. `url`: of a charge that the payment provider made, a host
// and path without "https://", at most 77 characters. `key`: the payee's own, at most 77.
struct Pix {
  std::string url = {};
  std::string key = {};
  // 62-05. Of a key: 1 to 25 letters and digits, or "***" for none; of an url always "***".
  std::string reference = "***";
};
hal::Result<MerchantCode> with(MerchantCode code, const Pix& pix);
hal::Result<Pix> pix_of(const MerchantCode& code);

struct PayNow {
  enum class Proxy { mobile, uen };
  Proxy proxy = Proxy::uen;
  std::string value = {};    // "+6581234567", or the company's UEN of 9 to 13 letters and digits
  bool editable = false;     // the payer may change the amount
  std::string expires = {};  // YYYYMMDD or YYYYMMDDhhmmss; may be empty
};
hal::Result<MerchantCode> with(MerchantCode code, const PayNow& paynow);
hal::Result<PayNow> paynow_of(const MerchantCode& code);

struct PromptPay {
  enum class Proxy { mobile = 1, tax_id = 2, wallet = 3 };
  Proxy proxy = Proxy::tax_id;
  // mobile and tax_id: 13 digits, a mobile number as 0066 and nine digits; wallet: 15 digits.
  std::string value = {};
};
hal::Result<MerchantCode> with(MerchantCode code, const PromptPay& promptpay);
hal::Result<PromptPay> promptpay_of(const MerchantCode& code);

}  // namespace kerb::payment::codes
