#include "payment/codes/upi_intent.hpp"

#include <algorithm>
#include <map>

#include "hal/bytes.hpp"
#include "payment/codes/code_text.hpp"
#include "payment/codes/url_template.hpp"

namespace kerb::payment::codes {
namespace {

constexpr std::string_view kUpiPay = "upi://pay?";
constexpr std::size_t kLongestUpi = 512;
constexpr int kRupee = 356;  // ISO 4217

tl::unexpected<hal::Error> bad_upi(std::string remedy) {
  return hal::failure("codes.upi", "taking a UPI payment code", std::move(remedy));
}

bool is_name_sign(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-' || c == '_';
}

bool is_payee(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  const std::string_view name = text.substr(0, at);
  const std::string_view bank = text.substr(at + 1);
  return text.size() <= 255 && std::all_of(name.begin(), name.end(), is_name_sign) &&
         std::all_of(bank.begin(), bank.end(), is_name_sign);
}

std::optional<std::string> wrong_in(const UpiIntent& intent) {
  if (!is_payee(intent.payee)) return "Its payee (pa) is like \"name@bank\".";
  if (intent.name.empty() || intent.name.size() > 99 || !is_plain(intent.name)) {
    return "Its name (pn) has 1 to 99 octets of plain text.";
  }
  if (!intent.category.empty() && (intent.category.size() != 4 || !is_digits(intent.category))) {
    return "Its category (mc) has four digits.";
  }
  const std::string& reference = intent.reference;
  if (reference.size() > 35 || !std::all_of(reference.begin(), reference.end(), is_name_sign)) {
    return "Its reference (tr) has at most 35 letters, digits and -._";
  }
  if (intent.note.size() > 50 || !is_plain(intent.note)) {
    return "Its note (tn) has at most 50 octets of plain text.";
  }
  if (intent.amount &&
      (intent.amount->currency().numeric != kRupee || intent.amount->minor() <= 0)) {
    return "Its amount (am) is more than zero rupees.";
  }
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto octet = text.size() < 3 || text[1] == ' ' || text[2] == ' '
                           ? std::nullopt
                           : hal::from_hex(text.substr(1, 2));
    if (!octet || octet->size() != 1) return std::nullopt;
    decoded += static_cast<char>(octet->front());
    text.remove_prefix(3);
  }
  return decoded;
}

using Parameters = std::map<std::string, std::string, std::less<>>;

hal::Result<Parameters> read_parameters(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string_view::npos) return bad_upi("It has name=value pairs.");
    const auto value = percent_decoded(pair.substr(equals + 1));
    if (!value || !is_plain(*value)) return bad_upi("Its values are percent-encoded plain UTF-8.");
    if (!parameters.emplace(pair.substr(0, equals), *value).second) {
      return bad_upi("Each of its parameters is there once.");
    }
  }
  return parameters;
}

}  // namespace

hal::Result<std::string> written(const UpiIntent& intent) {
  if (const auto wrong = wrong_in(intent)) return bad_upi(*wrong);
  // The sign @ stays as it is: some apps take it no other way.
  std::string text = std::string(kUpiPay) + "pa=" + intent.payee;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += std::string("&") + name + '=' + percent_encoded(value);
  };
  add("pn", intent.name);
  add("mc", intent.category);
  add("tr", intent.reference);
  add("tn", intent.note);
  if (intent.amount) add("am", intent.amount->decimal());
  add("cu", "INR");
  if (text.size() > kLongestUpi) return bad_upi("It has at most 512 octets in all.");
  return text;
}

hal::Result<UpiIntent> read_upi_intent(std::string_view text) {
  if (text.size() > kLongestUpi) return bad_upi("It has at most 512 octets in all.");
  if (!text.starts_with(kUpiPay)) return bad_upi("It begins with upi://pay?");
  auto read = read_parameters(text.substr(kUpiPay.size()));
  if (!read) return tl::make_unexpected(read.error());
  Parameters& parameters = *read;
  if (!parameters["cu"].empty() && parameters["cu"] != "INR") {
    return bad_upi("Its currency (cu) is INR.");
  }
  UpiIntent intent{.payee = parameters["pa"],
                   .name = parameters["pn"],
                   .category = parameters["mc"],
                   .reference = parameters["tr"],
                   .note = parameters["tn"],
                   .amount = std::nullopt};
  if (const std::string& amount = parameters["am"]; !amount.empty()) {
    intent.amount = Money::from_decimal(amount, *Currency::from_numeric(kRupee));
    if (!intent.amount) return bad_upi("Its amount (am) is digits with at most two places.");
  }
  if (const auto wrong = wrong_in(intent)) return bad_upi(*wrong);
  return intent;
}

}  // namespace kerb::payment::codes
