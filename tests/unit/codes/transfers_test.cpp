// Codes that no checksum guards: UPI and the SEPA credit transfer.
#include <gtest/gtest.h>

#include <random>

#include "payment/codes/credit_transfer.hpp"
#include "payment/codes/upi_intent.hpp"

namespace kerb::payment::codes {
namespace {

hal::Result<std::string> rewritten(const CreditTransfer& it) {
  return written(it);
}

const Currency kRupees = *Currency::from_code("INR");

TEST(UpiIntent, IsThatOfTheNpciLinkingSpecification) {
  const char* const text =
      "upi://pay?pa=chargeco@examplebank&pn=ChargeCo&mc=5552&tr=SESS0001&tn=EV%20charging&am=50.00&"
      "cu=INR";
  const auto intent = read_upi_intent(text);
  ASSERT_TRUE(intent) << intent.error().sentence();
  EXPECT_EQ(intent->payee, "chargeco@examplebank");
  EXPECT_EQ(intent->note, "EV charging");
  EXPECT_EQ(intent->amount, Money(5000, kRupees));
  EXPECT_EQ(written(*intent), text);
}

TEST(UpiIntent, SaysWhyItRefuses) {
  struct Case {
    std::string text;
    const char* why;
  };
  const Case cases[] = {
      {"upi://mandate?pa=a@b&pn=C", "upi://pay?"},
      {"UPI://pay?pa=a@b&pn=C", "upi://pay?"},
      {"upi://pay?pn=C", "(pa)"},
      {"upi://pay?pa=ab&pn=C", "(pa)"},
      {"upi://pay?pa=a%26am=1@b&pn=C", "(pa)"},
      {"upi://pay?pa=a@b", "(pn)"},
      {"upi://pay?pa=a@b&pa=c@d&pn=C", "once"},
      {"upi://pay?pa=a@b&pn=C&am=1&am=2", "once"},
      {"upi://pay?pa=a@b&pn=C&&", "name=value"},
      {"upi://pay?pa=a@b&pn=C&=x", "name=value"},
      {"upi://pay?pa=a@b&pn=%4", "percent-encoded"},
      {"upi://pay?pa=a@b&pn=% 4", "percent-encoded"},
      {"upi://pay?pa=a@b&pn=%0A", "percent-encoded"},
      {"upi://pay?pa=a@b&pn=%FF", "percent-encoded"},
      {"upi://pay?pa=a@b&pn=C&cu=USD", "INR"},
      {"upi://pay?pa=a@b&pn=C&am=1.234", "(am)"},
      {"upi://pay?pa=a@b&pn=C&am=-1", "(am)"},
      {"upi://pay?pa=a@b&pn=C&am=0", "(am)"},
      {"upi://pay?pa=a@b&pn=C&mc=55", "(mc)"},
      {"upi://pay?pa=a@b&pn=C&tr=a%20b", "(tr)"},
      {"upi://pay?pa=a@b&pn=C&tn=" + std::string(51, 'x'), "(tn)"},
      {"upi://pay?pa=a@b&pn=" + std::string(600, 'x'), "512"},
  };
  for (const Case& it : cases) {
    const auto intent = read_upi_intent(it.text);
    ASSERT_FALSE(intent) << it.text;
    EXPECT_NE(intent.error().remedy.find(it.why), std::string::npos)
        << it.text << ": " << intent.error().sentence();
  }
}

TEST(UpiIntent, WritesOnlyRupees) {
  UpiIntent intent{.payee = "a@b", .name = "C & D", .amount = Money(100, Currency{})};
  EXPECT_FALSE(written(intent));
  intent.amount.reset();
  EXPECT_EQ(written(intent), "upi://pay?pa=a@b&pn=C%20%26%20D&cu=INR");
}

// The public example of the format.
constexpr const char* kTransfer =
    "BCD\n002\n1\nSCT\nBFSWDE33BER\nWikimedia Foerdergesellschaft\nDE33100205000001194700\n"
    "EUR123.45\n\n\nSpende fuer Wikipedia";

TEST(CreditTransfer, IsThatOfEpc069) {
  const auto transfer = read_credit_transfer(kTransfer);
  ASSERT_TRUE(transfer) << transfer.error().sentence();
  EXPECT_EQ(transfer->iban, "DE33100205000001194700");
  EXPECT_EQ(transfer->amount, Money(12'345, Currency{}));
  EXPECT_EQ(transfer->text, "Spende fuer Wikipedia");
  EXPECT_EQ(written(*transfer), kTransfer);

  std::string windows;
  for (const char c : std::string(kTransfer)) windows += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(read_credit_transfer(windows).and_then(rewritten), kTransfer);
}

TEST(CreditTransfer, SaysWhyItRefuses) {
  struct Case {
    const char* text;
    const char* why;
  };
  const Case cases[] = {
      {"", "8 to 12 lines"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700", "8 to 12 lines"},
      {"BCE\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1", "BCD"},
      {"BCD\n003\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1", "version"},
      {"BCD\n002\n2\nSCT\n\nA\nDE33100205000001194700\nEUR1", "UTF-8"},
      {"BCD\n002\n1\nSDD\n\nA\nDE33100205000001194700\nEUR1", "SCT"},
      {"BCD\n001\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1", "BIC"},
      {"BCD\n002\n1\nSCT\nBFSW\nA\nDE33100205000001194700\nEUR1", "BIC"},
      {"BCD\n002\n1\nSCT\n\n\nDE33100205000001194700\nEUR1", "name"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194701\nEUR1", "IBAN"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33 1002 0500 0001 1947 00\nEUR1", "IBAN"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nUSD1", "amount"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR-1", "amount"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR0", "amount"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1000000000", "amount"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1,00", "amount"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1\nchar", "purpose"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1\n\nRF18\ntext",
       "a reference or a text"},
      {"BCD\n002\n1\nSCT\n\nA\x01\nDE33100205000001194700\nEUR1", "name"},
      {"BCD\n002\n1\nSCT\n\nA\nDE33100205000001194700\nEUR1\n\n\n\n\n\n", "8 to 12 lines"},
  };
  for (const Case& it : cases) {
    const auto transfer = read_credit_transfer(it.text);
    ASSERT_FALSE(transfer) << it.text;
    EXPECT_NE(transfer.error().remedy.find(it.why), std::string::npos)
        << it.text << ": " << transfer.error().sentence();
  }
  EXPECT_FALSE(read_credit_transfer(kTransfer + std::string(300, 'x')));
}

TEST(CreditTransfer, KnowsAnIbanByItsCheckDigits) {
  for (const char* iban : {"DE33100205000001194700", "GB82WEST12345698765432", "NO9386011117947",
                           "MT84MALT011000012345MTLCAST001S"}) {
    EXPECT_TRUE(is_iban(iban)) << iban;
  }
  for (const char* iban :
       {"", "DE", "DE33100205000001194710", "de33100205000001194700", "1233100205000001194700",
        "DEX3100205000001194700", "GB82WEST1234569876543é"}) {
    EXPECT_FALSE(is_iban(iban)) << iban;
  }
}

TEST(CreditTransfer, AnyOneGoesThereAndBack) {
  std::mt19937 random(7);
  const auto word = [&](std::size_t most) {
    static const char* const kSigns[] = {"A", "b", "7", " ", "ß", "Ω", "."};
    std::string text;
    for (std::size_t i = random() % (most + 1); i > 0; --i) text += kSigns[random() % 7];
    return text;
  };
  int whole = 0;
  for (int i = 0; i < 500; ++i) {
    CreditTransfer it{.bic = random() % 2 == 0 ? "BFSWDE33BER" : "",
                      .name = "N" + word(20),
                      .iban = "GB82WEST12345698765432",
                      .amount = Money(1 + static_cast<std::int64_t>(random()), Currency{}),
                      .purpose = random() % 2 == 0 ? "CHAR" : "",
                      .reference = {},
                      .text = {},
                      .note = word(30)};
    (random() % 2 == 0 ? it.reference : it.text) = word(30);
    const auto text = written(it);
    if (!text) continue;  // longer than a code may be
    ++whole;
    const auto again = read_credit_transfer(*text);
    ASSERT_TRUE(again) << *text << ": " << again.error().sentence();
    EXPECT_EQ(written(*again), *text);
    EXPECT_EQ(again->amount, it.amount);
    EXPECT_EQ(again->note, it.note);
  }
  EXPECT_GT(whole, 400);
}

}  // namespace
}  // namespace kerb::payment::codes
