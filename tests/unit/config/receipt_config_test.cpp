// [receipt]: the service that keeps a page for every receipt a driver takes along.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

ConfigResult<Config> with_receipts(const std::string& settings) {
  return parsed(fmt::format("{}[receipt]\n{}", kStationFile, settings));
}

const std::string kPage = "page = \"https://r.example/{token}\"\n";
const std::string kUpload = "upload_url = \"https://r.example/in\"\n";

TEST(ReceiptConfig, ThereIsNoServiceUnlessOneIsNamed) {
  EXPECT_TRUE(parsed(std::string(kStationFile))->receipt.page.empty());
}

TEST(ReceiptConfig, ReadsEverySetting) {
  const auto config = with_receipts(
      kPage + kUpload + "upload_key_file = \"receipts.key\"\nupload_ca_file = \"ca.pem\"\n");
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->receipt.page, "https://r.example/{token}");
  EXPECT_EQ(config->receipt.address.url, "https://r.example/in");
  EXPECT_EQ(config->receipt.address.key_file, "/etc/kerb/receipts.key");
  EXPECT_EQ(config->receipt.address.ca_file, "/etc/kerb/ca.pem");
}

TEST(ReceiptConfig, SaysWhatWouldBeRight) {
  struct {
    std::string settings;
    const char* tried;
    const char* remedy;
  } const slips[] = {
      {kPage, "page", "Give upload_url, too"},
      {kUpload, "upload_url", "Give page, too"},
      {kUpload + "page = \"http://r.example/{token}\"\n", "page", "{token}"},
      {kUpload + "page = \"https://r.example/receipt\"\n", "page", "{token}"},
      {kPage + "upload_url = \"http://r.example/in\"\n", "upload_url", "https://"},
      {kPage + kUpload + "upload_key = \"hunter2\"\n", "upload_key", ""},
  };
  for (const auto& slip : slips) {
    const auto config = with_receipts(slip.settings);
    ASSERT_FALSE(config) << slip.settings;
    EXPECT_EQ(config.error().size(), 1U) << slip.settings;
    EXPECT_THAT(config.error().front().tried, HasSubstr(slip.tried)) << slip.settings;
    EXPECT_THAT(config.error().front().remedy, HasSubstr(slip.remedy)) << slip.settings;
  }
}

}  // namespace
}  // namespace kerb::kiosk
