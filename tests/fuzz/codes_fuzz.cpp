// Payment codes and address templates from anywhere: what is taken can be written again, and means
// the same then. The text as it is, and as what stands before a right checksum: else only the CRC
// would be tried.
#include <fmt/format.h>

#include <cstdlib>

#include "payment/codes/credit_transfer.hpp"
#include "payment/codes/schemes.hpp"
#include "payment/codes/upi_intent.hpp"
#include "payment/codes/url_template.hpp"

using namespace kerb::payment::codes;  // NOLINT(google-build-using-namespace)

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr auto rewritten = [](const auto& it) { return written(it); };

void merchant(std::string_view text) {
  const auto code = read_merchant_code(text);
  if (!code) return require(!code.error().remedy.empty());
  const auto again = written(*code);
  // Objects in another order than EMVCo's come back in that one.
  require(again && again->size() <= text.size() + 20);
  const auto twice = read_merchant_code(*again);
  require(twice && written(*twice) == *again && twice->amount == code->amount);
  if (const auto pix = pix_of(*code)) require(pix->url.empty() != pix->key.empty());
  if (const auto paynow = paynow_of(*code)) require(with(*code, *paynow).has_value());
  if (const auto promptpay = promptpay_of(*code)) require(promptpay->value.size() >= 13);
}

void address(std::string_view text) {
  const auto url = UrlTemplate::create(text);
  if (!url) return require(!url.error().remedy.empty());
  UrlValues values;
  for (int i = 0; i <= static_cast<int>(UrlVariable::max_cost); ++i) {
    values.emplace_back(static_cast<UrlVariable>(i), "a/b");
  }
  const auto filled = url->filled(values);
  if (!filled) return require(filled.error().code == "codes.url_long");
  require(filled->size() <= UrlTemplate::kLongestUrl);
  require(filled->find_first_of("{}") == std::string::npos);
  require(filled->find("a%2Fb") != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string text(reinterpret_cast<const char*>(data), size);
  merchant(text);
  const std::string body = text.substr(0, text.size() >= 8 ? text.size() - 8 : 0) + "6304";
  merchant(body + fmt::format("{:04X}", code_checksum(body)));
  if (const auto intent = read_upi_intent(text)) {
    const auto again = written(*intent);
    // Encoded anew it may be longer than was read.
    if (again) require(read_upi_intent(*again).and_then(rewritten).value() == *again);
  }
  if (const auto transfer = read_credit_transfer(text)) {
    const auto again = written(*transfer);
    require(again && read_credit_transfer(*again).and_then(rewritten).value() == *again);
  }
  address(text);
  return 0;
}
