// Reports over HTTPS: one POST of JSON a report, with the number as Idempotency-Key; any 2xx says
// that it is kept, unless a page (HTML) comes with it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kiosk/support/report_desk.hpp"
#include "payment/gateway/transport.hpp"
#include "payment/secret.hpp"

namespace kerb::kiosk {

struct ReportAddress {
  std::string url;                 // "https://help.example.com/kerb"; see is_report_url()
  std::filesystem::path key_file;  // mode 0600; sent as bearer token; empty: none
  std::filesystem::path ca_file;   // empty: the system's roots
};

// https, a host name, perhaps a port, and a path of unreserved characters (RFC 3986, 2.3) and
// slashes.
bool is_report_url(std::string_view url);

class HttpsReportDesk final : public ReportDesk {
 public:
  // Errors: gateway.transport, support.key_file, support.url.
  static hal::Result<std::unique_ptr<HttpsReportDesk>> create(const ReportAddress& address);
  hal::Result<void> deliver(const std::string& number, const std::string& body) override;

 private:
  HttpsReportDesk(std::unique_ptr<payment::gateway::Transport> transport, std::string host,
                  std::string resource, payment::Secret key);

  std::unique_ptr<payment::gateway::Transport> transport_;
  std::string host_;
  std::string resource_;
  payment::Secret key_;
};

}  // namespace kerb::kiosk
