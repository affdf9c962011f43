#include <gtest/gtest.h>

#include "kiosk/support/https_report_desk.hpp"

namespace kerb::kiosk {
namespace {

TEST(ReportUrl, IsAnHttpsAddress) {
  EXPECT_TRUE(is_report_url("https://help.example.com/kerb"));
  EXPECT_TRUE(is_report_url("https://help.example.com"));
  EXPECT_TRUE(is_report_url("https://localhost:8443/helpdesk/reports"));
}

TEST(ReportUrl, IsNothingElse) {
  for (const char* wrong :
       {"", "https://", "http://help.example.com/", "help.example.com/kerb", "https:///kerb",
        "https://user@help.example.com/", "https://help.example.com:0/",
        "https://help.example.com:99999/", "https://help.example.com:/", "https://a b/",
        "https://help.example.com/a\r\nHost: evil", "https://help.example.com/?a=b"}) {
    EXPECT_FALSE(is_report_url(wrong)) << wrong;
  }
  EXPECT_FALSE(is_report_url("https://a/" + std::string(200, 'a')));
}

TEST(ReportDesk, AKeyFileMustBeThere) {
  const auto desk = HttpsReportDesk::create(
      {.url = "https://help.example.com/", .key_file = "/nowhere/report.key", .ca_file = {}});
  ASSERT_FALSE(desk);
  EXPECT_EQ(desk.error().code, "support.key_file");
}

}  // namespace
}  // namespace kerb::kiosk
