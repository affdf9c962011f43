#include "payment/codes/schemes.hpp"

#include <algorithm>
#include <optional>

#include "payment/codes/code_text.hpp"

namespace kerb::payment::codes {
namespace {

constexpr std::string_view kPix = "br.gov.bcb.pix";
constexpr std::string_view kPayNow = "SG.PAYNOW";
constexpr std::string_view kPromptPay = "A000000677010111";
constexpr int kPixTemplate = 26;
constexpr int kPayNowTemplate = 26;
constexpr int kPromptPayTemplate = 29;
constexpr int kReference = 5;

tl::unexpected<hal::Error> bad_scheme(std::string remedy) {
  return hal::failure("codes.scheme", "taking the scheme of a payment code", std::move(remedy));
}

bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// EMVCo MPM 1.1, 4.7.1: who it is, is read without regard to case.
bool is_scheme(std::string_view text, std::string_view scheme) {
  return std::equal(text.begin(), text.end(), scheme.begin(), scheme.end(),
                    [](char a, char b) { return upper(a) == upper(b); });
}

std::optional<CodeObjects> template_of(const MerchantCode& code, std::string_view scheme) {
  for (const CodeObject& account : code.accounts) {
    if (account.id < 26) continue;
    auto inside = read_objects(account.value);
    if (inside && is_scheme(value_of(*inside, 0), scheme)) return *std::move(inside);
  }
  return std::nullopt;
}

hal::Result<MerchantCode> with_template(MerchantCode code, int id, const CodeObjects& inside) {
  auto text = written(inside);
  if (!text) return tl::make_unexpected(text.error());
  if (characters_in(*text) > 99) return bad_scheme("It has at most 99 characters in all.");
  std::erase_if(code.accounts, [&](const CodeObject& one) { return one.id == id; });
  code.accounts.push_back({id, *std::move(text)});
  return code;
}

std::optional<std::string> wrong_in(const Pix& pix) {
  constexpr std::size_t kLongest = 77;
  if (pix.url.empty() == pix.key.empty()) return "Pix pays to an url or to a key.";
  const std::string& account = pix.url.empty() ? pix.key : pix.url;
  const bool signs =
      std::all_of(account.begin(), account.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!signs || account.size() > kLongest) return "Of Pix it has at most 77 signs of ASCII.";
  if (account.starts_with("http")) return "The url of Pix stands there without https://.";
  if (pix.reference == "***") return std::nullopt;
  if (!pix.url.empty()) return "With an url, the reference of Pix is ***.";
  if (pix.reference.empty() || pix.reference.size() > 25 || !is_word(pix.reference)) {
    return "The reference of Pix has 1 to 25 letters and digits.";
  }
  return std::nullopt;
}

bool is_mobile(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text.front() == '+' && is_digits(text.substr(1));
}

std::optional<std::string> wrong_in(const PayNow& paynow) {
  const bool uen = paynow.value.size() >= 9 && paynow.value.size() <= 13 && is_word(paynow.value);
  const bool right = paynow.proxy == PayNow::Proxy::uen ? uen : is_mobile(paynow.value);
  if (!right) return "PayNow pays to a UEN, or to a mobile number with + before it.";
  const std::size_t size = paynow.expires.size();
  if (size != 0 && ((size != 8 && size != 14) || !is_digits(paynow.expires))) {
    return "PayNow expires at YYYYMMDD or YYYYMMDDhhmmss.";
  }
  return std::nullopt;
}

std::optional<std::string> wrong_in(const PromptPay& promptpay) {
  const std::size_t size = promptpay.proxy == PromptPay::Proxy::wallet ? 15 : 13;
  if (promptpay.value.size() != size || !is_digits(promptpay.value)) {
    return "PromptPay pays to 13 digits, or to the 15 of a wallet.";
  }
  if (promptpay.proxy == PromptPay::Proxy::mobile && !promptpay.value.starts_with("00")) {
    return "A mobile number of PromptPay begins with 0066.";
  }
  return std::nullopt;
}

}  // namespace

hal::Result<MerchantCode> with(MerchantCode code, const Pix& pix) {
  if (const auto wrong = wrong_in(pix)) return bad_scheme(*wrong);
  const bool by_url = !pix.url.empty();
  std::erase_if(code.additional, [](const CodeObject& one) { return one.id == kReference; });
  code.additional.push_back({kReference, pix.reference});
  return with_template(
      std::move(code), kPixTemplate,
      {{0, std::string(kPix)}, by_url ? CodeObject{25, pix.url} : CodeObject{1, pix.key}});
}

hal::Result<Pix> pix_of(const MerchantCode& code) {
  const auto inside = template_of(code, kPix);
  if (!inside) return bad_scheme("It is no code of Pix.");
  Pix pix{value_of(*inside, 25), value_of(*inside, 1), value_of(code.additional, kReference)};
  if (const auto wrong = wrong_in(pix)) return bad_scheme(*wrong);
  return pix;
}

hal::Result<MerchantCode> with(MerchantCode code, const PayNow& paynow) {
  if (const auto wrong = wrong_in(paynow)) return bad_scheme(*wrong);
  CodeObjects inside{{0, std::string(kPayNow)},
                     {1, paynow.proxy == PayNow::Proxy::uen ? "2" : "0"},
                     {2, paynow.value},
                     {3, paynow.editable ? "1" : "0"}};
  if (!paynow.expires.empty()) inside.push_back({4, paynow.expires});
  return with_template(std::move(code), kPayNowTemplate, inside);
}

hal::Result<PayNow> paynow_of(const MerchantCode& code) {
  const auto inside = template_of(code, kPayNow);
  if (!inside) return bad_scheme("It is no code of PayNow.");
  const std::string proxy = value_of(*inside, 1);
  const std::string editable = value_of(*inside, 3);
  if (proxy != "0" && proxy != "2") return bad_scheme("Object 01 of PayNow is 0 or 2.");
  if (editable != "0" && editable != "1") return bad_scheme("Object 03 of PayNow is 0 or 1.");
  PayNow paynow{proxy == "2" ? PayNow::Proxy::uen : PayNow::Proxy::mobile, value_of(*inside, 2),
                editable == "1", value_of(*inside, 4)};
  if (const auto wrong = wrong_in(paynow)) return bad_scheme(*wrong);
  return paynow;
}

hal::Result<MerchantCode> with(MerchantCode code, const PromptPay& promptpay) {
  if (const auto wrong = wrong_in(promptpay)) return bad_scheme(*wrong);
  return with_template(
      std::move(code), kPromptPayTemplate,
      {{0, std::string(kPromptPay)}, {static_cast<int>(promptpay.proxy), promptpay.value}});
}

hal::Result<PromptPay> promptpay_of(const MerchantCode& code) {
  const auto inside = template_of(code, kPromptPay);
  if (!inside) return bad_scheme("It is no code of PromptPay.");
  for (const auto proxy :
       {PromptPay::Proxy::mobile, PromptPay::Proxy::tax_id, PromptPay::Proxy::wallet}) {
    const std::string value = value_of(*inside, static_cast<int>(proxy));
    if (value.empty()) continue;
    PromptPay promptpay{proxy, value};
    if (const auto wrong = wrong_in(promptpay)) return bad_scheme(*wrong);
    return promptpay;
  }
  return bad_scheme("PromptPay says whom to pay.");
}

}  // namespace kerb::payment::codes
