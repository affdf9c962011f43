// Base64, the bearer token against the worked example of the gateway's SDK, and message-level
// encryption.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "payment/gateway/base64.hpp"
#include "payment/gateway/jwe.hpp"
#include "payment/gateway/jwt.hpp"
#include "payment/gateway/key_file.hpp"
#include "payment/gateway/message_encryption.hpp"

namespace kerb::payment::gateway {
namespace {

using ::testing::HasSubstr;

class FixedClock final : public hal::Clock {
 public:
  hal::Monotonic monotonic() const override { return {}; }
  hal::Utc utc() const override { return hal::Utc(hal::Seconds(1790849730)); }
};

SharedKey example_key() {
  hal::Bytes secret(32);
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
  return {"00000000-1111-2222-3333-444444444444", Secret(secret)};
}

std::string text_of(const hal::Bytes& octets) {
  return {octets.begin(), octets.end()};
}

TEST(Base64, WritesAndReadsTheExamplesOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> examples = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : examples) {
    EXPECT_EQ(to_base64(hal::Bytes(plain.begin(), plain.end())), encoded);
    ASSERT_TRUE(from_base64(encoded)) << encoded;
    EXPECT_EQ(text_of(*from_base64(encoded)), plain);
  }
  EXPECT_EQ(to_base64url(hal::Bytes{0xFB, 0xEF, 0xFF}), "--__");
}

TEST(Base64, RefusesWhatIsNotCanonical) {
  for (const char* text :
       {"Zg", "Zg=", "Zg==\n", "Zh==", "Z===", "====", "Zm 9v", "Zm9-", "Zg==Zg=="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const char* text : {"Zg==", "Z", "Zm+v", "Zh"}) EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(JwtAuthentication, SignsTheWorkedExampleLikeTheGatewaysOwnSdk) {
  const FixedClock clock;
  JwtAuthentication authentication(example_key(), "evkiosk_test", clock, "",
                                   [] { return "11111111-2222-4333-8444-555555555555"; });
  OutgoingRequest request{
      "POST", "apitest.cybersource.com", "/pts/v2/payments",
      R"({"clientReferenceInformation":{"code":"EVK1-000042","transactionId":"EVK1-000042-A1"},)"
      R"("orderInformation":{"amountDetails":{"totalAmount":"50.00","currency":"EUR"}}})"};
  const auto headers = authentication.prepare(request);
  ASSERT_TRUE(headers);
  ASSERT_EQ(headers->size(), 1U);
  const std::string& header = headers->front();
  EXPECT_EQ(header.rfind("Authorization: Bearer ey", 0), 0U);
  EXPECT_EQ(header.substr(header.rfind('.') + 1), "ksf3MNbWMHtRxkB8zOJdE4BQ0CN-a0oPXK-mMsQZOpE");
}

TEST(JwtAuthentication, GivesNoDigestWithoutABodyAndNamesTheAnswerKey) {
  const FixedClock clock;
  JwtAuthentication authentication(example_key(), "evkiosk_test", clock, "answers-1");
  OutgoingRequest request{"GET", "host", "/tss/v2/transactions/7", {}};
  const std::string header = authentication.prepare(request)->front();
  const std::size_t first = header.find('.');
  const auto claims = nlohmann::json::parse(
      text_of(*from_base64url(header.substr(first + 1, header.rfind('.') - first - 1))));
  EXPECT_FALSE(claims.contains("digest"));
  EXPECT_EQ(claims["request-method"], "get");
  EXPECT_EQ(claims["exp"].get<int>() - claims["iat"].get<int>(), 120);
  EXPECT_EQ(claims["v-c-response-mle-kid"], "answers-1");
}

TEST(RandomUuid, IsVersionFourAndNew) {
  const std::string one = random_uuid();
  EXPECT_THAT(one, ::testing::MatchesRegex(
                       "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(one, random_uuid());
}

class KeyFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("kerb-keys-" + random_uuid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path written(const std::string& name, const std::string& text,
                                mode_t mode = 0600) {
    const auto file = folder_ / name;
    std::ofstream(file) << text;
    ::chmod(file.c_str(), mode);
    return file;
  }
  std::filesystem::path folder_;
};

constexpr const char* kGoodKeyFile =
    "# test\nkey_id = 00000000-1111-2222-3333-444444444444\n\n"
    "shared_secret =  AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= \r\n";

TEST_F(KeyFiles, ReadsIdAndSecret) {
  const auto key = read_key_file(written("key", kGoodKeyFile));
  ASSERT_TRUE(key) << key.error().sentence();
  EXPECT_EQ(key->id, example_key().id);
  const hal::ByteView read = key->secret.reveal();
  EXPECT_EQ(hal::Bytes(read.begin(), read.end()).size(), 32U);
  EXPECT_EQ(read[31], 31);
}

TEST_F(KeyFiles, RefusesAFileThatOthersMayRead) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0611U}) {
    const auto key = read_key_file(written("key", kGoodKeyFile, mode));
    ASSERT_FALSE(key) << std::oct << mode;
    EXPECT_THAT(key.error().remedy, HasSubstr("chmod 600"));
  }
  EXPECT_TRUE(read_key_file(written("key", kGoodKeyFile, 0400)));
}

TEST_F(KeyFiles, SaysWhatIsWrongWithoutQuotingTheFile) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "key_id is missing"},
      {"key_id = abc\n", "shared_secret is missing"},
      {"key_id = abc\nkey_id = abd\n", "line 2: key_id is there twice"},
      {"key_id = \n", "key_id is not 1 to 64"},
      {"key_id = a b\n", "key_id is not 1 to 64"},
      {"shared_secret = SECRET!!\n", "shared_secret is not base64"},
      {"shared_secret = AAEC\n", "not 16 to 256 octets"},
      {"nonsense SECRET\n", "not of the form name = value"},
      {"key = SECRET\n", "another name than"},
  };
  for (const auto& [text, expected] : cases) {
    const auto key = read_key_file(written("key", text));
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, "gateway.key_file");
    EXPECT_THAT(key.error().tried, HasSubstr(expected));
    EXPECT_THAT(key.error().sentence(), ::testing::Not(HasSubstr("SECRET")));
  }
}

TEST_F(KeyFiles, RefusesWhatIsNoFile) {
  EXPECT_THAT(read_key_file(folder_ / "absent").error().tried, HasSubstr("No such file"));
  EXPECT_THAT(read_key_file(folder_).error().tried, HasSubstr("not a regular file"));
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(read_key_file(folder_ / "pipe").error().tried, HasSubstr("not a regular file"));
  EXPECT_THAT(read_key_file(written("long", std::string(70'000, '#'))).error().tried,
              HasSubstr("longer than 64 KiB"));
}

RsaKey new_rsa_key() {
  return RsaKey(EVP_RSA_gen(2048));
}

std::string pem_of_key(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

// A certificate whose subject has a serialNumber, as the gateway's have.
std::string pem_of_certificate(EVP_PKEY* key, const char* serial, long seconds) {
  X509* certificate = X509_new();
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
  X509_set_pubkey(certificate, key);
  if (serial != nullptr) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "serialNumber", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(serial), -1, -1, 0);
  }
  X509_sign(certificate, key, EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  X509_free(certificate);
  return pem;
}

constexpr const char* kHeader = R"({"alg":"RSA-OAEP-256","enc":"A256GCM"})";

TEST(Jwe, OpensOnlyWithItsKeyAndUnchanged) {
  const RsaKey key = new_rsa_key();
  const auto sealed = encrypt_jwe(key.get(), kHeader, R"({"a":1})");
  ASSERT_TRUE(sealed);
  EXPECT_THAT(*sealed, ::testing::Not(HasSubstr(R"("a")")));
  EXPECT_EQ(decrypt_jwe(key.get(), *sealed).value(), R"({"a":1})");
  EXPECT_NE(*encrypt_jwe(key.get(), kHeader, R"({"a":1})"), *sealed);
  EXPECT_FALSE(decrypt_jwe(new_rsa_key().get(), *sealed));
  // Every part is protected: flip one bit in a letter of each.
  std::size_t at = 0;
  for (int part = 0; part < 5; ++part) {
    std::string changed = *sealed;
    changed[at + 2] = changed[at + 2] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decrypt_jwe(key.get(), changed)) << "part " << part;
    at = sealed->find('.', at) + 1;
  }
}

TEST(Jwe, RefusesOtherAlgorithmsAndShapes) {
  const RsaKey key = new_rsa_key();
  for (const char* header : {R"({"alg":"RSA1_5","enc":"A256GCM"})", R"({"alg":"RSA-OAEP-256"})",
                             "[]", "", R"({"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"})"}) {
    EXPECT_FALSE(decrypt_jwe(key.get(), *encrypt_jwe(key.get(), header, "x"))) << header;
  }
  for (const char* text : {"", ".", "....", "a.b.c.d.e", "a.b.c.d.e.f", "é.é.é.é.é"}) {
    EXPECT_FALSE(decrypt_jwe(key.get(), text)) << text;
  }
  EXPECT_FALSE(decrypt_jwe(key.get(), std::string(2'000'000, 'A')));
}

class Encryption : public KeyFiles {
 protected:
  hal::Result<std::unique_ptr<MessageEncryption>> create(const std::string& certificate) {
    Account account;
    account.mle_certificate = written("gateway.pem", certificate, 0644);
    account.mle_answer_key = written("answers.pem", pem_of_key(answer_key_.get()));
    return MessageEncryption::create(
        account, std::make_unique<JwtAuthentication>(example_key(), "evkiosk_test", clock_),
        clock_);
  }
  FixedClock clock_;
  RsaKey gateway_key_ = new_rsa_key();
  RsaKey answer_key_ = new_rsa_key();
};

TEST_F(Encryption, EncryptsFirstAndSignsWhatIsSent) {
  auto encryption = create(pem_of_certificate(gateway_key_.get(), "serial-77", 3600));
  ASSERT_TRUE(encryption) << encryption.error().sentence();
  const std::string plain = R"({"pointOfSaleInformation":{"trackData":";4761739001010010=3012?"}})";
  OutgoingRequest request{"POST", "host", "/pts/v2/payments",
                          SecretText(plain.begin(), plain.end())};
  const auto headers = (*encryption)->prepare(request);
  ASSERT_TRUE(headers);
  const auto sent = nlohmann::json::parse(request.body);
  ASSERT_EQ(sent.size(), 1U);
  const auto jwe = sent["encryptedRequest"].get<std::string>();
  EXPECT_EQ(decrypt_jwe(gateway_key_.get(), jwe).value(), plain);
  const auto header = nlohmann::json::parse(text_of(*from_base64url(jwe.substr(0, jwe.find('.')))));
  EXPECT_EQ(header["kid"], "serial-77");
  EXPECT_EQ(header["iat"], 1790849730);
  EXPECT_EQ(header["cty"], "JWT");

  JwtAuthentication plain_signer(example_key(), "evkiosk_test", clock_, "",
                                 [] { return "11111111-2222-4333-8444-555555555555"; });
  const std::string& line = headers->front();
  const std::size_t first = line.find('.');
  const auto claims = nlohmann::json::parse(
      text_of(*from_base64url(line.substr(first + 1, line.rfind('.') - first - 1))));
  unsigned char digest[32];
  EVP_Digest(request.body.data(), request.body.size(), digest, nullptr, EVP_sha256(), nullptr);
  EXPECT_EQ(claims["digest"], to_base64(hal::ByteView(digest, 32)));
}

TEST_F(Encryption, OpensEncryptedAnswersAndPassesPlainOnes) {
  auto encryption = create(pem_of_certificate(gateway_key_.get(), "serial-77", 3600));
  ASSERT_TRUE(encryption);
  const auto sealed = encrypt_jwe(answer_key_.get(), kHeader, R"({"status":"AUTHORIZED"})");
  EXPECT_EQ((*encryption)->open(R"({"encryptedResponse":")" + *sealed + R"("})").value(),
            R"({"status":"AUTHORIZED"})");
  EXPECT_EQ((*encryption)->open("<html>").value(), "<html>");
  EXPECT_EQ((*encryption)->open(R"({"status":"X"})").value(), R"({"status":"X"})");
  EXPECT_FALSE((*encryption)->open(R"({"encryptedResponse":"junk"})"));
  EXPECT_FALSE((*encryption)->open(R"({"encryptedResponse":7})"));
}

TEST_F(Encryption, SaysWhatIsWrongWithTheCertificate) {
  EXPECT_THAT(create("no certificate").error().tried, HasSubstr("no PEM certificate"));
  EXPECT_THAT(create(pem_of_certificate(gateway_key_.get(), "s", -60)).error().tried,
              HasSubstr("expired"));
  EXPECT_THAT(create(pem_of_certificate(gateway_key_.get(), nullptr, 3600)).error().tried,
              HasSubstr("serialNumber"));
  const RsaKey short_key(EVP_RSA_gen(1024));
  EXPECT_FALSE(create(pem_of_certificate(short_key.get(), "s", 3600)));
}

}  // namespace
}  // namespace kerb::payment::gateway
