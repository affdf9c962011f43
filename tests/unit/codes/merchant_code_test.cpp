#include "payment/codes/merchant_code.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "payment/codes/schemes.hpp"

namespace kerb::payment::codes {
namespace {

constexpr const char* kPix =
    "00020101021226800014br.gov.bcb.pix2558pix.example.com/qr/v2/"
    "9d36b84f-c70b-478f-b95c-12729b90ca25520455525303986540550.005802BR5917CHARGE POINT "
    "LTDA6009SAO PAULO62070503***63047D57";
constexpr const char* kPayNow =
    "00020101021226490009SG.PAYNOW010120210201403121W0301004082030123152040000530370254025058"
    "02SG5908ChargeCo6009Singapore62090105SESS16304C3C9";
constexpr const char* kPromptPay =
    "00020101021229370016A000000677010111011300668123456785802TH5303764540550.0063049948";

// The text with a checksum of its own, right for whatever stands before it.
std::string sealed(std::string text) {
  text += "6304";
  return text + fmt::format("{:04X}", code_checksum(text));
}

Currency currency(const char* code) {
  return *Currency::from_code(code);
}

TEST(CodeChecksum, IsCrc16CcittFalse) {
  EXPECT_EQ(code_checksum("123456789"), 0x29B1);
  EXPECT_EQ(code_checksum(""), 0xFFFF);
}

TEST(MerchantCode, ReadsPixAndWritesItBackToTheLetter) {
  const auto code = read_merchant_code(kPix);
  ASSERT_TRUE(code) << code.error().sentence();
  EXPECT_EQ(code->use, MerchantCode::Use::once);
  EXPECT_EQ(code->category, "5552");
  EXPECT_EQ(code->amount, Money(5000, currency("BRL")));
  EXPECT_EQ(code->name, "CHARGE POINT LTDA");
  const auto pix = pix_of(*code);
  ASSERT_TRUE(pix) << pix.error().sentence();
  EXPECT_EQ(pix->url, "pix.example.com/qr/v2/9d36b84f-c70b-478f-b95c-12729b90ca25");
  EXPECT_EQ(pix->reference, "***");

  MerchantCode own{.use = MerchantCode::Use::once,
                   .category = "5552",
                   .currency = currency("BRL"),
                   .amount = Money(5000, currency("BRL")),
                   .country = "BR",
                   .name = "CHARGE POINT LTDA",
                   .city = "SAO PAULO"};
  EXPECT_EQ(with(own, *pix).and_then([](const MerchantCode& it) { return written(it); }), kPix);
}

TEST(MerchantCode, ReadsPayNow) {
  const auto code = read_merchant_code(kPayNow);
  ASSERT_TRUE(code) << code.error().sentence();
  EXPECT_EQ(code->amount, Money(5000, currency("SGD")));
  EXPECT_EQ(value_of(code->additional, 1), "SESS1");
  const auto paynow = paynow_of(*code);
  ASSERT_TRUE(paynow) << paynow.error().sentence();
  EXPECT_EQ(paynow->proxy, PayNow::Proxy::uen);
  EXPECT_EQ(paynow->value, "201403121W");
  EXPECT_FALSE(paynow->editable);
  EXPECT_EQ(paynow->expires, "20301231");
  // The same template, written anew.
  EXPECT_EQ(with(MerchantCode{}, *paynow)->accounts.front().value, code->accounts.front().value);
}

TEST(MerchantCode, ReadsPromptPayThoughItLeavesOutNameAndCity) {
  const auto code = read_merchant_code(kPromptPay);
  ASSERT_TRUE(code) << code.error().sentence();
  EXPECT_EQ(code->amount, Money(5000, currency("THB")));
  const auto promptpay = promptpay_of(*code);
  ASSERT_TRUE(promptpay) << promptpay.error().sentence();
  EXPECT_EQ(promptpay->proxy, PromptPay::Proxy::mobile);
  EXPECT_EQ(promptpay->value, "0066812345678");
  EXPECT_EQ(with(MerchantCode{}, *promptpay)->accounts.front().value, code->accounts.front().value);
  EXPECT_FALSE(pix_of(*code));
  EXPECT_FALSE(paynow_of(*code));
}

TEST(MerchantCode, CountsCharactersAndNotOctets) {
  const std::string account = "26180014br.gov.bcb.pix";
  const std::string text = sealed("000201" + account + "53039865802BR5904Açaí6003Rio");
  const auto code = read_merchant_code(text);
  ASSERT_TRUE(code) << code.error().sentence();
  EXPECT_EQ(code->name, "Açaí");
  EXPECT_EQ(written(*code), text);
  EXPECT_FALSE(read_merchant_code(sealed("000201" + account + "53039865802BR5906Açaí6003Rio")));
}

struct Refused {
  const char* text;  // without its checksum
  const char* why;
};
constexpr const char* kSound = "00020126180014br.gov.bcb.pix53039865802BR5901A6001B";

TEST(MerchantCode, SaysWhyItRefuses) {
  ASSERT_TRUE(read_merchant_code(sealed(kSound)));
  const Refused cases[] = {
      {"00020226180014br.gov.bcb.pix53039865802BR", "begins with 000201"},
      {"26180014br.gov.bcb.pix00020153039865802BR", "begins with 000201"},
      {"00020101021326180014br.gov.bcb.pix53039865802BR", "Object 01 is 11 or 12"},
      {"00020153039865802BR", "whom to pay"},
      {"00020126080104abcd53039865802BR", "by which scheme"},
      {"00020126180014br.gov.bcb.pix5802BR", "says its currency"},
      {"00020126180014br.gov.bcb.pix53039995802BR", "currency is one that Kerb knows"},
      {"00020126180014br.gov.bcb.pix530298"
       "5802BR",
       "currency is one that Kerb knows"},
      {"00020126180014br.gov.bcb.pix530398654041e105802BR", "places of its currency"},
      {"00020126180014br.gov.bcb.pix530398654051.0005802BR", "places of its currency"},
      {"00020126180014br.gov.bcb.pix53039865402-15802BR", "places of its currency"},
      {"00020126180014br.gov.bcb.pix530398654010"
       "5802BR",
       "more than zero"},
      {"00020126180014br.gov.bcb.pix53039865802br", "two capital letters"},
      {"00020126180014br.gov.bcb.pix5303986", "two capital letters"},
      {"00020126180014br.gov.bcb.pix52035555303986"
       "5802BR",
       "four digits"},
      {"00020126180014br.gov.bcb.pix53039865802BR5926ABCDEFGHIJKLMNOPQRSTUVWXYZ", "at most 25"},
      {"00020126180014br.gov.bcb.pix53039865802BR6016ABCDEFGHIJKLMNOP", "at most 15"},
      {"00020126180014br.gov.bcb.pix53039865802BR6111ABCDEFGHIJK", "at most 10"},
      {"00020126180014br.gov.bcb.pix53039865802BR5802BR", "Object 58 is there once"},
      {"00020126180014br.gov.bcb.pix53039865802BR62040501", "as many characters"},
      {"00020126180014br.gov.bcb.pix53039865802BR59", "as many characters"},
      {"00020126180014br.gov.bcb.pix53039865802BR5X01A", "four digits: id and length"},
      {"00020126180014br.gov.bcb.pix53039865802BR5900", "as many characters"},
      {"0002012618001"
       "5br.gov.bcb.pix53039865802BR",
       "by which scheme"},
      {"00020126180014br.gov.bcb.pix53039865802BR5903A\nB", "plain UTF-8"},
      {"00020126180014br.gov.bcb.pix53039865802BR5902A\xFF", "plain UTF-8"},
  };
  for (const Refused& it : cases) {
    const auto code = read_merchant_code(sealed(it.text));
    ASSERT_FALSE(code) << it.text;
    EXPECT_NE(code.error().remedy.find(it.why), std::string::npos)
        << it.text << ": " << code.error().sentence();
  }
}

TEST(MerchantCode, OneWrongDigitOfTheChecksumIsEnough) {
  const std::string sound = sealed(kSound);
  for (std::size_t i = sound.size() - 4; i < sound.size(); ++i) {
    std::string broken = sound;
    broken[i] = broken[i] == '0' ? '1' : '0';
    EXPECT_FALSE(read_merchant_code(broken)) << broken;
  }
  EXPECT_FALSE(read_merchant_code(sound + "5901A"));
  EXPECT_FALSE(read_merchant_code(sound.substr(0, sound.size() - 8)));
  EXPECT_FALSE(read_merchant_code(""));
  EXPECT_FALSE(read_merchant_code(sealed("000201" + std::string(600, '1'))));
}

TEST(MerchantCode, WritesNothingThatItWouldNotRead) {
  const MerchantCode sound = read_merchant_code(kPix).value();
  const auto spoilt = [&](auto spoil) {
    MerchantCode code = sound;
    spoil(code);
    return written(code).has_value();
  };
  EXPECT_TRUE(spoilt([](MerchantCode&) {}));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.accounts.clear(); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.accounts.push_back(it.accounts.front()); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.accounts.front().id = 52; }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.amount = Money(5000, Currency{}); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.amount = Money(0, it.currency); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.name = "two\nlines"; }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.others.push_back({63, "ABCD"}); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) { it.additional.push_back({100, "A"}); }));
  EXPECT_FALSE(spoilt([](MerchantCode& it) {
    for (int id = 80; id < 86; ++id) it.others.push_back({id, std::string(99, 'x')});
  }));
}

TEST(Schemes, RefuseWhatTheirRulesDo) {
  const MerchantCode code;
  EXPECT_FALSE(with(code, Pix{}));
  EXPECT_FALSE(with(code, Pix{.url = "pix.example/a", .key = "b"}));
  EXPECT_FALSE(with(code, Pix{.url = "https://pix.example/a"}));
  EXPECT_FALSE(with(code, Pix{.url = "pix.example/a", .reference = "SESS1"}));
  EXPECT_FALSE(with(code, Pix{.key = "k", .reference = "with-hyphen"}));
  EXPECT_FALSE(with(code, Pix{.key = std::string(78, 'k')}));
  EXPECT_TRUE(with(code, Pix{.key = std::string(77, 'k'), .reference = "SESS1"}));
  EXPECT_FALSE(with(code, PayNow{PayNow::Proxy::uen, "20140312", false, ""}));
  EXPECT_FALSE(with(code, PayNow{PayNow::Proxy::mobile, "6581234567", false, ""}));
  EXPECT_TRUE(with(code, PayNow{PayNow::Proxy::mobile, "+6581234567", true, "20301231235959"}));
  EXPECT_FALSE(with(code, PayNow{PayNow::Proxy::uen, "201403121W", false, "2030-12-31"}));
  EXPECT_FALSE(with(code, PromptPay{PromptPay::Proxy::mobile, "0812345678"}));
  EXPECT_FALSE(with(code, PromptPay{PromptPay::Proxy::mobile, "1234567890123"}));
  EXPECT_FALSE(with(code, PromptPay{PromptPay::Proxy::wallet, "1234567890123"}));
  EXPECT_TRUE(with(code, PromptPay{PromptPay::Proxy::tax_id, "1234567890123"}));
}

class RandomCode {
 public:
  explicit RandomCode(unsigned seed) : random_(seed) {}

  MerchantCode code() {
    static const char* const kCodes[] = {"BRL", "SGD", "THB", "INR", "EUR", "JPY", "KWD"};
    MerchantCode it;
    it.use = static_cast<MerchantCode::Use>(number(3));
    it.currency = *Currency::from_code(kCodes[number(7)]);
    if (number(2) == 0)
      it.amount = Money(static_cast<std::int64_t>(1 + number(99'999'999)), it.currency);
    if (number(2) == 0) it.category = "5552";
    it.country = "BR";
    it.name = word(number(26));
    it.city = word(number(16));
    it.postal_code = word(number(11));
    it.accounts.push_back({2 + static_cast<int>(number(24)), word(1 + number(40))});
    const std::string scheme = *written(CodeObjects{{0, word(1 + number(20))}, {7, word(5)}});
    if (number(2) == 0) it.accounts.push_back({26 + static_cast<int>(number(26)), scheme});
    for (int id = 1; id < 9; ++id) {
      if (number(3) == 0) it.additional.push_back({id, word(1 + number(4))});
    }
    if (number(3) == 0) it.others.push_back({80, word(1 + number(30))});
    return it;
  }

 private:
  std::size_t number(std::size_t below) { return random_() % below; }

  std::string word(std::size_t characters) {
    static const char* const kSigns[] = {"A", "b", "7", " ", "*", "é", "ค", "新", "🔌", "%"};
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) text += kSigns[number(10)];
    return text;
  }

  std::mt19937 random_;
};

TEST(MerchantCode, AnyCodeGoesThereAndBack) {
  RandomCode random(20260823);
  int whole = 0;
  for (int i = 0; i < 1'000; ++i) {
    const MerchantCode code = random.code();
    const auto text = written(code);
    if (!text) continue;  // longer than a code may be
    ++whole;
    const auto again = read_merchant_code(*text);
    ASSERT_TRUE(again) << *text << ": " << again.error().sentence();
    EXPECT_EQ(again->name, code.name);
    EXPECT_EQ(again->amount, code.amount);
    EXPECT_EQ(again->accounts.size(), code.accounts.size());
    EXPECT_EQ(written(*again), *text);
  }
  EXPECT_GT(whole, 800);
}

}  // namespace
}  // namespace kerb::payment::codes
