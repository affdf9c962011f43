// The file of the schemes' keys counts only as the config knows it.
#include "kiosk/runtime/scheme_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

constexpr const char* kEmpty = R"({"keys": []})";

class SchemeKeys : public testing::Test {
 protected:
  void write(const std::string& text) {
    payment_.ca_keys = folder_ / "keys.json";
    std::ofstream(payment_.ca_keys, std::ios::binary) << text;
  }
  std::string digest_in_the_error() {
    payment_.ca_keys_sha256 = std::string(64, '0');
    const auto read = scheme_keys(payment_);
    if (read || read.error().code != "emv.ca_keys_digest") return {};
    const std::string& tried = read.error().tried;
    const std::string before = "whose SHA-256 is ";
    return tried.substr(tried.find(before) + before.size(), 64);
  }

  TemporaryFolder folder_;
  PaymentConfig payment_;
};

TEST_F(SchemeKeys, NoneAreNamedAndNoneAreThere) {
  const auto read = scheme_keys(payment_);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->keys.empty());
}

TEST_F(SchemeKeys, TheRightFileIsRead) {
  write(kEmpty);
  // printf '{"keys": []}' | sha256sum
  payment_.ca_keys_sha256 = "59dfe0420a79fab3b3016213dac9bc743393cd9204d028e496a5184651385fcc";
  EXPECT_TRUE(scheme_keys(payment_));
}

TEST_F(SchemeKeys, AnotherFileIsNoneAndTheErrorNamesItsDigest) {
  write(kEmpty);
  const std::string digest = digest_in_the_error();
  ASSERT_EQ(digest.size(), 64U);
  write(std::string(kEmpty) + " ");
  EXPECT_NE(digest_in_the_error(), digest);
  EXPECT_EQ(digest_in_the_error().size(), 64U);
}

TEST_F(SchemeKeys, AFileThatIsMissingEmptyOrHugeIsNamed) {
  payment_.ca_keys = folder_ / "none.json";
  EXPECT_EQ(scheme_keys(payment_).error().code, "emv.ca_keys_file");
  EXPECT_THAT(scheme_keys(payment_).error().tried, HasSubstr("none.json"));
  write("");
  EXPECT_EQ(scheme_keys(payment_).error().code, "emv.ca_keys_file");
  write(std::string((1 << 20) + 1, ' '));
  EXPECT_EQ(scheme_keys(payment_).error().code, "emv.ca_keys_file");
}

TEST_F(SchemeKeys, WhatIsInItMustBeRight) {
  write("{}");
  payment_.ca_keys_sha256 = digest_in_the_error();
  EXPECT_EQ(scheme_keys(payment_).error().code, "emv.bad_ca_keys");
}

}  // namespace
}  // namespace kerb::kiosk
