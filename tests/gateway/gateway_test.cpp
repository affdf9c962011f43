// The payment provider and the stand-in bank over real HTTPS: two implementations of one
// description that share no code, a real TLS stack between them, and the ways in which a line can
// fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "hal/clock.hpp"
#include "kiosk/simulator/bank_process.hpp"
#include "payment/gateway/https_client.hpp"
#include "payment/gateway/jwt.hpp"
#include "payment/gateway/request_bodies.hpp"
#include "payment/gateway/visa_acceptance.hpp"
#include "tests/gateway/sample_card.hpp"

namespace kerb::payment::gateway {
namespace {

using kiosk::BankMood;
using kiosk::BankProcess;
using kiosk::BankSettings;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace payment::testing;  // NOLINT: sample cards

template <typename Kind, typename Answer>
bool is(const Answer& answer) {
  return std::holds_alternative<Kind>(answer);
}

class OverHttps : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("kerb-bank-" + random_uuid());
    start_bank(hal::Seconds(0));
  }
  void TearDown() override {
    bank_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start_bank(hal::Seconds reversal_after) {
    BankSettings settings;
    settings.executable = KERB_STAND_IN_BANK;
    settings.folder = folder_;
    settings.reversal_after = reversal_after;
    bank_.reset();
    auto bank = BankProcess::start(settings);
    ASSERT_TRUE(bank) << bank.error().sentence();
    bank_ = std::move(*bank);
    provider_ = make_provider(account());
  }

  Account account() const {
    Account account;
    account.host = bank_->host();
    account.port = bank_->port();
    account.merchant_id = bank_->merchant_id();
    account.key_file = bank_->key_file();
    account.ca_file = bank_->ca_file();
    account.terminal_id = "KERB0001";
    account.developer_id = "DEV00001";
    account.connect_timeout = hal::Seconds(5);
    account.answer_timeout = hal::Seconds(5);
    return account;
  }

  std::unique_ptr<VisaAcceptance> make_provider(const Account& account) {
    auto provider = VisaAcceptance::create(account, clock_);
    EXPECT_TRUE(provider) << provider.error().sentence();
    return provider ? std::move(*provider) : nullptr;
  }

  OrderKey new_key(const char* kind) { return "T" + std::to_string(++keys_) + "-" + kind; }

  HoldOrder hold_order(const OrderKey& key, const std::string& number = kVisaNumber) {
    return {key, euros(5000), clock_.utc(), sample_card(number, euros(5000))};
  }
  Hold held(const std::string& number = kVisaNumber) {
    const HoldAnswer answer = provider_->hold(hold_order(new_key("A1"), number));
    EXPECT_TRUE(is<Approved>(answer));
    return is<Approved>(answer) ? std::get<Approved>(answer).hold : Hold{};
  }
  AskAnswer ask(Question::About about, const OrderKey& key,
                const std::string& hold_reference = {}) {
    return provider_->ask(
        {about, key, clock_.utc(), Currency{}, PaidBy::bank_card, hold_reference});
  }
  void mood(BankMood mood) { ASSERT_TRUE(bank_->mood(mood)); }
  kiosk::Stage::BankBook book() { return bank_->book().value(); }

  hal::SystemClock clock_;
  std::filesystem::path folder_;
  std::unique_ptr<BankProcess> bank_;
  std::unique_ptr<VisaAcceptance> provider_;
  int keys_ = 0;
};

TEST_F(OverHttps, HoldsRaisesAndCapturesLess) {
  const Hold hold = held();
  EXPECT_EQ(hold.amount, euros(5000));
  EXPECT_EQ(hold.approval_code.size(), 6U);
  EXPECT_THAT(book().holds, ElementsAre("50.00"));

  const HoldAnswer raised =
      provider_->raise({new_key("R1"), hold.reference, euros(2000), clock_.utc()});
  ASSERT_TRUE(is<Approved>(raised));
  EXPECT_EQ(std::get<Approved>(raised).hold.amount, euros(7000));
  EXPECT_EQ(std::get<Approved>(raised).hold.reference, hold.reference);
  EXPECT_THAT(book().holds, ElementsAre("70.00"));

  EXPECT_TRUE(
      is<Done>(provider_->capture({new_key("C1"), hold.reference, euros(1264), euros(7000)})));
  EXPECT_THAT(book().holds, IsEmpty());
  EXPECT_THAT(book().captured, ElementsAre("12.64"));
}

TEST_F(OverHttps, TakesMastercardToo) {
  EXPECT_EQ(held(kMastercardNumber).amount, euros(5000));
}

TEST_F(OverHttps, ReleasesOnceAndCallsTheSecondTimeDone) {
  const Hold hold = held();
  EXPECT_TRUE(is<Done>(provider_->release({new_key("V1"), hold.reference, hold.amount})));
  EXPECT_TRUE(is<Done>(provider_->release({new_key("V2"), hold.reference, hold.amount})));
  EXPECT_THAT(book().released, ElementsAre("50.00"));
  EXPECT_TRUE(
      is<Refused>(provider_->capture({new_key("C1"), hold.reference, euros(1), hold.amount})));
}

TEST_F(OverHttps, NeverCapturesTwice) {
  const Hold hold = held();
  const CaptureOrder capture{new_key("C1"), hold.reference, euros(1264), hold.amount};
  EXPECT_TRUE(is<Done>(provider_->capture(capture)));
  EXPECT_TRUE(is<Unknown>(provider_->capture(capture)));
  EXPECT_TRUE(is<Done>(ask(Question::About::capture, capture.key)));
  EXPECT_TRUE(is<Refused>(provider_->release({new_key("V1"), hold.reference, hold.amount})));
  EXPECT_THAT(book().captured, ElementsAre("12.64"));
}

TEST_F(OverHttps, TellsDeclinesApart) {
  const auto reason = [&](const std::string& number) {
    return std::get<Declined>(provider_->hold(hold_order(new_key("A1"), number))).reason;
  };
  EXPECT_EQ(reason(kNoMoneyNumber), DeclineReason::insufficient);
  EXPECT_EQ(reason(kNeedsOwnerNumber), DeclineReason::needs_owner);
  mood(BankMood::declines);
  EXPECT_EQ(reason(kVisaNumber), DeclineReason::generic);
  HoldOrder expired = hold_order(new_key("A1"));
  expired.presentation = sample_card(kVisaNumber, euros(5000), "2001");
  mood(BankMood::normal);
  EXPECT_EQ(std::get<Declined>(provider_->hold(expired)).reason, DeclineReason::expired);
  EXPECT_THAT(book().holds, IsEmpty());
}

TEST_F(OverHttps, FindsADeclineWhoseAnswerWasLost) {
  mood(BankMood::drops_after);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(key, kNoMoneyNumber))));
  mood(BankMood::normal);
  const AskAnswer answer = ask(Question::About::hold, key);
  ASSERT_TRUE(is<Declined>(answer));
  EXPECT_EQ(std::get<Declined>(answer).reason, DeclineReason::insufficient);
}

TEST_F(OverHttps, FindsEveryOrderThatTookEffectWithoutAnAnswer) {
  using About = Question::About;
  mood(BankMood::drops_after);
  const OrderKey hold_key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(hold_key))));
  EXPECT_TRUE(is<Unknown>(ask(About::hold, hold_key)));
  mood(BankMood::normal);
  const AskAnswer found = ask(About::hold, hold_key);
  ASSERT_TRUE(is<Approved>(found));
  const Hold hold = std::get<Approved>(found).hold;
  EXPECT_EQ(hold.amount, euros(5000));

  mood(BankMood::drops_after);
  const OrderKey raise_key = new_key("R1");
  EXPECT_TRUE(
      is<Unknown>(provider_->raise({raise_key, hold.reference, euros(1000), clock_.utc()})));
  const OrderKey capture_key = new_key("C1");
  EXPECT_TRUE(
      is<Unknown>(provider_->capture({capture_key, hold.reference, euros(700), euros(5000)})));
  mood(BankMood::normal);
  const AskAnswer raised = ask(About::raise, raise_key, hold.reference);
  ASSERT_TRUE(is<Approved>(raised));
  EXPECT_EQ(std::get<Approved>(raised).hold.amount, euros(6000));
  EXPECT_EQ(std::get<Approved>(raised).hold.reference, hold.reference);
  EXPECT_TRUE(is<Done>(ask(About::capture, capture_key)));
  EXPECT_THAT(book().captured, ElementsAre("7.00"));

  const Hold second = held();
  mood(BankMood::drops_after);
  const OrderKey release_key = new_key("V1");
  EXPECT_TRUE(is<Unknown>(provider_->release({release_key, second.reference, second.amount})));
  mood(BankMood::normal);
  EXPECT_TRUE(is<Done>(ask(About::release, release_key)));
}

TEST_F(OverHttps, LeavesAnOrderOpenThatWasDroppedBeforeItArrived) {
  mood(BankMood::drops_before);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(key))));
  mood(BankMood::normal);
  EXPECT_TRUE(is<NotFound>(ask(Question::About::hold, key)));
  EXPECT_TRUE(is<Done>(provider_->abandon({key, euros(5000)})));
  EXPECT_THAT(book().released, IsEmpty());
}

// The trap of keep-alive: libcurl repeats a request by itself when a used connection dies without
// an answer.
TEST_F(OverHttps, NeverSendsAnOrderTwiceOnAConnectionThatBreaks) {
  for (const BankMood cut : {BankMood::drops_before, BankMood::drops_after}) {
    mood(BankMood::normal);
    const Hold hold = held();
    const int before = bank_->request_count().value();
    mood(cut);
    EXPECT_TRUE(
        is<Unknown>(provider_->raise({new_key("R1"), hold.reference, euros(100), clock_.utc()})));
    EXPECT_EQ(bank_->request_count().value(), before + (cut == BankMood::drops_after ? 1 : 0));
  }
}

TEST_F(OverHttps, AbandonsALostHoldAfterTheWaitOnly) {
  start_bank(hal::Seconds(2));
  mood(BankMood::drops_after);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(key))));
  mood(BankMood::normal);
  EXPECT_TRUE(is<Refused>(provider_->abandon({key, euros(5000)})));
  std::this_thread::sleep_for(hal::Millis(3100));
  EXPECT_TRUE(is<Done>(provider_->abandon({key, euros(5000)})));
  EXPECT_TRUE(is<Done>(provider_->abandon({key, euros(5000)})));
  EXPECT_THAT(book().holds, IsEmpty());
  EXPECT_THAT(book().released, ElementsAre("50.00"));
}

TEST_F(OverHttps, DoesNotBelieveNonsense) {
  struct Case {
    const char* word;
    bool acts;
  };
  for (const Case& nonsense :
       {Case{"answers_html", false}, Case{"error_502", true}, Case{"garbage", true}}) {
    ASSERT_TRUE(bank_->mood(nonsense.word, hal::Millis(0)));
    const OrderKey key = new_key("A1");
    EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(key)))) << nonsense.word;
    EXPECT_TRUE(is<Unknown>(ask(Question::About::hold, key))) << nonsense.word;
    mood(BankMood::normal);
    EXPECT_EQ(is<Approved>(ask(Question::About::hold, key)), nonsense.acts) << nonsense.word;
  }
}

TEST_F(OverHttps, TakesOneAnswerOfTwoAndItsOwn) {
  ASSERT_TRUE(bank_->mood("answers_twice", hal::Millis(0)));
  const HoldAnswer first = provider_->hold(hold_order(new_key("A1")));
  const HoldAnswer second = provider_->hold(hold_order(new_key("A1")));
  ASSERT_TRUE(is<Approved>(first));
  ASSERT_TRUE(is<Approved>(second));
  EXPECT_NE(std::get<Approved>(first).hold.reference, std::get<Approved>(second).hold.reference);
}

TEST_F(OverHttps, GivesUpOnASlowBankAndAsksLater) {
  Account impatient = account();
  impatient.connect_timeout = hal::Seconds(1);
  impatient.answer_timeout = hal::Seconds(1);
  provider_ = make_provider(impatient);
  ASSERT_TRUE(bank_->mood("slow", hal::Seconds(30)));
  const OrderKey key = new_key("A1");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(is<Unknown>(provider_->hold(hold_order(key))));
  EXPECT_LT(std::chrono::steady_clock::now() - start, hal::Seconds(10));
  mood(BankMood::normal);
  EXPECT_TRUE(is<Approved>(ask(Question::About::hold, key)));
  ASSERT_TRUE(bank_->mood("slow", hal::Millis(200)));
  EXPECT_TRUE(is<Approved>(provider_->hold(hold_order(new_key("A1")))));
}

TEST_F(OverHttps, KnowsThatNothingLeftWhenNobodyListens) {
  held();  // an earlier success must not change the judgement
  mood(BankMood::unreachable);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<NotProcessed>(provider_->hold(hold_order(key))));
  EXPECT_TRUE(is<Unknown>(ask(Question::About::hold, key)));
  mood(BankMood::normal);
  EXPECT_TRUE(is<Approved>(provider_->hold(hold_order(key))));  // the key is still unused
}

TEST_F(OverHttps, KnowsThatNothingLeftWhenTheNameOrTheCertificateIsWrong) {
  const int before = bank_->request_count().value();
  Account other = account();
  other.host = "no-such-host.invalid";
  EXPECT_TRUE(is<NotProcessed>(make_provider(other)->hold(hold_order(new_key("A1")))));

  BankSettings settings;
  settings.executable = KERB_STAND_IN_BANK;
  settings.folder = folder_ / "other";
  auto other_bank = BankProcess::start(settings);
  ASSERT_TRUE(other_bank);
  other = account();
  other.ca_file = (*other_bank)->ca_file();
  const HoldAnswer answer = make_provider(other)->hold(hold_order(new_key("A1")));
  ASSERT_TRUE(is<NotProcessed>(answer));
  EXPECT_THAT(std::get<NotProcessed>(answer).detail, HasSubstr("certificate"));

  other = account();
  other.ca_file.clear();  // the system's roots do not know the bank
  EXPECT_TRUE(is<NotProcessed>(make_provider(other)->hold(hold_order(new_key("A1")))));
  other = account();
  other.key_file = (*other_bank)->key_file();
  EXPECT_TRUE(is<NotProcessed>(make_provider(other)->hold(hold_order(new_key("A1")))));
  EXPECT_EQ(bank_->request_count().value(), before);
}

TEST_F(OverHttps, IgnoresAProxyOfTheEnvironment) {
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_TRUE(is<Approved>(provider_->hold(hold_order(new_key("A1")))));
  ::unsetenv("https_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST_F(OverHttps, RefusesAnAnswerThatIsTooLong) {
  auto client = HttpsClient::create({bank_->ca_file(), hal::Seconds(5), hal::Seconds(5), 16});
  ASSERT_TRUE(client);
  const OutgoingRequest request{"GET", "localhost:" + std::to_string(bank_->port()), "/x", {}};
  EXPECT_TRUE(is<Lost>((*client)->send(request, {})));
}

// Sends one body, signed by the real key but changed in one way, past the provider's own checks.
class Strictness : public OverHttps {
 protected:
  long status_of(const std::string& body, const std::string& path = "/pts/v2/payments") {
    return std::get<HttpAnswer>(send(body, path)).status;
  }
  Exchange send(const std::string& body, const std::string& path) {
    JwtAuthentication signer(read_key_file(bank_->key_file()).value(), bank_->merchant_id(),
                             clock_);
    auto client = HttpsClient::create({bank_->ca_file(), hal::Seconds(5), hal::Seconds(5)});
    OutgoingRequest request{"POST", "localhost:" + std::to_string(bank_->port()), path,
                            SecretText(body.begin(), body.end())};
    const auto headers = signer.prepare(request).value();
    last_headers_ = headers;
    return (*client)->send(request, headers);
  }
  long status_with(const std::string& body, const std::vector<std::string>& headers) {
    auto client = HttpsClient::create({bank_->ca_file(), hal::Seconds(5), hal::Seconds(5)});
    const OutgoingRequest request{"POST", "localhost:" + std::to_string(bank_->port()),
                                  "/pts/v2/payments", SecretText(body.begin(), body.end())};
    return std::get<HttpAnswer>((*client)->send(request, headers)).status;
  }
  nlohmann::json good_body() {
    const HoldOrder order = hold_order(new_key("A1"));
    const auto& card = std::get<CardPresentation>(order.presentation);
    return nlohmann::json::parse(*hold_body(account(), order, card, "20261001101530"));
  }
  std::vector<std::string> last_headers_;
};

TEST_F(Strictness, TheBankTakesTheUnchangedBody) {
  EXPECT_EQ(status_of(good_body().dump()), 201);
}

TEST_F(Strictness, TheBankRefusesEveryChangedField) {
  using nlohmann::json;
  const std::string tags = good_body()["pointOfSaleInformation"]["emv"]["tags"];
  std::string other_amount = tags;
  other_amount.replace(other_amount.find("9F0206000000005000"), 18, "9F0206000000005001");
  std::string other_currency = tags;
  other_currency.replace(other_currency.find("5F2A020978"), 10, "5F2A020840");
  const std::vector<std::pair<const char*, json>> changes = {
      {"/surprise", 1},
      {"/orderInformation/amountDetails/tax", "1.00"},
      {"/orderInformation/amountDetails/totalAmount", "50"},
      {"/orderInformation/amountDetails/totalAmount", 50},
      {"/orderInformation/amountDetails/totalAmount", "50.01"},  // not what the card signed
      {"/orderInformation/amountDetails/currency", "eur"},
      {"/clientReferenceInformation/code", "a b"},
      {"/clientReferenceInformation/transactionId", std::string(31, 'a')},
      {"/processingInformation/capture", true},
      {"/processingInformation/commerceIndicator", "internet"},
      {"/merchantInformation/categoryCode", 5541},
      {"/merchantInformation/categoryCode", "5552"},
      {"/merchantInformation/transactionLocalDateTime", "20261001"},
      {"/paymentInformation/card/type", "002"},
      {"/pointOfSaleInformation/trackData", "4761739001010010=30122010000012345"},
      {"/pointOfSaleInformation/trackData", ";4761739001010011=30122010000012345?"},
      {"/pointOfSaleInformation/emv/tags", tags.substr(8)},
      {"/pointOfSaleInformation/emv/tags", tags + "5A084761739001010010"},
      {"/pointOfSaleInformation/emv/tags", tags + "9F"},
      {"/pointOfSaleInformation/emv/tags", other_amount},
      {"/pointOfSaleInformation/emv/tags", other_currency},
  };
  for (const auto& [where, value] : changes) {
    json body = good_body();
    body[json::json_pointer(where)] = value;
    EXPECT_EQ(status_of(body.dump()), 400) << where << " " << value;
  }
  for (const char* where :
       {"/clientReferenceInformation/transactionId", "/pointOfSaleInformation/emv/tags",
        "/pointOfSaleInformation/trackData", "/merchantInformation/categoryCode"}) {
    json body = good_body();
    const json::json_pointer pointer(where);
    body[pointer.parent_pointer()].erase(pointer.back());
    EXPECT_EQ(status_of(body.dump()), 400) << where;
  }
  EXPECT_EQ(status_of("{"), 400);
  EXPECT_THAT(book().holds, IsEmpty());
}

TEST_F(Strictness, TheBankTakesAnIdOnce) {
  nlohmann::json body = good_body();
  EXPECT_EQ(status_of(body.dump()), 201);
  EXPECT_EQ(status_of(body.dump()), 400);  // the same code
  body["clientReferenceInformation"]["code"] = new_key("A1");
  EXPECT_EQ(status_of(body.dump()), 400);  // the same transactionId
  EXPECT_THAT(book().holds, ElementsAre("50.00"));
}

TEST_F(Strictness, TheBankTakesATokenOnceAndForItsBodyOnly) {
  const std::string body = good_body().dump();
  EXPECT_EQ(status_with(body, {}), 401);
  EXPECT_EQ(status_with(body, {"Authorization: Bearer a.b.c"}), 401);
  EXPECT_EQ(status_of(body), 201);
  EXPECT_EQ(status_with(body, last_headers_), 401);                // seen before
  EXPECT_EQ(status_with(good_body().dump(), last_headers_), 401);  // another body
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST_F(OverHttps, LeavesNoCardNumberBehind) {
  held();
  provider_->hold(hold_order(new_key("A1"), kNoMoneyNumber));
  HoldOrder wrong = hold_order(new_key("A1"));
  wrong.amount = euros(4999);
  std::get<CardPresentation>(wrong.presentation).emv_tags.clear();
  const HoldAnswer refused = provider_->hold(wrong);
  std::string seen = bank_->last_request().value() + text_of(bank_->log_file());
  if (is<NotProcessed>(refused)) seen += std::get<NotProcessed>(refused).detail;
  EXPECT_THAT(seen, HasSubstr("/pts/v2/payments"));
  EXPECT_THAT(seen, HasSubstr("DECLINED"));
  for (const std::string& number : {kVisaNumber, kNoMoneyNumber}) {
    EXPECT_THAT(seen, Not(HasSubstr(number)));
    EXPECT_THAT(seen, Not(HasSubstr(number.substr(0, 12))));
  }
  EXPECT_THAT(seen, Not(HasSubstr("0123456789ABCDEF")));  // the cryptogram
}

TEST_F(OverHttps, StandsInWithAKeyFileThatOnlyItsOwnerCanRead) {
  struct stat facts {};
  ASSERT_EQ(::stat(bank_->key_file().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(BankProcess, SaysWhyItDoesNotStart) {
  BankSettings settings;
  settings.executable = "/nonexistent/bank";
  settings.folder = std::filesystem::path(::testing::TempDir()) / "kerb-no-bank";
  EXPECT_EQ(BankProcess::start(settings).error().code, "bank.not_started");
  settings.executable = "/bin/true";
  EXPECT_EQ(BankProcess::start(settings).error().code, "bank.not_ready");
}

}  // namespace
}  // namespace kerb::payment::gateway
